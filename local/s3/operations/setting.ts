// What every operation of S3 is given.
import type { AwsCall } from "../../aws/call.ts";
import type { Bucket } from "../bucket.ts";
import { s3Error } from "../errors.ts";
import type { Store } from "../store.ts";

export interface Setting {
  readonly store: Store;
  /** Whether a caller may do something to a bucket or an object (`bucket/key`). */
  readonly may: (call: AwsCall, action: string, resource: string) => boolean;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
const MAX_KEY_BYTES = 1_024;

/** The bucket and the key of a call. @throws AwsError NoSuchBucket, KeyTooLongError */
export function target(call: AwsCall, { store }: Setting): { name: string; bucket: Bucket; key: string } {
  const { Bucket: name = "", Key: key = "" } = call.path ?? {};
  const bucket = store.bucket(name);
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) throw s3Error("KeyTooLongError");
  return { name, bucket, key };
}

/** Without ListBucket a caller is not told whether there is such a key. */
export function noSuchKey(call: AwsCall, name: string, { may }: Setting): Error {
  return s3Error(may(call, "s3:ListBucket", name) ? "NoSuchKey" : "AccessDenied");
}
