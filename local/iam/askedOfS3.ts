// What the calls of S3 ask of IAM. https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
import type { AwsCall } from "../aws/call.ts";
import { copySource, header } from "../s3/request.ts";
import { PREFLIGHT } from "../s3/routes.ts";
import type { Place } from "../terraform/assigned.ts";
import type { Account, Asked } from "./account.ts";

/** Operations whose action has another name. */
const ACTIONS: Readonly<Record<string, string>> = {
  CompleteMultipartUpload: "PutObject",
  CopyObject: "PutObject",
  CreateMultipartUpload: "PutObject",
  DeleteBucketCors: "PutBucketCORS",
  GetBucketCors: "GetBucketCORS",
  GetBucketNotificationConfiguration: "GetBucketNotification",
  HeadBucket: "ListBucket",
  HeadObject: "GetObject",
  ListBuckets: "ListAllMyBuckets",
  ListMultipartUploads: "ListBucketMultipartUploads",
  ListObjects: "ListBucket",
  ListObjectsV2: "ListBucket",
  ListParts: "ListMultipartUploadParts",
  PutBucketCors: "PutBucketCORS",
  PutBucketNotificationConfiguration: "PutBucketNotification",
  UploadPart: "PutObject",
  UploadPartCopy: "PutObject",
};

/** Asked of each key, or of no credentials at all. */
const ASKED_ELSEWHERE = ["DeleteObjects", PREFLIGHT];

/** ARN of a bucket, or of an object as `bucket/key`. */
export const s3Arn = ({ partition }: Place, resource: string): string => `arn:${partition}:s3:::${resource}`;

export function s3Asks(call: AwsCall, { place }: Account): Asked[] {
  const { operation = "", path = {}, url } = call;
  if (ASKED_ELSEWHERE.includes(operation)) return [];
  const { Bucket, Key } = path;
  const action = `s3:${ACTIONS[operation] ?? operation}`;
  if (Bucket === undefined) return [{ action, resource: "*" }];
  if (Key === undefined) return [{ action, resource: s3Arn(place, Bucket), context: listContext(action, url) }];
  const resource = s3Arn(place, `${Bucket}/${Key}`);
  return [
    ...sourceAsks(call, place),
    { action, resource },
    ...(header(call, "x-amz-tagging") ? [{ action: "s3:PutObjectTagging", resource }] : []),
  ];
}

function listContext(action: string, { searchParams }: URL): Record<string, readonly string[]> {
  if (action !== "s3:ListBucket") return {};
  const [prefix, delimiter] = [searchParams.get("prefix"), searchParams.get("delimiter")];
  return {
    ...(prefix !== null && { "s3:prefix": [prefix] }),
    ...(delimiter !== null && { "s3:delimiter": [delimiter] }),
  };
}

/** A copy reads its source. */
function sourceAsks(call: AwsCall, place: Place): Asked[] {
  if (call.operation !== "CopyObject" && call.operation !== "UploadPartCopy") return [];
  try {
    const { bucket, key } = copySource(call);
    return [{ action: "s3:GetObject", resource: s3Arn(place, `${bucket}/${key}`) }];
  } catch {
    return []; // S3 says what is wrong with it
  }
}
