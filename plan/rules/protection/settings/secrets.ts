// Secrets: how long they can be brought back, and under which key they are.
import type { Rule } from "../../rule.ts";
import { falls, goes } from "../judges.ts";
import { settingRule } from "../settingRule.ts";

const types = ["aws_secretsmanager_secret"];

export const secretRules: readonly Rule[] = [
  settingRule({
    id: "secret-recovery-shortened",
    severity: "medium",
    title: "A deleted secret can be brought back for fewer days",
    why: "With 0 it is gone at once.",
    remedy: "Keep a window of at least 7 days.",
    settings: [
      {
        types,
        path: ["recovery_window_in_days"],
        judge: falls(),
        what: "A deleted secret can be brought back for fewer days",
      },
    ],
  }),
  settingRule({
    id: "secret-encryption-weakened",
    severity: "medium",
    title: "A secret is no longer encrypted with the customer's KMS key",
    why: "The key's policy no longer bounds who may read it.",
    remedy: "Keep kms_key_id.",
    settings: [
      {
        types,
        path: ["kms_key_id"],
        judge: goes,
        what: "The secret is no longer encrypted with the customer's key",
      },
    ],
  }),
];
