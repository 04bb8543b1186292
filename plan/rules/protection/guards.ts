// Resources whose only work is to guard another one, or the account.
import type { Ownership } from "../access/owners.ts";
import type { Severity } from "../finding.ts";

export interface Guard {
  readonly rule: string;
  readonly severity: Severity;
  /** What it guards; undefined when it guards the account. */
  readonly guarded?: Ownership;
  readonly what: string;
  readonly why: string;
  readonly remedy: string;
}

const bucket: Ownership = { attribute: "bucket", type: "aws_s3_bucket" };
const _table: Ownership = { attribute: "table_name", type: "aws_dynamodb_table" };

/** By type of resource. */
export const GUARDS: ReadonlyMap<string, Guard> = new Map<string, Guard>([
  [
    "aws_s3_bucket_public_access_block",
    {
      rule: "bucket-public-access-unblocked",
      severity: "high",
      guarded: bucket,
      what: "The block of public access is removed from a bucket that stays.",
      why: "It is what keeps a mistake in a policy or an ACL from opening the objects to everybody.",
      remedy: "Keep the block, and hand objects out through signed URLs or CloudFront.",
    },
  ],
  [
    "aws_s3_bucket_versioning",
    {
      rule: "bucket-versioning-off",
      severity: "high",
      guarded: bucket,
      what: "Versioning is removed from a bucket that stays: it is suspended.",
      why: "An object that is overwritten or deleted from now on is gone.",
      remedy: "Keep versioning enabled, and let a lifecycle rule remove old versions.",
    },
  ],
  [
    "aws_s3_bucket_server_side_encryption_configuration",
    {
      rule: "bucket-encryption-weakened",
      severity: "medium",
      guarded: bucket,
      what: "The default encryption is removed from a bucket that stays: S3 encrypts with its own keys.",
      why: "The key's policy and its log no longer say who may read the objects and who did.",
      remedy: "Keep aws:kms as the default encryption of the bucket.",
    },
  ],
  [
    "aws_s3_bucket_logging",
    {
      rule: "access-log-off",
      severity: "medium",
      guarded: bucket,
      what: "The bucket no longer logs who reads and writes it.",
      why: "Who read or deleted an object can no longer be found out from its log.",
      remedy: "Keep the logging, or log data events in CloudTrail.",
    },
  ],
  [
    "aws_s3_bucket_replication_configuration",
    {
      rule: "replication-off",
      severity: "medium",
      guarded: bucket,
      what: "The bucket is no longer copied to another one.",
      why: "Objects that are written from now on are in one place only.",
      remedy: "Keep the replication.",
    },
  ],
  [
    "aws_flow_log",
    {
      rule: "flow-log-removed",
      severity: "medium",
      guarded: { attribute: "vpc_id", type: "aws_vpc" },
      what: "The flow log of a network that stays is removed.",
      why: "What came in and went out is written down nowhere.",
      remedy: "Keep the flow log.",
    },
  ],
  [
    "aws_sqs_queue_redrive_policy",
    {
      rule: "dead-letters-off",
      severity: "medium",
      guarded: { attribute: "queue_url", type: "aws_sqs_queue" },
      what: "A queue that stays no longer has a dead-letter queue.",
      why: "A message that fails comes back until it expires, and then it is gone.",
      remedy: "Keep the redrive policy.",
    },
  ],
]);
