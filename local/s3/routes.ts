// Which operation of S3 a request asks for: by method, by what is addressed (service, bucket or object), by the query's name and,
// for copies, by a header. https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
import type { IncomingHttpHeaders } from "node:http";

type Level = "service" | "bucket" | "object";

/** What buckets have one of: `GET /?cors`, `PUT /?cors`, `DELETE /?cors`. */
const SETTINGS = `
  abac:GetBucketAbac,PutBucketAbac
  accelerate:GetBucketAccelerateConfiguration,PutBucketAccelerateConfiguration
  acl:GetBucketAcl,PutBucketAcl
  analytics:GetBucketAnalyticsConfiguration,PutBucketAnalyticsConfiguration,DeleteBucketAnalyticsConfiguration
  cors:GetBucketCors,PutBucketCors,DeleteBucketCors
  encryption:GetBucketEncryption,PutBucketEncryption,DeleteBucketEncryption
  intelligent-tiering:GetBucketIntelligentTieringConfiguration,PutBucketIntelligentTieringConfiguration,DeleteBucketIntelligentTieringConfiguration
  inventory:GetBucketInventoryConfiguration,PutBucketInventoryConfiguration,DeleteBucketInventoryConfiguration
  lifecycle:GetBucketLifecycleConfiguration,PutBucketLifecycleConfiguration,DeleteBucketLifecycle
  location:GetBucketLocation
  logging:GetBucketLogging,PutBucketLogging
  metrics:GetBucketMetricsConfiguration,PutBucketMetricsConfiguration,DeleteBucketMetricsConfiguration
  notification:GetBucketNotificationConfiguration,PutBucketNotificationConfiguration
  object-lock:GetObjectLockConfiguration,PutObjectLockConfiguration
  ownershipControls:GetBucketOwnershipControls,PutBucketOwnershipControls,DeleteBucketOwnershipControls
  policy:GetBucketPolicy,PutBucketPolicy,DeleteBucketPolicy
  policyStatus:GetBucketPolicyStatus
  publicAccessBlock:GetPublicAccessBlock,PutPublicAccessBlock,DeletePublicAccessBlock
  replication:GetBucketReplication,PutBucketReplication,DeleteBucketReplication
  requestPayment:GetBucketRequestPayment,PutBucketRequestPayment
  tagging:GetBucketTagging,PutBucketTagging,DeleteBucketTagging
  versioning:GetBucketVersioning,PutBucketVersioning
  website:GetBucketWebsite,PutBucketWebsite,DeleteBucketWebsite
`;

const METHODS: Readonly<Record<string, string>> = { Get: "GET", Put: "PUT", Delete: "DELETE" };

/** By `METHOD level?query`; the one without a query is the rest. */
const ROUTES = new Map<string, string>([
  ...SETTINGS.trim()
    .split(/\s+/)
    .flatMap((line) => {
      const [query = "", names = ""] = line.split(":");
      return names.split(",").map((name): [string, string] => {
        const method = METHODS[/^(Get|Put|Delete)/.exec(name)?.[0] ?? ""];
        return [`${method} bucket?${query}`, name];
      });
    }),
  ["GET service", "ListBuckets"],
  ["PUT bucket", "CreateBucket"],
  ["HEAD bucket", "HeadBucket"],
  ["DELETE bucket", "DeleteBucket"],
  ["GET bucket", "ListObjects"],
  ["GET bucket?list-type", "ListObjectsV2"],
  ["GET bucket?uploads", "ListMultipartUploads"],
  ["GET bucket?versions", "ListObjectVersions"],
  ["GET bucket?session", "CreateSession"],
  ["POST bucket?delete", "DeleteObjects"],
  ["GET object", "GetObject"],
  ["HEAD object", "HeadObject"],
  ["PUT object", "PutObject"],
  ["DELETE object", "DeleteObject"],
  ["GET object?acl", "GetObjectAcl"],
  ["PUT object?acl", "PutObjectAcl"],
  ["GET object?annotation", "GetObjectAnnotation"],
  ["PUT object?annotation", "PutObjectAnnotation"],
  ["DELETE object?annotation", "DeleteObjectAnnotation"],
  ["GET object?attributes", "GetObjectAttributes"],
  ["GET object?legal-hold", "GetObjectLegalHold"],
  ["PUT object?legal-hold", "PutObjectLegalHold"],
  ["GET object?retention", "GetObjectRetention"],
  ["PUT object?retention", "PutObjectRetention"],
  ["GET object?tagging", "GetObjectTagging"],
  ["PUT object?tagging", "PutObjectTagging"],
  ["DELETE object?tagging", "DeleteObjectTagging"],
  ["GET object?torrent", "GetObjectTorrent"],
  ["PUT object?encryption", "UpdateObjectEncryption"],
  ["PUT object?renameObject", "RenameObject"],
  ["POST object?restore", "RestoreObject"],
  ["POST object?select", "SelectObjectContent"],
  ["POST object?uploads", "CreateMultipartUpload"],
  ["POST object?uploadId", "CompleteMultipartUpload"],
  ["GET object?uploadId", "ListParts"],
  ["PUT object?uploadId", "UploadPart"],
  ["DELETE object?uploadId", "AbortMultipartUpload"],
]);

const COPIES: Readonly<Record<string, string>> = { PutObject: "CopyObject", UploadPart: "UploadPartCopy" };

/** A browser's question before a request of another origin: no operation of the SDK, and asked without credentials. */
export const PREFLIGHT = "Preflight";

export const S3_OPERATIONS: ReadonlySet<string> = new Set([...ROUTES.values(), ...Object.values(COPIES)]);

/** `bucket.localhost` and `bucket.s3.localhost`: virtual-hosted style. */
const BUCKET_HOST = /^(.+?)(?:\.s3)?\.localhost(?::\d+)?$/i;

export interface Addressed {
  readonly Bucket?: string;
  readonly Key?: string;
}

/** What the path and the host name. */
export function addressed({ pathname }: URL, host = ""): Addressed {
  const path = decodeURIComponent(pathname);
  const ofHost = BUCKET_HOST.exec(host)?.[1];
  const [, inPath = "", key = ""] = /^\/([^/]*)\/?(.*)$/s.exec(path) ?? [];
  const [Bucket, Key] = ofHost && ofHost !== "s3" ? [ofHost, path.slice(1)] : [inPath, key];
  return { ...(Bucket && { Bucket }), ...(Key && { Key }) };
}

/** The operation with the variables of its path; undefined if S3 has no such request. */
export function matchS3(
  method: string,
  url: URL,
  headers: IncomingHttpHeaders,
): { operation: string; path: Record<string, string> } | undefined {
  const path = { ...addressed(url, headers.host) };
  const level: Level = path.Key !== undefined ? "object" : path.Bucket !== undefined ? "bucket" : "service";
  if (method === "OPTIONS") return { operation: PREFLIGHT, path };
  const asked = [...url.searchParams.keys()].map((query) => ROUTES.get(`${method} ${level}?${query}`)).find(Boolean);
  const operation = asked ?? ROUTES.get(`${method} ${level}`);
  if (operation === undefined) return undefined;
  const isCopy = headers["x-amz-copy-source"] !== undefined;
  return { operation: (isCopy && COPIES[operation]) || operation, path };
}
