// What guards objects, files and volumes.
import { falls, goes, leaves, turnsOff, turnsOn } from "../judges.ts";
import type { Setting } from "../setting.ts";

const BLOCKS = [
  ["block_public_acls", "new public ACLs are no longer refused"],
  ["ignore_public_acls", "public ACLs take effect"],
  ["block_public_policy", "public policies are no longer refused"],
  ["restrict_public_buckets", "public policies let in other accounts and everybody"],
] as const;

const publicAccess = BLOCKS.map(
  ([attribute, effect]): Setting => ({
    rule: "bucket-public-access-unblocked",
    types: ["aws_s3_bucket_public_access_block"],
    path: [attribute],
    judge: turnsOff,
    severity: "high",
    what: `A block of public access is switched off: ${effect}`,
    why: "It is what keeps a mistake in a policy or an ACL from opening the objects to everybody.",
    remedy: "Keep all four blocks on, and hand objects out through signed URLs or CloudFront.",
  }),
);

const VERSIONING = {
  rule: "bucket-versioning-off",
  severity: "high",
  what: "Versioning of the bucket is switched off",
  why: "An object that is overwritten or deleted from now on is gone.",
  remedy: "Keep versioning enabled, and let a lifecycle rule remove old versions.",
} as const;

const BUCKET_ENCRYPTION = {
  rule: "bucket-encryption-weakened",
  severity: "high",
  what: "New objects are no longer encrypted with a KMS key",
  why: "The key's policy and its log no longer say who may read the objects and who did.",
  remedy: "Keep aws:kms as the default encryption of the bucket.",
} as const;

export const STORAGE_SETTINGS: readonly Setting[] = [
  ...publicAccess,
  {
    ...VERSIONING,
    types: ["aws_s3_bucket_versioning"],
    path: ["versioning_configuration", 0, "status"],
    judge: turnsOff,
  },
  {
    ...VERSIONING,
    types: ["aws_s3_bucket"],
    path: ["versioning", 0, "enabled"],
    judge: turnsOff,
  },
  {
    ...BUCKET_ENCRYPTION,
    types: ["aws_s3_bucket_server_side_encryption_configuration"],
    path: ["rule", 0, "apply_server_side_encryption_by_default", 0, "sse_algorithm"],
    judge: leaves("aws:kms", "aws:kms:dsse"),
  },
  {
    ...BUCKET_ENCRYPTION,
    what: "New objects are no longer encrypted with the customer's KMS key",
    types: ["aws_s3_bucket_server_side_encryption_configuration"],
    path: ["rule", 0, "apply_server_side_encryption_by_default", 0, "kms_master_key_id"],
    judge: goes,
  },
  {
    rule: "force-destroy-on",
    types: ["aws_s3_bucket", "aws_s3_directory_bucket"],
    path: ["force_destroy"],
    judge: turnsOn,
    severity: "high",
    severityWhenNew: "low",
    what: "Destroying this deletes all that is in it too",
    why: "Until now AWS refused to delete it while it held anything: a renamed resource or a wrong -target is enough to lose it all.",
    remedy: "Leave force_destroy off, and empty what is meant to go by hand.",
  },
  {
    rule: "object-lock-shortened",
    types: ["aws_s3_bucket_object_lock_configuration"],
    path: ["rule", 0, "default_retention", 0, "days"],
    judge: falls(),
    severity: "medium",
    what: "New objects are locked for fewer days",
    why: "They can be deleted or overwritten sooner.",
    remedy: "Keep the retention as long as the objects have to be there.",
  },
];
