// What an administrator puts into the tables and the bucket of a local run, with credentials that are no role's.
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { CreateMultipartUploadCommand, ListBucketsCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";
import { ulid } from "ulid";
import { outputKey, sourceKey } from "../../../app/media/keys.ts";
import { type Clock, systemClock } from "../../../app/shared/clock.ts";
import { createQueuedVideos } from "../../../app/videos/queue.ts";
import { createVideoRepository } from "../../../app/videos/repository.ts";
import { LISTED, WATCH } from "../../../app/videos/table.ts";
import type { Output } from "../../../app/videos/video.ts";

const HOUR_MILLISECONDS = 3_600_000;

/** An hour ago, for what the sweep is to find overdue. */
const EARLIER: Clock = {
  ...systemClock,
  now: () => new Date(Date.now() - HOUR_MILLISECONDS),
  nowSeconds: () => systemClock.nowSeconds() - HOUR_MILLISECONDS / 1000,
};

const NEW = { title: "seeded", description: "" };
const POSTER: Output = { name: "poster.jpg", contentType: "image/jpeg", bytes: 3 };
const BODY = "abc";

export function createSeeds(endpoint: string, tableName: string) {
  const credentials = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "AKIAIOSFODNN7EXAMPLE" };
  const options = { endpoint, region: "us-east-1", credentials, maxAttempts: 1 };
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient(options));
  const s3 = new S3Client({ ...options, forcePathStyle: true });
  const videosAt = (clock: Clock) => createVideoRepository(documents, { tableName, clock });
  const bucket = async () => (await s3.send(new ListBucketsCommand({}))).Buckets?.[0]?.Name;

  async function put(Key: string, Body: string | Uint8Array, ContentType: string): Promise<void> {
    await s3.send(new PutObjectCommand({ Bucket: await bucket(), Key, Body, ContentType }));
  }

  /** A video in a state that no client brings it to. */
  async function store(id: string, more: Readonly<Record<string, unknown>>): Promise<void> {
    const now = new Date().toISOString();
    const Item = { id, ...NEW, attempt: 1, createdAt: now, updatedAt: now, listed: LISTED, ...more };
    await documents.send(new PutCommand({ TableName: tableName, Item }));
  }

  return {
    put,

    /** A video that the api knows nothing of yet. @param clock says since when it waits for a window, if it does */
    async waiting(clock?: "now" | "earlier"): Promise<string> {
      const videos = videosAt(clock === "earlier" ? EARLIER : systemClock);
      const { id } = await videos.create({ id: ulid(), ...NEW, sourceUrl: "s3://bucket/a.mp4" });
      if (clock) await videos.queue(id, "window");
      return id;
    },

    /** A video whose run was lost. */
    async lost(run: string): Promise<void> {
      await this.waiting("earlier");
      await createQueuedVideos(documents, { tableName, clock: EARLIER }).claim("window", run, 1);
    },

    /** A video whose source is there, and is looked for now. */
    async awaited(): Promise<void> {
      const contentType = "video/mp4";
      const { id } = await videosAt(EARLIER).createAwaiting({ id: ulid(), ...NEW, contentType, bytes: BODY.length });
      await put(sourceKey(id), BODY, contentType);
    },

    /** What is left of a video that was deleted: a source, an output, and an upload that was not completed. */
    async deleted(): Promise<void> {
      const id = await this.waiting("earlier");
      await put(sourceKey(id), BODY, "video/mp4");
      await put(outputKey(id, 1, POSTER.name), BODY, POSTER.contentType);
      await s3.send(new CreateMultipartUploadCommand({ Bucket: await bucket(), Key: sourceKey(id) }));
      await videosAt(EARLIER).remove(id);
    },

    /** A video that was completed, with an output. */
    async completed(): Promise<string> {
      const id = ulid();
      await put(outputKey(id, 1, POSTER.name), BODY, POSTER.contentType);
      await store(id, { status: "completed", outputs: [POSTER], result: { engine: "seeded", stages: [] } });
      return id;
    },

    /** A video that a run has claimed. @param sourceUrl @default its source was uploaded: put it there afterwards */
    async claimed(id: string, run: string, sourceUrl?: string): Promise<void> {
      const checkAt = systemClock.nowSeconds() + 300;
      await store(id, { status: "queued", queue: "now", run, watch: WATCH.inFlight, checkAt, sourceUrl });
    },
  };
}
