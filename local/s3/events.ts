// What S3 tells EventBridge of objects. https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
import { randomUUID } from "node:crypto";
import type { BusEvent } from "../events/bus.ts";
import type { Place } from "../terraform/assigned.ts";

export type Happened =
  | {
      readonly type: "Object Created";
      readonly reason: "PutObject" | "CopyObject" | "CompleteMultipartUpload";
      readonly bytes: number;
      readonly etag: string;
    }
  | { readonly type: "Object Deleted"; readonly reason: "DeleteObject" | "Lifecycle Expiration" };

/** Something that happened to an object. */
export interface ObjectChange {
  readonly bucket: string;
  readonly key: string;
  readonly happened: Happened;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Grows with each change of one run. */
  readonly sequence: number;
}

export function objectEvent(place: Place, { bucket, key, happened, now, sequence }: ObjectChange): BusEvent {
  const { accountId, partition, region } = place;
  const sequencer = ((BigInt(now) << 20n) + BigInt(sequence)).toString(16).toUpperCase().padStart(18, "0");
  const byLifecycle = happened.reason === "Lifecycle Expiration";
  const { type } = happened;
  return {
    version: "0",
    id: randomUUID(),
    "detail-type": type,
    source: "aws.s3",
    account: accountId,
    time: new Date(now).toISOString().replace(/\.\d+Z$/, "Z"),
    region,
    resources: [`arn:${partition}:s3:::${bucket}`],
    detail: {
      version: "0",
      bucket: { name: bucket },
      object: {
        key,
        ...(type === "Object Created" && { size: happened.bytes, etag: happened.etag }),
        sequencer,
      },
      "request-id": randomUUID().replaceAll("-", "").slice(0, 16).toUpperCase(),
      requester: byLifecycle ? "s3.amazonaws.com" : accountId,
      ...(!byLifecycle && { "source-ip-address": "127.0.0.1" }),
      reason: happened.reason,
      ...(type === "Object Deleted" && { "deletion-type": "Permanently Deleted" }),
    },
  };
}
