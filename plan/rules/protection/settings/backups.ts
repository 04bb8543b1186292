// Backups, copies in other Regions, and what a bucket deletes by itself.
import type { Rule } from "../../rule.ts";
import { backupsLessened } from "../backupsLessened.ts";
import { falls, turnsOff } from "../judges.ts";
import { objectsExpire } from "../objectsExpire.ts";
import { replicaGone } from "../replicaGone.ts";
import { settingRule } from "../settingRule.ts";

export const backupRules: readonly Rule[] = [
  settingRule({
    id: "backup-retention-shortened",
    severity: "medium",
    title: "Backups are kept for a shorter time, or no longer made",
    why: "A mistake that is noticed later than that cannot be undone.",
    remedy: "Keep backups as long as mistakes may go unnoticed.",
    settings: [
      {
        types: ["aws_backup_vault_lock_configuration"],
        path: ["min_retention_days"],
        judge: falls(),
        what: "Backups may be deleted sooner",
      },
      {
        types: ["aws_db_instance", "aws_rds_cluster"],
        path: ["backup_retention_period"],
        judge: falls(),
        severity: "high",
        what: "Automatic backups are kept for fewer days; 0 deletes them",
      },
      {
        types: ["aws_db_instance", "aws_rds_cluster"],
        path: ["deletion_protection"],
        judge: turnsOff,
        what: "Deletion protection is switched off",
      },
    ],
    guards: [
      {
        type: "aws_backup_selection",
        guarded: { attribute: "plan_id", type: "aws_backup_plan" },
        what: "A backup plan that stays no longer covers what this selection named.",
      },
    ],
    looks: [backupsLessened],
  }),
  settingRule({
    id: "objects-expire-sooner",
    severity: "medium",
    title: "A bucket deletes objects, or old versions of them, sooner than before",
    why: "S3 deletes what is older within a day of the apply, also of what is already there.",
    remedy: "Make sure that nothing older is needed, or copy it first.",
    looks: [objectsExpire],
  }),
  settingRule({
    id: "replica-removed",
    severity: "high",
    title: "A replica of a table, key or secret that stays is removed",
    why: "What reads it in that Region gets errors, and the copy is gone when this Region is.",
    remedy: "Move its readers first, or keep the replica.",
    guards: [
      {
        type: "aws_dynamodb_table_replica",
        guarded: { attribute: "global_table_arn", type: "aws_dynamodb_table" },
        what: "A replica of a table that stays is removed.",
      },
      {
        type: "aws_kms_replica_key",
        guarded: { attribute: "primary_key_arn", type: "aws_kms_key" },
        what: "A replica of a key that stays is removed.",
        why: "What was encrypted with it in that Region can be read there no more, once its waiting time is over.",
        remedy: "Keep it as long as something there is encrypted with it.",
      },
    ],
    looks: [replicaGone],
  }),
];
