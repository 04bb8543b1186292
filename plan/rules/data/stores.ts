// What holds data that no apply brings back.
import type { Attributes } from "../../value.ts";
import { at } from "../../value.ts";
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

const days = (before: Attributes, attribute: string): number | undefined => {
  const value = at(before, attribute);
  return typeof value === "number" ? value : undefined;
};

const DATABASE = "Its data are lost, but for snapshots and backups outside of it.";
const QUEUED = "Messages that wait in it are lost, and what sends to it gets errors.";

/** By type. Parts of a store that hold nothing themselves, such as the instances of an Aurora cluster, are not in it. */
export const STORES: Readonly<Record<string, Store>> = {
  aws_dynamodb_table: critical(
    "a DynamoDB table",
    "All its items are lost, and point-in-time recovery restores only into a new table for 35 days.",
    {
      guard: protectedBy("deletion_protection_enabled"),
    },
  ),
  aws_s3_bucket: critical("an S3 bucket", "Its objects and their versions are lost.", { guard: emptied }),
  aws_s3_directory_bucket: critical("an S3 directory bucket", "Its objects are lost.", { guard: emptied }),
  aws_s3tables_table: critical("an S3 table", "Its rows are lost."),
  aws_s3_object: high("an S3 object", "Its content is lost, unless the bucket keeps versions."),
  aws_efs_file_system: critical("an EFS file system", "All its files are lost."),
  aws_fsx_lustre_file_system: critical("an FSx file system", "All its files are lost, but for backups."),
  aws_fsx_ontap_file_system: critical("an FSx file system", "All its files are lost, but for backups."),
  aws_fsx_openzfs_file_system: critical("an FSx file system", "All its files are lost, but for backups."),
  aws_fsx_windows_file_system: critical("an FSx file system", "All its files are lost, but for backups."),
  aws_ebs_volume: critical("an EBS volume", "What is on it is lost.", {
    guard: (before) => (at(before, "final_snapshot") === true ? "A final snapshot is made." : undefined),
  }),
  aws_ebs_snapshot: high("an EBS snapshot", "That state of the volume can no longer be restored."),
  aws_db_instance: critical("an RDS database", DATABASE, { guard: snapshots }),
  aws_rds_cluster: critical("an Aurora cluster", DATABASE, { guard: snapshots }),
  aws_rds_global_cluster: critical("an Aurora global cluster", DATABASE, { guard: protectedBy("deletion_protection") }),
  aws_db_snapshot: high("an RDS snapshot", "That state of the database can no longer be restored."),
  aws_db_cluster_snapshot: high("an Aurora snapshot", "That state of the cluster can no longer be restored."),
  aws_docdb_cluster: critical("a DocumentDB cluster", DATABASE, { guard: snapshots }),
  aws_docdbelastic_cluster: critical("a DocumentDB cluster", DATABASE),
  aws_neptune_cluster: critical("a Neptune cluster", DATABASE, { guard: snapshots }),
  aws_dsql_cluster: critical("an Aurora DSQL cluster", DATABASE, { guard: protectedBy("deletion_protection_enabled") }),
  aws_redshift_cluster: critical("a Redshift cluster", DATABASE, { guard: snapshots }),
  aws_redshiftserverless_namespace: critical("a Redshift namespace", DATABASE),
  aws_elasticache_cluster: high(
    "an ElastiCache cluster",
    "What is cached in it is lost, and what relies on it slows down or fails.",
  ),
  aws_elasticache_replication_group: high(
    "an ElastiCache group",
    "What is cached in it is lost, and what relies on it slows down or fails.",
  ),
  aws_elasticache_serverless_cache: high(
    "an ElastiCache cache",
    "What is cached in it is lost, and what relies on it slows down or fails.",
  ),
  aws_memorydb_cluster: critical("a MemoryDB cluster", DATABASE),
  aws_opensearch_domain: critical("an OpenSearch domain", "Its indexes are lost."),
  aws_elasticsearch_domain: critical("an Elasticsearch domain", "Its indexes are lost."),
  aws_opensearchserverless_collection: critical("an OpenSearch collection", "Its indexes are lost."),
  aws_timestreamwrite_table: critical("a Timestream table", "Its series are lost."),
  aws_keyspaces_table: critical("a Keyspaces table", "Its rows are lost."),
  aws_kms_key: critical("a KMS key", "Once it is deleted, nobody can read again what was encrypted with it.", {
    guard: (before) =>
      `AWS deletes it ${days(before, "deletion_window_in_days") ?? 30} days later, and it cannot be used meanwhile; CancelKeyDeletion saves it until then.`,
  }),
  aws_kms_external_key: critical("a KMS key", "Once it is deleted, nobody can read again what was encrypted with it.", {
    guard: (before) =>
      `AWS deletes it ${days(before, "deletion_window_in_days") ?? 30} days later, and it cannot be used meanwhile; CancelKeyDeletion saves it until then.`,
  }),
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
  aws_mq_broker: high("a message broker", QUEUED),
  aws_ecr_repository: high("an ECR repository", "Its images are lost, and what runs them cannot start again.", {
    guard: (before) =>
      at(before, "force_delete") === true
        ? "Its images are deleted with it: force_delete is true."
        : "AWS refuses the delete while there is an image in it.",
  }),
  aws_ecrpublic_repository: high("a public ECR repository", "Its images are lost."),
  aws_backup_vault: critical("a backup vault", "Its recovery points are lost.", {
    guard: (before) =>
      at(before, "force_destroy") === true
        ? "Its recovery points are deleted with it: force_destroy is true."
        : "AWS refuses the delete while there is a recovery point in it.",
  }),
  aws_backup_logically_air_gapped_vault: critical("a backup vault", "Its recovery points are lost."),
  aws_glacier_vault: critical("a Glacier vault", "Its archives are lost."),
  aws_cognito_user_pool: critical("a Cognito user pool", "Its users are lost, and their passwords cannot be moved.", {
    guard: (before) =>
      at(before, "deletion_protection") === "ACTIVE"
        ? "AWS refuses the delete while deletion_protection is ACTIVE: this apply will fail."
        : undefined,
  }),
  aws_cloudtrail_event_data_store: critical("a CloudTrail event data store", "Its events are lost.", {
    guard: protectedBy("termination_protection_enabled"),
  }),
  aws_codecommit_repository: critical("a CodeCommit repository", "Its commits are lost."),
  aws_codeartifact_repository: high("a CodeArtifact repository", "Its packages are lost."),
  aws_sagemaker_feature_group: critical("a feature group", "Its records are lost."),
  aws_qldb_ledger: critical("a QLDB ledger", "Its journal is lost.", { guard: protectedBy("deletion_protection") }),
};

export const storeOf = (type: string): Store | undefined => (Object.hasOwn(STORES, type) ? STORES[type] : undefined);
