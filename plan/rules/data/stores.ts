// What holds data that no apply brings back.
import { type Attributes, at, isSensitive, isUnknown, type Value } from "../../value.ts";
import type { Severity } from "../finding.ts";

export interface Store {
  /** What it is, with its article. */
  readonly words: string;
  /** What is lost with it. */
  readonly loss: string;
  /** When it is destroyed or replaced. */
  readonly severity: Severity;
  /** What its own settings do about it, as a sentence; undefined when they do nothing. */
  guard?(before: Attributes): string | undefined;
  /** Whether Terraform leaves it in the account when it destroys it. */
  isKept?(before: Attributes): boolean;
  /** Whether Terraform itself writes what the new one holds, so that replacing it loses nothing that it does not have. */
  isFilled?(before: Attributes, after: Attributes): boolean;
}

type Guard = NonNullable<Store["guard"]>;

/** AWS refuses the delete while an attribute stands. */
const protectedBy =
  (...attributes: readonly string[]): Guard =>
  (before) => {
    const found = attributes.find((attribute) => at(before, attribute) === true);
    return (
      found &&
      `AWS refuses the delete while ${found} is true: this apply will fail, and what was planned after it is not done.`
    );
  };

const skips = (before: Attributes): boolean => at(before, "skip_destroy") === true;

const critical = (words: string, loss: string, more: Partial<Store> = {}): Store => ({
  words,
  loss,
  severity: "critical",
  ...more,
});
const high = (words: string, loss: string, more: Partial<Store> = {}): Store => ({
  words,
  loss,
  severity: "high",
  ...more,
});

const snapshots: Guard = (before) =>
  protectedBy("deletion_protection")(before) ??
  (at(before, "skip_final_snapshot") === true ? "No final snapshot is made: skip_final_snapshot is true." : undefined);

const emptied: Guard = (before) =>
  at(before, "force_destroy") === true
    ? "Its objects are deleted with it: force_destroy is true."
    : "AWS refuses the delete while there is an object in it: the apply fails unless it is empty.";

/** Attributes that only the configuration fills; an `etag` that is unknown is one that AWS computes. */
const CONTENT = ["source", "source_hash", "content", "content_base64"] as const;
const isGiven = (value: Value | undefined): boolean =>
  typeof value === "string" || isUnknown(value) || isSensitive(value);

/**
 * Of an object that stays in its bucket: a deployment of new content, such as an archive whose key has its hash, also where the
 * apply makes the archive first.
 */
const hasContent = (before: Attributes, after: Attributes): boolean =>
  at(before, "bucket") === at(after, "bucket") &&
  (CONTENT.some((attribute) => isGiven(at(after, attribute))) || typeof at(after, "etag") === "string");

const OBJECT = high("an S3 object", "Its content is lost, unless the bucket keeps versions.", { isFilled: hasContent });

const days = (before: Attributes, attribute: string): number | undefined => {
  const value = at(before, attribute);
  return typeof value === "number" ? value : undefined;
};

const ELSEWHERE = "What is in it is lost, but for snapshots and backups outside of it.";
const QUEUED = "Messages that wait in it are lost, and what sends to it gets errors.";
const CACHED = "What is cached in it is lost, and what relies on it slows down or fails.";
const KEY = critical("a KMS key", "Once it is deleted, nothing that was encrypted with it can be read again.", {
  guard: (before) =>
    `AWS deletes it ${days(before, "deletion_window_in_days") ?? 30} days later, and it cannot be used meanwhile; CancelKeyDeletion saves it until then.`,
});

/** What systems on managed instances are made of. */
const OWN: Readonly<Record<string, Store>> = {
  aws_dynamodb_table: critical(
    "a DynamoDB table",
    "All its items are lost, and point-in-time recovery restores only into a new table for 35 days.",
    {
      guard: protectedBy("deletion_protection_enabled"),
    },
  ),
  aws_s3_bucket: critical("an S3 bucket", "Its objects and their versions are lost.", { guard: emptied }),
  aws_s3_directory_bucket: critical("an S3 directory bucket", "Its objects are lost.", { guard: emptied }),
  aws_s3_bucket_object: OBJECT,
  aws_s3_object: OBJECT,
  aws_db_instance: critical("an RDS database", ELSEWHERE, { guard: snapshots }),
  aws_rds_cluster: critical("an Aurora cluster", ELSEWHERE, { guard: snapshots }),
  aws_elasticache_cluster: high("an ElastiCache cluster", CACHED),
  aws_elasticache_replication_group: high("an ElastiCache group", CACHED),
  aws_elasticache_serverless_cache: high("an ElastiCache cache", CACHED),
  aws_kms_key: KEY,
  aws_kms_external_key: KEY,
  aws_secretsmanager_secret: critical("a secret", "Its values are lost, and what reads it fails at once.", {
    guard: (before) => {
      const window = days(before, "recovery_window_in_days") ?? 30;
      return window === 0
        ? "It is deleted at once, without recovery: recovery_window_in_days is 0."
        : `RestoreSecret brings it back within ${window} days; until then nothing else can have its name.`;
    },
  }),
  aws_ssm_parameter: high("a parameter", "Its value and history are lost, and what reads it fails."),
  aws_cloudwatch_log_group: high("a log group", "All its logs are lost.", { isKept: skips }),
  aws_sqs_queue: high("an SQS queue", `${QUEUED} Its name cannot be used again for 60 seconds.`),
  aws_kinesis_stream: high("a Kinesis stream", QUEUED),
  aws_msk_cluster: critical("an MSK cluster", "Its topics are lost."),
  aws_msk_serverless_cluster: critical("an MSK cluster", "Its topics are lost."),
};

/** Everything else that holds data, with words for it. */
const OTHERS: Readonly<Record<"critical" | "high", Readonly<Record<string, string>>>> = {
  critical: {
    aws_backup_logically_air_gapped_vault: "a backup vault",
    aws_backup_vault: "a backup vault",
    aws_cloudtrail_event_data_store: "a CloudTrail event data store",
    aws_codecommit_repository: "a CodeCommit repository",
    aws_cognito_user_pool: "a Cognito user pool",
    aws_docdb_cluster: "a DocumentDB cluster",
    aws_docdbelastic_cluster: "a DocumentDB cluster",
    aws_dsql_cluster: "an Aurora DSQL cluster",
    aws_ebs_volume: "an EBS volume",
    aws_efs_file_system: "an EFS file system",
    aws_elasticsearch_domain: "an Elasticsearch domain",
    aws_fsx_lustre_file_system: "an FSx file system",
    aws_fsx_ontap_file_system: "an FSx file system",
    aws_fsx_openzfs_file_system: "an FSx file system",
    aws_fsx_windows_file_system: "an FSx file system",
    aws_glacier_vault: "a Glacier vault",
    aws_keyspaces_table: "a Keyspaces table",
    aws_memorydb_cluster: "a MemoryDB cluster",
    aws_neptune_cluster: "a Neptune cluster",
    aws_opensearch_domain: "an OpenSearch domain",
    aws_opensearchserverless_collection: "an OpenSearch collection",
    aws_qldb_ledger: "a QLDB ledger",
    aws_rds_global_cluster: "an Aurora global cluster",
    aws_redshift_cluster: "a Redshift cluster",
    aws_redshiftserverless_namespace: "a Redshift namespace",
    aws_s3tables_table: "an S3 table",
    aws_sagemaker_feature_group: "a feature group",
    aws_timestreamwrite_table: "a Timestream table",
  },
  high: {
    aws_codeartifact_repository: "a CodeArtifact repository",
    aws_db_cluster_snapshot: "an Aurora snapshot",
    aws_db_snapshot: "an RDS snapshot",
    aws_ebs_snapshot: "an EBS snapshot",
    aws_ecr_repository: "an ECR repository",
    aws_ecrpublic_repository: "a public ECR repository",
    aws_mq_broker: "a message broker",
  },
};

/** By type. Parts of a store that hold nothing themselves, such as the instances of an Aurora cluster, are not in it. */
export const STORES: Readonly<Record<string, Store>> = {
  ...OWN,
  ...Object.fromEntries(
    Object.entries(OTHERS).flatMap(([severity, words]) =>
      Object.entries(words).map(([type, word]) => [
        type,
        { words: word, loss: ELSEWHERE, severity: severity as Severity },
      ]),
    ),
  ),
};

export const storeOf = (type: string): Store | undefined => (Object.hasOwn(STORES, type) ? STORES[type] : undefined);

/** With a capital letter, for the beginning of a sentence. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
