import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { createS3 } from "../../../app/media/s3.ts";
import { createWork } from "../../../app/media/work.ts";
import { ManualClock } from "../../support/app/clock.ts";
import { CREDENTIALS } from "../../support/aws/signedRequests.ts";
import { useS3 } from "../../support/local/useS3.ts";

const { s3, server } = useS3();
const relay = { urlFor: async (url: string) => `relayed ${url}` };

it("a source in another bucket is read there, and one on another host through the relay", async () => {
  const work = createWork(s3(), relay);

  const inBucket = new URL(await work.sourceUrl({ id: "v1", sourceUrl: "s3://films/a b/c.mp4" }, 60));

  expect(inBucket.pathname).toBe("/films/a%20b/c.mp4");
  expect(await work.sourceUrl({ id: "v1", sourceUrl: "https://films.example/c.mp4" }, 60)).toBe(
    "relayed https://films.example/c.mp4",
  );
});

it("a source is read by a URL, and once it is processed it carries the tag that its lifecycle goes by", async () => {
  const work = createWork(s3(), relay);

  expect((await fetch(await work.sourceUrl({ id: "v1" }, 60))).status).toBe(200);
  await work.markProcessed("v1");

  expect(server().received.at(1)).toMatchObject({
    method: "PUT",
    path: "/media/sources/v1?tagging=",
    body: "<Tagging><TagSet><Tag><Key>processed</Key><Value>true</Value></Tag></TagSet></Tagging>",
  });
});

it("a source that is gone meanwhile needs no tag", async () => {
  server().answers.push({ status: 404 });

  await expect(createWork(s3(), relay).markProcessed("v1")).resolves.toBeUndefined();
});

it("an output is put as a file of known size and type", async () => {
  const folder = await mkdtemp(join(tmpdir(), "outputs-"));
  const path = join(folder, "poster.jpg");
  await writeFile(path, "x".repeat(100_000));

  const output = { name: "poster.jpg", contentType: "image/jpeg", path };
  await createWork(s3(), relay).put("v1", 2, output, new AbortController().signal);

  await rm(folder, { recursive: true });
  const [{ path: at = "", headers = {}, body = "" } = {}] = server().received;
  expect([at, headers["content-type"], headers["content-length"], body.length]).toEqual([
    "/media/outputs/v1/2/poster.jpg",
    "image/jpeg",
    "100000",
    100_000,
  ]);
});

it("an output is given up as soon as its attempt is, however long S3 is silent, and not put again", async () => {
  const folder = await mkdtemp(join(tmpdir(), "outputs-"));
  const path = join(folder, "video.mp4");
  await writeFile(path, "x");
  const attempt = new AbortController();
  let calls = 0;
  const silent = createS3({
    bucket: "media",
    region: async () => "eu-west-1",
    credentials: async () => CREDENTIALS,
    clock: new ManualClock(),
    fetch: (_url, init) => {
      calls += 1;
      setImmediate(() => attempt.abort(new Error("out of time")));
      return new Promise((_, refuse) => init?.signal?.addEventListener("abort", () => refuse(init.signal?.reason)));
    },
  });

  const put = createWork(silent, relay).put("v1", 2, { name: "a", contentType: "video/mp4", path }, attempt.signal);

  await expect(put).rejects.toThrow("out of time");
  expect(calls).toBe(1);
  await rm(folder, { recursive: true });
});
