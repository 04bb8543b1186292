// S3 on this machine, for the unmodified SDK and CLI: operations for the door of the AWS endpoint.
import type { AwsCall, AwsReply, AwsService, Operation } from "../aws/call.ts";
import { AwsError } from "../aws/call.ts";
import { writeRefusal } from "../aws/protocol.ts";
import { corsHeaders } from "./cors.ts";
import * as buckets from "./operations/buckets.ts";
import { listObjects } from "./operations/listing.ts";
import * as multipart from "./operations/multipart.ts";
import { readObject } from "./operations/reads.ts";
import type { Setting } from "./operations/setting.ts";
import * as writes from "./operations/writes.ts";
import { PREFLIGHT } from "./routes.ts";

const OPERATIONS: Readonly<Record<string, (call: AwsCall, setting: Setting) => Promise<AwsReply>>> = {
  AbortMultipartUpload: multipart.abortUpload,
  CompleteMultipartUpload: multipart.completeUpload,
  CopyObject: writes.copyObject,
  CreateBucket: buckets.createBucket,
  CreateMultipartUpload: multipart.createUpload,
  DeleteBucket: buckets.deleteBucket,
  DeleteBucketCors: buckets.deleteCors,
  DeleteObject: writes.deleteObject,
  DeleteObjectTagging: writes.deleteTagging,
  DeleteObjects: writes.deleteObjects,
  GetBucketCors: buckets.getCors,
  GetBucketLocation: buckets.bucketLocation,
  GetBucketNotificationConfiguration: buckets.getNotification,
  GetBucketVersioning: buckets.bucketVersioning,
  GetObject: readObject,
  GetObjectTagging: writes.getTagging,
  HeadBucket: buckets.headBucket,
  HeadObject: readObject,
  ListBuckets: buckets.listBuckets,
  ListMultipartUploads: multipart.listUploads,
  ListObjects: listObjects,
  ListObjectsV2: listObjects,
  ListParts: multipart.listParts,
  PutBucketCors: buckets.putCors,
  PutBucketNotificationConfiguration: buckets.putNotification,
  PutObject: writes.putObject,
  PutObjectTagging: writes.putTagging,
  UploadPart: multipart.uploadPart,
  UploadPartCopy: multipart.uploadPart,
  [PREFLIGHT]: buckets.preflight,
};

/** The operations of the API, for the door. */
export function s3Operations(setting: Setting): AwsService {
  const { store } = setting;
  const served = Object.entries(OPERATIONS).map(([name, operation]): [string, Operation] => [
    name,
    async (call) => {
      const cors = name === PREFLIGHT ? undefined : ofOrigin(call);
      if (!cors) return operation(call, setting);
      const reply = await operation(call, setting).catch((error) => {
        // A page may read why it was refused.
        if (error instanceof AwsError) return writeRefusal(error.refusal, "s3", "s3");
        throw error;
      });
      return { ...reply, headers: { ...reply.headers, ...cors } };
    },
  ]);
  return new Map(served);

  function ofOrigin({ path, method, headers }: AwsCall): Record<string, string> | undefined {
    const name = path?.Bucket;
    return name === undefined ? undefined : corsHeaders(store.settings(name).cors, method, headers);
  }
}
