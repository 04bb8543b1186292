// KMS keys, and services that no longer use the customer's.
import type { Rule } from "../../rule.ts";
import { falls, goes, rises, turnsOff } from "../judges.ts";
import { settingRule } from "../settingRule.ts";

const KEYS = ["aws_kms_key", "aws_kms_external_key", "aws_kms_replica_key", "aws_kms_replica_external_key"] as const;

export const keyRules: readonly Rule[] = [
  settingRule({
    id: "key-deletion-window-shortened",
    severity: "medium",
    title: "A KMS key that is deleted can be saved for fewer days",
    why: "Once a key is gone, nothing that was encrypted with it can be read again.",
    remedy: "Keep 30 days, the most that there is.",
    settings: [
      {
        types: KEYS,
        path: ["deletion_window_in_days"],
        judge: falls(),
        what: "A key that is deleted can be saved for fewer days",
      },
    ],
  }),
  settingRule({
    id: "key-rotation-off",
    severity: "medium",
    title: "A KMS key is rotated less often, or no longer",
    why: "All that is encrypted from now on rests on the same key material.",
    remedy: "Keep enable_key_rotation = true; rotation needs no change anywhere else.",
    settings: [
      {
        types: ["aws_kms_key"],
        path: ["enable_key_rotation"],
        judge: turnsOff,
        what: "The key is no longer rotated",
      },
      {
        types: ["aws_kms_key"],
        path: ["rotation_period_in_days"],
        judge: rises,
        severity: "low",
        what: "The key is rotated less often",
        why: "More is encrypted with the same key material.",
        remedy: "Keep the period that your policies ask for.",
      },
    ],
  }),
  settingRule({
    id: "key-disabled",
    severity: "critical",
    title: "A KMS key is disabled",
    why: "From the apply on nothing that is encrypted with it can be read or written: tables, volumes and functions that use it fail.",
    remedy: "Make sure that nothing uses the key any more, which CloudTrail tells, before it is disabled.",
    settings: [
      { types: ["aws_kms_key"], path: ["is_enabled"], judge: turnsOff, what: "The key is disabled" },
      {
        types: ["aws_kms_external_key", "aws_kms_replica_key", "aws_kms_replica_external_key"],
        path: ["enabled"],
        judge: turnsOff,
        what: "The key is disabled",
      },
    ],
  }),
  settingRule({
    id: "customer-key-removed",
    severity: "medium",
    title: "A function, state machine or topic no longer encrypts with the customer's KMS key",
    why: "The key's policy and its log no longer say who may read what is stored and who did.",
    remedy: "Keep the key.",
    settings: [
      {
        types: ["aws_lambda_function", "aws_lambda_capacity_provider"],
        path: ["kms_key_arn"],
        judge: goes,
        what: "Lambda encrypts with a key of its own, and no longer with the customer's",
        why: "The key's policy and its log no longer say who may read environment variables and volumes and who did.",
        remedy: "Keep kms_key_arn.",
      },
      {
        types: ["aws_sfn_state_machine"],
        path: ["encryption_configuration", 0, "kms_key_id"],
        judge: goes,
        what: "The state machine no longer encrypts with the customer's key",
        why: "The key's policy and its log no longer say who may read its executions and who did.",
        remedy: "Keep encryption_configuration.",
      },
      {
        types: ["aws_sns_topic"],
        path: ["kms_master_key_id"],
        judge: goes,
        severity: "high",
        what: "Messages of the topic are no longer encrypted with a KMS key",
        why: "Messages wait for delivery without a key whose policy says who may read them.",
        remedy: "Keep kms_master_key_id.",
      },
    ],
  }),
];
