// What a bucket is told to do: pages of other origins, events, and what is let go.
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCorsCommand,
  DeleteObjectCommand,
  GetBucketCorsCommand,
  GetBucketNotificationConfigurationCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutBucketCorsCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { presigned } from "../../support/aws/presigned.ts";
import { type LocalS3, OUTSIDE, openS3, SYNTHESISED } from "../../support/local/s3.ts";

const Bucket = SYNTHESISED.name;
const DAY = 86_400_000;

let s3: LocalS3;
let client: S3Client;
beforeAll(async () => {
  s3 = await openS3();
  client = s3.client();
  await client.send(new CreateBucketCommand({ Bucket: "own" }));
});
afterAll(() => s3.close());

describe("CORS", () => {
  const ask = (bucket: string, headers: Record<string, string>) =>
    fetch(`${s3.endpoint}/${bucket}/x`, { method: "OPTIONS", headers });

  it("answers a preflight by the synthesised rules", async () => {
    const origin = "http://localhost:3000";
    const asked = { origin, "access-control-request-method": "PUT", "access-control-request-headers": "content-type" };
    const allowed = await ask(Bucket, asked);
    expect(allowed.status).toBe(200);
    expect(allowed.headers.get("access-control-allow-origin")).toBe(origin);
    expect(allowed.headers.get("access-control-expose-headers")).toBe("ETag");
    for (const other of [
      { origin: "http://127.0.0.1:3000" },
      { "access-control-request-method": "DELETE" },
      { "access-control-request-headers": "content-type, x-amz-acl" },
    ])
      expect((await ask(Bucket, { ...asked, ...other })).status).toBe(403);
  });

  it("lets a page read the answer, and why it was refused", async () => {
    const origin = "http://localhost:3000";
    const path = `/${Bucket}/page`;
    const put = (headers: Record<string, string>) =>
      presigned(s3.endpoint, OUTSIDE, { method: "PUT", path, headers }).then((address) =>
        fetch(address, { method: "PUT", body: "1", headers: { ...headers, origin } }),
      );
    for (const status of [200, 412]) {
      const answer = await put({ "if-none-match": "*" });
      expect([answer.status, answer.headers.get("access-control-allow-origin")]).toEqual([status, origin]);
    }
  });

  it("is changed at the endpoint for a bucket that was created there, and by Terraform for its own", async () => {
    const rule = { AllowedMethods: ["GET"], AllowedOrigins: ["*"], AllowedHeaders: ["*"], MaxAgeSeconds: 60 };
    const CORSConfiguration = { CORSRules: [rule] };
    await client.send(new PutBucketCorsCommand({ Bucket: "own", CORSConfiguration }));
    expect((await client.send(new GetBucketCorsCommand({ Bucket: "own" }))).CORSRules).toEqual([rule]);
    const asked = { origin: "http://localhost:1", "access-control-request-method": "GET" };
    expect((await ask("own", asked)).headers.get("access-control-allow-origin")).toBe("*");
    await client.send(new DeleteBucketCorsCommand({ Bucket: "own" }));
    await expect(client.send(new GetBucketCorsCommand({ Bucket: "own" }))).rejects.toMatchObject({
      name: "NoSuchCORSConfiguration",
    });
    await expect(client.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration }))).rejects.toMatchObject({
      name: "AccessDenied",
    });
  });
});

describe("events", () => {
  const told = () => s3.events.splice(0).map((event) => [event["detail-type"], event.detail.reason]);

  it("tell of what came and went, as EventBridge has it", async () => {
    told();
    const { ETag } = await client.send(new PutObjectCommand({ Bucket, Key: "sources/ü 1", Body: "12345" }));
    const [created] = s3.events;
    expect(created).toEqual({
      version: "0",
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      "detail-type": "Object Created",
      source: "aws.s3",
      account: "000000000000",
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      region: "us-east-1",
      resources: [`arn:aws:s3:::${Bucket}`],
      detail: {
        version: "0",
        bucket: { name: Bucket },
        object: {
          key: "sources/ü 1",
          size: 5,
          etag: ETag?.replaceAll('"', ""),
          sequencer: expect.stringMatching(/^[0-9A-F]{18}$/),
        },
        "request-id": expect.stringMatching(/^[0-9A-F]{16}$/),
        requester: "000000000000",
        "source-ip-address": "127.0.0.1",
        reason: "PutObject",
      },
    });
  });

  it("come once for each change, in their order, and never for what was refused", async () => {
    told();
    const Key = "events/1";
    await client.send(new PutObjectCommand({ Bucket, Key, Body: "1" }));
    await client.send(new PutObjectCommand({ Bucket, Key, Body: "1", IfNoneMatch: "*" })).catch(() => {});
    await client.send(new CopyObjectCommand({ Bucket, Key: "events/2", CopySource: `${Bucket}/${Key}` }));
    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    const upload = { Bucket, Key, UploadId };
    const { ETag } = await client.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body: "2" }));
    const Parts = [{ PartNumber: 1, ETag }];
    await client.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }));
    await client.send(new DeleteObjectCommand({ Bucket, Key }));
    await client.send(new DeleteObjectCommand({ Bucket, Key }));
    const sequencers = s3.events.map(({ detail }) => (detail.object as { sequencer: string }).sequencer);
    expect(sequencers).toEqual([...sequencers].sort());
    expect(new Set(sequencers).size).toBe(sequencers.length);
    expect(told()).toEqual([
      ["Object Created", "PutObject"],
      ["Object Created", "CopyObject"],
      ["Object Created", "CompleteMultipartUpload"],
      ["Object Deleted", "DeleteObject"],
    ]);
  });

  it("come of a bucket that was told so", async () => {
    told();
    await client.send(new PutObjectCommand({ Bucket: "own", Key: "1", Body: "1" }));
    expect(told()).toEqual([]);
    const eventBridge = { Bucket: "own", NotificationConfiguration: { EventBridgeConfiguration: {} } };
    await client.send(new PutBucketNotificationConfigurationCommand(eventBridge));
    const shown = await client.send(new GetBucketNotificationConfigurationCommand({ Bucket: "own" }));
    expect(shown.EventBridgeConfiguration).toEqual({});
    await client.send(new PutObjectCommand({ Bucket: "own", Key: "1", Body: "1" }));
    expect(told()).toEqual([["Object Created", "PutObject"]]);
    const QueueConfigurations = [{ QueueArn: "arn:aws:sqs:us-east-1:0:q", Events: ["s3:ObjectCreated:*" as const] }];
    const elsewhere = { Bucket: "own", NotificationConfiguration: { QueueConfigurations } };
    await expect(client.send(new PutBucketNotificationConfigurationCommand(elsewhere))).rejects.toThrow(
      "QueueConfiguration: not simulated; EventBridgeConfiguration is",
    );
  });
});

describe("lifecycle rules", () => {
  const keys = async () =>
    (await client.send(new ListObjectsV2Command({ Bucket, Prefix: "sources/" }))).Contents?.map(({ Key }) => Key);

  it("let go what is old enough at midnight (UTC), and tell of it", async () => {
    for (const [Key, Tagging] of [
      ["sources/done", "processed=true"],
      ["sources/waiting", undefined],
      ["sources/other", "processed=false"],
    ] as const)
      await client.send(new PutObjectCommand({ Bucket, Key, Body: "1", Tagging }));
    const before = await keys();
    s3.events.length = 0;
    const untilMidnight = DAY - (Date.now() % DAY);
    s3.clock.ahead = 7 * DAY + untilMidnight - 1_000;
    s3.store.sweep();
    expect(s3.events).toEqual([]);
    s3.clock.ahead += 2_000;
    s3.store.sweep();
    s3.clock.ahead = 0;
    expect(await keys()).toEqual(before?.filter((key) => key !== "sources/done"));
    expect(s3.events.map(({ detail }) => [detail.reason, (detail.object as { key: string }).key])).toEqual([
      ["Lifecycle Expiration", "sources/done"],
    ]);
  });

  it("abort uploads that are never completed", async () => {
    await client.send(new CreateMultipartUploadCommand({ Bucket, Key: "sources/never" }));
    const uploads = async () => (await client.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads?.length ?? 0;
    expect(await uploads()).toBe(1);
    s3.clock.ahead = 2 * DAY;
    s3.store.sweep();
    s3.clock.ahead = 0;
    expect(await uploads()).toBe(0);
    expect(s3.errors).toEqual([]);
  });
});
