// What the processor does with the media bucket: reads a source, keeps outputs, and marks what it is done with.
import { createHash } from "node:crypto";
import { openAsBlob } from "node:fs";
import type { Video } from "../videos/video.ts";
import { outputKey, PROCESSED_TAG, sourceKey } from "./keys.ts";
import type { Relay } from "./relay.ts";
import type { S3 } from "./s3.ts";

/** A file that an engine made. */
export interface OutputFile {
  readonly name: string;
  readonly contentType: string;
  readonly path: string;
}

export interface Work {
  /** A URL from which the source can be read for so long. */
  sourceUrl(video: Pick<Video, "id" | "sourceUrl">, seconds: number): Promise<string>;
  /** Writing it again replaces it. @param signal ends it at once */
  put(id: string, attempt: number, output: OutputFile, signal: AbortSignal): Promise<void>;
  /** Tags the source as processed; nothing happens when it is gone. */
  markProcessed(id: string): Promise<void>;
}

/** @param relay for sources on other hosts */
export function createWork(s3: S3, relay: Relay): Work {
  return {
    async sourceUrl({ id, sourceUrl }, seconds) {
      if (sourceUrl?.startsWith("https://")) return relay.urlFor(sourceUrl, seconds);
      const elsewhere = sourceUrl === undefined ? undefined : inBucket(sourceUrl);
      const { url } = await s3.presign(
        { action: "s3:GetObject", method: "GET", ...(elsewhere ?? { key: sourceKey(id) }) },
        seconds,
      );
      return url;
    },

    async put(id, attempt, { name, contentType, path }, signal) {
      await s3.send({
        action: "s3:PutObject",
        method: "PUT",
        key: outputKey(id, attempt, name),
        headers: { "content-type": contentType },
        body: await openAsBlob(path),
        signal,
      });
    },

    async markProcessed(id) {
      const { key, value } = PROCESSED_TAG;
      const body = `<Tagging><TagSet><Tag><Key>${key}</Key><Value>${value}</Value></Tag></TagSet></Tagging>`;
      await s3.send(
        {
          action: "s3:PutObjectTagging",
          method: "PUT",
          key: sourceKey(id),
          query: { tagging: "" },
          headers: { "content-type": "application/xml", "content-md5": md5(body) },
          body,
        },
        [404],
      );
    },
  };
}

/** @throws Error for another text than `s3://bucket/key`, which the api refuses */
function inBucket(url: string): { bucket: string; key: string } {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/s.exec(url) ?? [];
  if (bucket === undefined || key === undefined) throw new Error(`source ${url}: must be s3://bucket/key`);
  return { bucket, key };
}

/** S3 wants a checksum of every tagging: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectTagging.html */
const md5 = (text: string): string => createHash("md5").update(text).digest("base64");
