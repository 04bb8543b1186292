// What outlives a run: every object that was accepted, whole; nothing of one that was not.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { type ClientRequest, request } from "node:http";
import { join } from "node:path";
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { presigned } from "../../support/aws/presigned.ts";
import { type LocalS3, OUTSIDE, openS3, SYNTHESISED } from "../../support/local/s3.ts";
import { eventually, ROOT, temporaryFolder } from "../../support/local/system.ts";

const Bucket = SYNTHESISED.name;

let folder: string;
let open: LocalS3 | undefined;
beforeEach(() => {
  folder = join(temporaryFolder(), "s3");
});
afterEach(async () => {
  await open?.close();
  rmSync(join(folder, ".."), { recursive: true, force: true });
});

async function start(): Promise<LocalS3> {
  await open?.close();
  open = await openS3({ folder });
  return open;
}

const content = () => readdirSync(join(folder, Bucket, "content"));
const keys = async (s3: LocalS3) =>
  (await s3.client().send(new ListObjectsV2Command({ Bucket }))).Contents?.map(({ Key }) => Key) ?? [];

/** Sends a part of what it announces, and goes on holding the connection. */
async function sendHalf(endpoint: string): Promise<ClientRequest> {
  const address = await presigned(endpoint, OUTSIDE, { method: "PUT", path: `/${Bucket}/half` });
  const sending = request(address, { method: "PUT", headers: { "content-length": 10_000_000 } });
  sending.once("error", () => {});
  sending.write(randomBytes(1_000_000));
  await eventually("content to come", 10, () => (content().length > 0 ? true : undefined));
  return sending;
}

it("objects, uploads in progress and created buckets are there after a restart", async () => {
  const before = await start();
  const client = before.client();
  const bytes = randomBytes(100_000);
  await client.send(new PutObjectCommand({ Bucket, Key: "kept/ü", Body: bytes, ContentType: "video/mp4" }));
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key: "later" }));
  const upload = { Bucket, Key: "later", UploadId };
  const { ETag } = await client.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body: bytes }));
  await client.send(new CreateBucketCommand({ Bucket: "own" }));
  const NotificationConfiguration = { EventBridgeConfiguration: {} };
  await client.send(new PutBucketNotificationConfigurationCommand({ Bucket: "own", NotificationConfiguration }));

  const after = await start();
  const Parts = [{ PartNumber: 1, ETag }];
  await after.client().send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }));
  await start();
  for (const Key of ["kept/ü", "later"]) {
    const { Body, ContentType } = await (open as LocalS3).client().send(new GetObjectCommand({ Bucket, Key }));
    expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(bytes)).toBe(true);
    if (Key !== "later") expect(ContentType).toBe("video/mp4");
  }
  expect(open?.store.settings("own").eventBridge).toBe(true);
});

it("an upload whose client goes away leaves nothing, and is no failure", async () => {
  const s3 = await start();
  (await sendHalf(s3.endpoint)).destroy();
  await eventually("content to go", 10, () => (content().length === 0 ? true : undefined));
  expect(await keys(s3)).toEqual([]);
  expect(s3.errors).toEqual([]);
});

it("a run that is killed in mid-upload leaves no half object, and its content goes at the next start", async () => {
  const script = `import { openS3 } from ${JSON.stringify(join(ROOT, "__tests__/support/local/s3.ts"))};
    console.log((await openS3({ folder: ${JSON.stringify(folder)} })).endpoint);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const endpoint = await new Promise<string>((resolve) =>
    child.stdout.once("data", (line) => resolve(`${line}`.trim())),
  );
  const sending = await sendHalf(endpoint);
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await ended;
  sending.destroy();
  expect(content()).toHaveLength(1);

  expect(await keys(await start())).toEqual([]);
  expect(content()).toEqual([]);
}, 30_000);

it("a full disk refuses what is written and keeps what is there", async () => {
  const s3 = await start();
  const client = s3.client();
  await client.send(new PutObjectCommand({ Bucket, Key: "a", Body: "1" }));
  s3.disk.full = true;
  const refused = client.send(new PutObjectCommand({ Bucket, Key: "a", Body: "2" }));
  await expect(refused).rejects.toMatchObject({ name: "InternalError" });
  s3.disk.full = false;
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: "a" }));
  expect(await Body?.transformToString()).toBe("1");
  expect(content()).toHaveLength(1);
});

it("a record that is not what was written is named, with the way to drop it", async () => {
  const s3 = await start();
  await s3.client().send(new PutObjectCommand({ Bucket, Key: "a", Body: "1" }));
  const [file = ""] = readdirSync(join(folder, Bucket, "objects"));
  writeFileSync(join(folder, Bucket, "objects", file), "{");
  await expect(start()).rejects.toThrow(/cannot be read; start with --fresh=s3 to drop it$/);
  open = undefined;
});
