import { describe, expect, it } from "@jest/globals";
import { protectionRules } from "../../../../plan/rules/protection/protectionRules.ts";
import type { ChangeSpec, PlanSpec } from "../../../support/plan/json.ts";
import {
  brief,
  create,
  DELETE_FIRST,
  destroy,
  findingsOf,
  type Json,
  references,
  update,
} from "../capacity/samples.ts";

const findings = (changes: ChangeSpec[], more: Partial<PlanSpec> = {}) =>
  findingsOf(protectionRules, { changes, ...more });
const found = (...changes: ChangeSpec[]) => brief(findings(changes));

/** An object with a value at a path, in lists of one. */
const nest = ([step, ...rest]: readonly (string | number)[], value: unknown): unknown => {
  if (step === undefined) return value;
  return typeof step === "number" ? [nest(rest, value)] : { [step]: nest(rest, value) };
};

type Row = [
  rule: string,
  severity: string,
  type: string,
  path: string,
  weaker: [unknown, unknown],
  almost: [unknown, unknown],
];

const KEY = "arn:aws:kms:eu-west-1:111122223333:key/1";

const off = (rule: string, severity: string, type: string, path: string): Row => [
  rule,
  severity,
  type,
  path,
  [true, false],
  [true, true],
];
const on = (rule: string, severity: string, type: string, path: string): Row => [
  rule,
  severity,
  type,
  path,
  [false, true],
  [true, true],
];
const gone = (rule: string, severity: string, type: string, path: string): Row => [
  rule,
  severity,
  type,
  path,
  [KEY, null],
  [KEY, `${KEY}2`],
];
const fewer = (rule: string, severity: string, type: string, path: string): Row => [
  rule,
  severity,
  type,
  path,
  [30, 7],
  [7, 30],
];

const BUCKET_KEY = "rule[0].apply_server_side_encryption_by_default[0]";
const BLOCKS = ["block_public_acls", "ignore_public_acls", "block_public_policy", "restrict_public_buckets"];

const ROWS: readonly Row[] = [
  off("table-recovery-off", "high", "aws_dynamodb_table", "point_in_time_recovery[0].enabled"),
  fewer(
    "table-recovery-shortened",
    "medium",
    "aws_dynamodb_table",
    "point_in_time_recovery[0].recovery_period_in_days",
  ),
  off("table-deletion-protection-off", "high", "aws_dynamodb_table", "deletion_protection_enabled"),
  on("table-items-expire", "medium", "aws_dynamodb_table", "ttl[0].enabled"),
  ...BLOCKS.map((block) => off("bucket-public-access-unblocked", "high", "aws_s3_bucket_public_access_block", block)),
  [
    "bucket-versioning-off",
    "high",
    "aws_s3_bucket_versioning",
    "versioning_configuration[0].status",
    ["Enabled", "Suspended"],
    ["Disabled", "Suspended"],
  ],
  off("bucket-versioning-off", "high", "aws_s3_bucket", "versioning[0].enabled"),
  [
    "bucket-encryption-weakened",
    "high",
    "aws_s3_bucket_server_side_encryption_configuration",
    `${BUCKET_KEY}.sse_algorithm`,
    ["aws:kms", "AES256"],
    ["aws:kms", "aws:kms:dsse"],
  ],
  gone(
    "bucket-encryption-weakened",
    "high",
    "aws_s3_bucket_server_side_encryption_configuration",
    `${BUCKET_KEY}.kms_master_key_id`,
  ),
  on("force-destroy-on", "high", "aws_s3_bucket", "force_destroy"),
  fewer(
    "object-lock-shortened",
    "medium",
    "aws_s3_bucket_object_lock_configuration",
    "rule[0].default_retention[0].days",
  ),
  fewer("secret-recovery-shortened", "medium", "aws_secretsmanager_secret", "recovery_window_in_days"),
  gone("secret-encryption-weakened", "medium", "aws_secretsmanager_secret", "kms_key_id"),
  fewer("key-deletion-window-shortened", "medium", "aws_kms_key", "deletion_window_in_days"),
  off("key-rotation-off", "medium", "aws_kms_key", "enable_key_rotation"),
  ["key-rotation-off", "low", "aws_kms_key", "rotation_period_in_days", [90, 365], [365, 90]],
  off("key-disabled", "critical", "aws_kms_key", "is_enabled"),
  off("key-disabled", "critical", "aws_kms_replica_key", "enabled"),
  gone("customer-key-removed", "medium", "aws_lambda_function", "kms_key_arn"),
  gone("customer-key-removed", "medium", "aws_sfn_state_machine", "encryption_configuration[0].kms_key_id"),
  gone("customer-key-removed", "high", "aws_sns_topic", "kms_master_key_id"),
  fewer("log-retention-shortened", "medium", "aws_cloudwatch_log_group", "retention_in_days"),
  gone("log-encryption-weakened", "medium", "aws_cloudwatch_log_group", "kms_key_id"),
  off("log-protection-off", "low", "aws_cloudwatch_log_group", "skip_destroy"),
  off("log-protection-off", "medium", "aws_cloudwatch_log_group", "deletion_protection_enabled"),
  [
    "workflow-logging-off",
    "medium",
    "aws_sfn_state_machine",
    "logging_configuration[0].level",
    ["ERROR", "OFF"],
    ["ERROR", "ALL"],
  ],
  [
    "workflow-logging-off",
    "low",
    "aws_sfn_state_machine",
    "logging_configuration[0].level",
    ["ALL", "ERROR"],
    ["FATAL", "ERROR"],
  ],
  off("tracing-off", "low", "aws_sfn_state_machine", "tracing_configuration[0].enabled"),
  [
    "tracing-off",
    "low",
    "aws_lambda_function",
    "tracing_config[0].mode",
    ["Active", "PassThrough"],
    ["PassThrough", "Active"],
  ],
  gone("access-log-off", "medium", "aws_apigatewayv2_stage", "access_log_settings[0].destination_arn"),
  ["flow-log-narrowed", "medium", "aws_flow_log", "traffic_type", ["ALL", "REJECT"], ["REJECT", "ALL"]],
  fewer("queue-retention-shortened", "medium", "aws_sqs_queue", "message_retention_seconds"),
  gone("dead-letters-off", "medium", "aws_sqs_queue", "redrive_policy"),
  gone("dead-letters-off", "medium", "aws_lambda_function", "dead_letter_config[0].target_arn"),
];

/** `a[0].b` as steps. */
const stepsOf = (path: string): (string | number)[] =>
  path.split(/[.[\]]+/).flatMap((step) => (step === "" ? [] : [/^\d+$/.test(step) ? Number(step) : step]));

const valueAt = (path: string, value: unknown): Json => nest(stepsOf(path), value) as Json;

describe("a setting that guards", () => {
  it.each(ROWS)("is weakened, and almost: %s %s %s %s", (rule, severity, type, path, weaker, almost) => {
    const address = `${type}.it`;
    const changing = ([before, after]: [unknown, unknown]) =>
      update(address, valueAt(path, before), valueAt(path, after));
    expect(found(changing(weaker))).toEqual([`${severity} ${rule} ${address}`]);
    expect(found(changing(almost))).toEqual([]);
    expect(found(changing([weaker[0], weaker[0]]))).toEqual([]);
  });

  it("has a row here, unless its rule has tests of its own", () => {
    const rowed = new Set(ROWS.map(([rule]) => rule));
    expect(protectionRules.map(({ id }) => id).filter((id) => !rowed.has(id))).toEqual([
      "table-encryption-weakened",
      "replication-off",
      "flow-log-removed",
      "queue-encryption-weakened",
      "backup-retention-shortened",
      "objects-expire-sooner",
      "replica-removed",
      "alarm-removed",
      "alarm-topic-unsubscribed",
    ]);
  });

  it.each([
    [30, 7, true],
    [7, 30, false],
    [0, 3653, true],
    [3653, 0, false],
    [null, 7, true],
    [null, 0, false],
  ])("keeps logs for %s days and then %s: weaker is %s, and 0 or nothing is forever", (before, after, expected) => {
    const group = (retention_in_days: number | null) => ({ retention_in_days });
    expect(found(update("aws_cloudwatch_log_group.api", group(before), group(after)))).toHaveLength(expected ? 1 : 0);
  });

  const TABLE = "aws_dynamodb_table.videos";
  const table = (enabled: boolean): Json => ({ name: "videos", point_in_time_recovery: [{ enabled }] });

  it("is named with its values, what it is for, and what to do", () => {
    expect(findings([update(TABLE, table(true), table(false))])).toEqual([
      {
        rule: "table-recovery-off",
        severity: "high",
        stack: "test",
        address: TABLE,
        attribute: "point_in_time_recovery[0].enabled",
        what: "Point-in-time recovery of the table is switched off (point_in_time_recovery[0].enabled: true to false).",
        why: expect.stringContaining("cannot be brought back"),
        remedy: "Keep point_in_time_recovery enabled.",
      },
    ]);
  });

  it("goes with its block", () => {
    expect(found(update(TABLE, table(true), { name: "videos", point_in_time_recovery: [] }))).toHaveLength(1);
  });

  it("is compared across a replacement, and of no interest for what is new, goes or is forgotten", () => {
    expect(found(update(TABLE, table(true), table(false), { actions: DELETE_FIRST }))).toHaveLength(1);
    expect(found(create(TABLE, table(false)))).toEqual([]);
    expect(found(destroy(TABLE, table(true)))).toEqual([]);
    expect(found(destroy(TABLE, table(true), { actions: ["forget"] }))).toEqual([]);
    expect(found(update(TABLE, table(true), table(false), { actions: ["no-op"] }))).toEqual([]);
  });

  it("is worth a low word on what is new when it destroys", () => {
    expect(found(create("aws_s3_bucket.media", { force_destroy: true }))).toEqual([
      "low force-destroy-on aws_s3_bucket.media",
    ]);
    expect(found(create("aws_s3_bucket.media", { force_destroy: false }))).toEqual([]);
  });

  it.each<[string, unknown, unknown]>([
    ["itself", [{}], [{ enabled: true }]],
    ["its block", [], true],
  ])("may weaken when %s is unknown until apply", (_, block, unknown) => {
    const later = { name: "videos", point_in_time_recovery: block };
    const change = (before: Json) =>
      update(TABLE, before, later, { afterUnknown: { point_in_time_recovery: unknown } });
    expect(findings([change(table(true))])).toMatchObject([
      {
        severity: "medium",
        what: "This may happen, and is not known before the apply: Point-in-time recovery of the table is switched off (point_in_time_recovery[0].enabled: true to a value unknown until apply).",
      },
    ]);
    expect(findings([change(table(false))])).toEqual([]);
  });

  it("may weaken on a replacement only where the configuration decides", () => {
    const change = update(
      "aws_kms_key.data",
      { is_enabled: true },
      {},
      { actions: DELETE_FIRST, afterUnknown: { is_enabled: true } },
    );
    expect(findings([change])).toEqual([]);
    const configuration = references({ "aws_kms_key.data": { is_enabled: { references: ["var.enabled"] } } });
    expect(brief(findings([change], { configuration }))).toEqual(["medium key-disabled aws_kms_key.data"]);
  });

  it("may weaken when it changes under a sensitive mark", () => {
    const marked = (enabled: boolean) =>
      update(TABLE, table(true), table(enabled), {
        beforeSensitive: { point_in_time_recovery: [{ enabled: true }] },
        afterSensitive: { point_in_time_recovery: [{ enabled: true }] },
      });
    expect(found(marked(false))).toEqual([`medium table-recovery-off ${TABLE}`]);
    expect(found(marked(true))).toEqual([]);
  });
});
