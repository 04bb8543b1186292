// The bucket of what clients upload and what engines make of it: private, over TLS only, and told about on the event bus.
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket/index.js";
import { S3BucketCorsConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-cors-configuration/index.js";
import {
  S3BucketLifecycleConfiguration,
  type S3BucketLifecycleConfigurationRule,
} from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration/index.js";
import { S3BucketNotification } from "@cdktf/provider-aws/lib/s3-bucket-notification/index.js";
import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls/index.js";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy/index.js";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block/index.js";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration/index.js";
import { Construct } from "constructs";
import { OUTPUTS, PROCESSED_TAG, SOURCES } from "../../app/media/keys.ts";
import type { EnvironmentConfig } from "../config/schema.ts";

/** The sweep deletes what is over its retention, objects first; these rules are for what it does not know, and come later. */
const VIDEO_LINGERS_DAYS = 2;

const PREFLIGHT_SECONDS = 600;

export interface MediaBucketOptions {
  readonly name: string;
  readonly arn: string;
  readonly environment: Pick<EnvironmentConfig, "data" | "media">;
}

export class MediaBucket extends Construct {
  readonly bucket: S3Bucket;

  constructor(scope: Construct, id: string, { name, arn, environment }: MediaBucketOptions) {
    super(scope, id);
    const { data, media } = environment;
    this.bucket = new S3Bucket(this, "bucket", {
      bucket: name,
      // AWS deletes no bucket that holds anything: what is protected is never emptied for it.
      forceDestroy: !data.deletionProtection,
    });
    const { id: bucket } = this.bucket;
    new S3BucketOwnershipControls(this, "ownership", { bucket, rule: { objectOwnership: "BucketOwnerEnforced" } });
    const access = new S3BucketPublicAccessBlock(this, "access", {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    // The two change the same thing on AWS: at once, one of them would be refused.
    new S3BucketPolicy(this, "policy", { bucket, policy: onlyTls(arn), dependsOn: [access] });
    new S3BucketServerSideEncryptionConfigurationA(this, "encryption", {
      bucket,
      rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
    });
    new S3BucketNotification(this, "events", { bucket, eventbridge: true });
    new S3BucketLifecycleConfiguration(this, "lifecycle", { bucket, rule: lifecycleRules(environment) });
    if (media.corsOrigins.length > 0) {
      new S3BucketCorsConfiguration(this, "cors", {
        bucket,
        corsRule: [
          {
            allowedMethods: ["GET", "HEAD", "PUT"],
            allowedOrigins: media.corsOrigins,
            allowedHeaders: ["*"],
            exposeHeaders: ["ETag"],
            maxAgeSeconds: PREFLIGHT_SECONDS,
          },
        ],
      });
    }
  }
}

const onlyTls = (arn: string): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "OnlyTls",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [arn, `${arn}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  });

/** A video that is deleted takes its objects along; these rules are for videos that expire, and for what nothing knows. */
function lifecycleRules({ data, media }: MediaBucketOptions["environment"]): S3BucketLifecycleConfigurationRule[] {
  const withVideo = data.retentionDays === undefined ? undefined : data.retentionDays + VIDEO_LINGERS_DAYS;
  const sourceDays = media.sourceDays ?? withVideo;
  return [
    {
      id: "unfinished-uploads",
      status: "Enabled",
      filter: [{ prefix: "" }],
      abortIncompleteMultipartUpload: [{ daysAfterInitiation: 1 }],
    },
    ...expires("processed-sources", sourceDays, {
      and: [{ prefix: SOURCES, tags: { [PROCESSED_TAG.key]: PROCESSED_TAG.value } }],
    }),
    ...expires("outputs", withVideo, { prefix: OUTPUTS }),
  ];
}

const expires = (id: string, days: number | undefined, filter: object): S3BucketLifecycleConfigurationRule[] =>
  days === undefined ? [] : [{ id, status: "Enabled", filter: [filter], expiration: [{ days }] }];
