// Buckets: public access, versions, encryption, copies, logs, and what deletes their objects.
import type { Rule } from "../../rule.ts";
import { falls, goes, leaves, turnsOff, turnsOn } from "../judges.ts";
import { replicationNarrowed } from "../replicationNarrowed.ts";
import { type Setting, settingRule } from "../settingRule.ts";

const guarded = { attribute: "bucket", type: "aws_s3_bucket" } as const;

const BLOCKS = [
  ["block_public_acls", "new public ACLs are no longer refused"],
  ["ignore_public_acls", "public ACLs take effect"],
  ["block_public_policy", "public policies are no longer refused"],
  ["restrict_public_buckets", "public policies let in other accounts and everybody"],
] as const;

const ENCRYPTION = {
  types: ["aws_s3_bucket_server_side_encryption_configuration"],
  path: ["rule", 0, "apply_server_side_encryption_by_default", 0],
} as const;

export const storageRules: readonly Rule[] = [
  settingRule({
    id: "bucket-public-access-unblocked",
    severity: "high",
    title: "A block of public access to a bucket is removed or switched off",
    why: "It is what keeps a mistake in a policy or an ACL from opening the objects to everybody.",
    remedy: "Keep all four blocks on, and hand objects out through signed URLs or CloudFront.",
    settings: BLOCKS.map(
      ([attribute, effect]): Setting => ({
        types: ["aws_s3_bucket_public_access_block"],
        path: [attribute],
        judge: turnsOff,
        what: `A block of public access is switched off: ${effect}`,
      }),
    ),
    guards: [
      {
        type: "aws_s3_bucket_public_access_block",
        guarded,
        what: "The block of public access is removed from a bucket that stays.",
        remedy: "Keep the block, and hand objects out through signed URLs or CloudFront.",
      },
    ],
  }),
  settingRule({
    id: "bucket-versioning-off",
    severity: "high",
    title: "Versioning of a bucket is switched off",
    why: "An object that is overwritten or deleted from now on is gone.",
    remedy: "Keep versioning enabled, and let a lifecycle rule remove old versions.",
    settings: [
      {
        types: ["aws_s3_bucket_versioning"],
        path: ["versioning_configuration", 0, "status"],
        judge: turnsOff,
        what: "Versioning of the bucket is switched off",
      },
      {
        types: ["aws_s3_bucket"],
        path: ["versioning", 0, "enabled"],
        judge: turnsOff,
        what: "Versioning of the bucket is switched off",
      },
    ],
    guards: [
      {
        type: "aws_s3_bucket_versioning",
        guarded,
        what: "Versioning is removed from a bucket that stays: it is suspended.",
      },
    ],
  }),
  settingRule({
    id: "bucket-encryption-weakened",
    severity: "high",
    title: "A bucket no longer encrypts with a KMS key",
    why: "The key's policy and its log no longer say who may read the objects and who did.",
    remedy: "Keep aws:kms as the default encryption of the bucket.",
    settings: [
      {
        types: ENCRYPTION.types,
        path: [...ENCRYPTION.path, "sse_algorithm"],
        judge: leaves("aws:kms", "aws:kms:dsse"),
        what: "New objects are no longer encrypted with a KMS key",
      },
      {
        types: ENCRYPTION.types,
        path: [...ENCRYPTION.path, "kms_master_key_id"],
        judge: goes,
        what: "New objects are no longer encrypted with the customer's KMS key",
      },
    ],
    guards: [
      {
        type: "aws_s3_bucket_server_side_encryption_configuration",
        guarded,
        severity: "medium",
        what: "The default encryption is removed from a bucket that stays: S3 encrypts with its own keys.",
      },
    ],
  }),
  settingRule({
    id: "replication-off",
    severity: "medium",
    title: "A bucket is no longer copied to another one",
    why: "Objects that are written from now on are in one place only.",
    remedy: "Keep the replication.",
    guards: [
      {
        type: "aws_s3_bucket_replication_configuration",
        guarded,
        what: "The bucket is no longer copied to another one.",
      },
    ],
    looks: [replicationNarrowed],
  }),
  settingRule({
    id: "force-destroy-on",
    severity: "high",
    title: "Destroying a bucket deletes all its objects",
    why: "Until now AWS refused to delete it while it held anything: a renamed resource or a wrong -target is enough to lose it all.",
    remedy: "Leave force_destroy off, and empty what is meant to go by hand.",
    settings: [
      {
        types: ["aws_s3_bucket", "aws_s3_directory_bucket"],
        path: ["force_destroy"],
        judge: turnsOn,
        severityWhenNew: "low",
        what: "Destroying this deletes all that is in it too",
      },
    ],
  }),
  settingRule({
    id: "object-lock-shortened",
    severity: "medium",
    title: "New objects of a bucket are locked for fewer days",
    why: "They can be deleted or overwritten sooner.",
    remedy: "Keep the retention as long as the objects have to be there.",
    settings: [
      {
        types: ["aws_s3_bucket_object_lock_configuration"],
        path: ["rule", 0, "default_retention", 0, "days"],
        judge: falls(),
        what: "New objects are locked for fewer days",
      },
    ],
  }),
];
