// Logs and traces: what is written, how long it is kept, and under which key.
import type { Rule } from "../../rule.ts";
import { becomes, falls, goes, leaves, turnsOff } from "../judges.ts";
import { settingRule } from "../settingRule.ts";

const GROUP = ["aws_cloudwatch_log_group"] as const;
const MACHINE = ["aws_sfn_state_machine"] as const;

export const logRules: readonly Rule[] = [
  settingRule({
    id: "log-retention-shortened",
    severity: "medium",
    title: "Logs are kept for fewer days",
    why: "What is older than that is deleted, also of the logs that are already there.",
    remedy: "Keep the retention, or export the logs first.",
    settings: [
      {
        types: GROUP,
        path: ["retention_in_days"],
        // 0 keeps them forever: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
        judge: falls(0),
        what: "Logs are kept for fewer days",
      },
    ],
  }),
  settingRule({
    id: "log-encryption-weakened",
    severity: "medium",
    title: "Logs are no longer encrypted with the customer's KMS key",
    why: "The key's policy no longer bounds who may read them; what was written before still needs the key.",
    remedy: "Keep kms_key_id.",
    settings: [
      {
        types: GROUP,
        path: ["kms_key_id"],
        judge: goes,
        what: "New logs are no longer encrypted with the customer's key",
      },
    ],
  }),
  settingRule({
    id: "log-protection-off",
    severity: "medium",
    title: "A log group can be deleted with its logs from now on",
    why: "From now on any apply or call that deletes the group succeeds, with all its logs.",
    remedy: "Keep deletion_protection_enabled.",
    settings: [
      {
        types: GROUP,
        path: ["skip_destroy"],
        judge: turnsOff,
        severity: "low",
        what: "Destroying the log group deletes its logs from now on",
        why: "Until now the logs stayed in the account when the group left Terraform.",
        remedy: "Keep skip_destroy = true where logs must outlive their stack.",
      },
      {
        types: GROUP,
        path: ["deletion_protection_enabled"],
        judge: turnsOff,
        what: "Deletion protection of the log group is switched off",
      },
    ],
  }),
  settingRule({
    id: "workflow-logging-off",
    severity: "medium",
    title: "A state machine logs less of its executions, or nothing",
    why: "Of an express workflow nothing is left to look at, of a standard one nothing after 90 days.",
    remedy: "Keep the level at ERROR at least.",
    settings: [
      {
        types: MACHINE,
        path: ["logging_configuration", 0, "level"],
        judge: becomes("OFF", null),
        what: "The state machine no longer logs its executions",
      },
      {
        types: MACHINE,
        path: ["logging_configuration", 0, "level"],
        judge: {
          weakens: (before, after) => before === "ALL" && (after === "ERROR" || after === "FATAL"),
          couldWeaken: () => false,
        },
        severity: "low",
        what: "The state machine logs less of its executions",
        why: "Executions that succeed are no longer in the log.",
        remedy: "Keep the level at ALL where the log has to show what was done.",
      },
    ],
  }),
  settingRule({
    id: "tracing-off",
    severity: "low",
    title: "A state machine or a function is no longer traced",
    why: "Where the time of a run or a request goes can no longer be seen.",
    remedy: "Keep the tracing enabled.",
    settings: [
      {
        types: MACHINE,
        path: ["tracing_configuration", 0, "enabled"],
        judge: turnsOff,
        what: "The state machine is no longer traced",
      },
      {
        types: ["aws_lambda_function"],
        path: ["tracing_config", 0, "mode"],
        judge: leaves("Active"),
        what: "The function is no longer traced",
      },
    ],
  }),
  settingRule({
    id: "access-log-off",
    severity: "medium",
    title: "An API or a bucket no longer logs its requests",
    why: "Who called what, and what was refused, is written down nowhere.",
    remedy: "Keep access_log_settings.",
    settings: [
      {
        types: ["aws_apigatewayv2_stage", "aws_api_gateway_stage"],
        path: ["access_log_settings", 0, "destination_arn"],
        judge: goes,
        what: "The API no longer logs its requests",
      },
    ],
    guards: [
      {
        type: "aws_s3_bucket_logging",
        guarded: { attribute: "bucket", type: "aws_s3_bucket" },
        what: "The bucket no longer logs who reads and writes it.",
        why: "Who read or deleted an object can no longer be found out from its log.",
        remedy: "Keep the logging, or log data events in CloudTrail.",
      },
    ],
  }),
  settingRule({
    id: "flow-log-narrowed",
    severity: "medium",
    title: "The flow log of a network leaves out part of the traffic",
    why: "Without accepted traffic it cannot show what went out, without rejected traffic not what was tried.",
    remedy: 'Keep traffic_type = "ALL".',
    settings: [
      {
        types: ["aws_flow_log"],
        path: ["traffic_type"],
        judge: leaves("ALL"),
        what: "The flow log leaves out part of the traffic",
      },
    ],
  }),
  settingRule({
    id: "flow-log-removed",
    severity: "medium",
    title: "The flow log of a network is removed",
    why: "What came in and went out is written down nowhere.",
    remedy: "Keep the flow log.",
    guards: [
      {
        type: "aws_flow_log",
        guarded: { attribute: "vpc_id", type: "aws_vpc" },
        what: "The flow log of a network that stays is removed.",
      },
    ],
  }),
];
