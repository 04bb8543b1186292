// What guards secrets.
import { falls, goes } from "../judges.ts";
import type { Setting } from "../setting.ts";

export const SECRET_SETTINGS: readonly Setting[] = [
  {
    rule: "secret-recovery-shortened",
    types: ["aws_secretsmanager_secret"],
    path: ["recovery_window_in_days"],
    judge: falls(),
    severity: "medium",
    what: "A deleted secret can be brought back for fewer days",
    why: "With 0 it is gone at once.",
    remedy: "Keep a window of at least 7 days.",
  },
  {
    rule: "secret-encryption-weakened",
    types: ["aws_secretsmanager_secret"],
    path: ["kms_key_id"],
    judge: goes,
    severity: "medium",
    what: "The secret is no longer encrypted with the customer's key",
    why: "The key's policy no longer bounds who may read it.",
    remedy: "Keep kms_key_id.",
  },
];
