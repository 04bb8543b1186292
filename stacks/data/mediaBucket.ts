// The bucket of sources and outputs.
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket/index.js";
import { Construct } from "constructs";

/** A bucket as a stack that uses it sees it. */
export interface BucketReference {
  readonly name: string;
  readonly arn: string;
}

export class MediaBucket extends Construct implements BucketReference {
  readonly name: string;
  readonly arn: string;

  /** @param name unique among all buckets of AWS */
  constructor(scope: Construct, id: string, name: string) {
    super(scope, id);
    const bucket = new S3Bucket(this, "bucket", { bucket: name });
    this.name = bucket.bucket;
    this.arn = bucket.arn;
  }
}
