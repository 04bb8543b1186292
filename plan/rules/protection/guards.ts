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
const table: Ownership = { attribute: "table_name", type: "aws_dynamodb_table" };

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
    "aws_s3_account_public_access_block",
    {
      rule: "bucket-public-access-unblocked",
      severity: "high",
      what: "The block of public access is removed from the whole account.",
      why: "From now on every bucket is as open as its own policy and ACL say.",
      remedy: "Keep the block.",
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
    "aws_cloudtrail",
    {
      rule: "trail-off",
      severity: "critical",
      what: "The CloudTrail trail is removed.",
      why: "Whoever does something in the account from now on leaves no trace in it.",
      remedy: "Keep the trail, or say in the pull request which other one, such as the organization's, has it all.",
    },
  ],
  [
    "aws_guardduty_detector",
    {
      rule: "threat-detection-off",
      severity: "high",
      what: "GuardDuty is switched off, and its findings are deleted.",
      why: "Nobody is told of an attack on the account.",
      remedy: "Keep the detector.",
    },
  ],
  [
    "aws_config_configuration_recorder",
    {
      rule: "configuration-recorder-off",
      severity: "medium",
      what: "AWS Config no longer records how resources change.",
      why: "Who changed what outside of Terraform, and when, can no longer be looked up.",
      remedy: "Keep the recorder.",
    },
  ],
  [
    "aws_backup_plan",
    {
      rule: "backup-removed",
      severity: "high",
      what: "The backup plan is removed.",
      why: "From now on no backups are made of what it had selected.",
      remedy: "Keep the plan, or show in the pull request which other one takes over.",
    },
  ],
  [
    "aws_backup_selection",
    {
      rule: "backup-removed",
      severity: "high",
      what: "A selection of what is backed up is removed.",
      why: "From now on no backups are made of what it had selected.",
      remedy: "Keep the selection, or show in the pull request which other one takes over.",
    },
  ],
  [
    "aws_backup_vault_lock_configuration",
    {
      rule: "backup-lock-weakened",
      severity: "high",
      guarded: { attribute: "backup_vault_name", type: "aws_backup_vault" },
      what: "The lock is removed from a backup vault that stays.",
      why: "Backups can be deleted, by mistake or by whoever gets in.",
      remedy: "Keep the lock.",
    },
  ],
  [
    "aws_efs_backup_policy",
    {
      rule: "file-backup-off",
      severity: "high",
      guarded: { attribute: "file_system_id", type: "aws_efs_file_system" },
      what: "Automatic backups of a file system that stays are switched off.",
      why: "Files that are overwritten or deleted from now on cannot be brought back.",
      remedy: "Keep the backup policy.",
    },
  ],
  [
    "aws_ebs_encryption_by_default",
    {
      rule: "file-encryption-off",
      severity: "high",
      what: "New volumes of the account are no longer encrypted by default.",
      why: "From now on everybody who makes a volume has to think of it.",
      remedy: "Keep the encryption by default.",
    },
  ],
  [
    "aws_dynamodb_kinesis_streaming_destination",
    {
      rule: "replication-off",
      severity: "low",
      guarded: table,
      what: "Changes of a table that stays no longer go to a stream.",
      why: "Whatever keeps a copy or a log of the table misses what happens from now on.",
      remedy: "Keep the destination while something reads the stream.",
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
