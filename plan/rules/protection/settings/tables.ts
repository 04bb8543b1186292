// What guards DynamoDB tables.
import { falls, turnsOff, turnsOn } from "../judges.ts";
import type { Setting } from "../setting.ts";

const TABLE = { types: ["aws_dynamodb_table"] } as const;

export const TABLE_SETTINGS: readonly Setting[] = [
  {
    ...TABLE,
    rule: "table-recovery-off",
    path: ["point_in_time_recovery", 0, "enabled"],
    judge: turnsOff,
    severity: "high",
    what: "Point-in-time recovery of the table is switched off",
    why: "What is overwritten or deleted by mistake cannot be brought back, and the recovery points of the last 35 days are gone at once.",
    remedy: "Keep point_in_time_recovery enabled.",
  },
  {
    ...TABLE,
    rule: "table-recovery-shortened",
    path: ["point_in_time_recovery", 0, "recovery_period_in_days"],
    judge: falls(),
    severity: "medium",
    what: "The table can be recovered for fewer days",
    why: "A mistake that is noticed later than that cannot be undone.",
    remedy: "Keep the period as long as mistakes may go unnoticed.",
  },
  {
    ...TABLE,
    rule: "table-deletion-protection-off",
    path: ["deletion_protection_enabled"],
    judge: turnsOff,
    severity: "high",
    what: "Deletion protection of the table is switched off",
    why: "From now on any apply or call that deletes the table succeeds, with all its items.",
    remedy: "Keep deletion_protection_enabled, and switch it off only in the change that is meant to delete the table.",
  },
  {
    ...TABLE,
    rule: "table-items-expire",
    path: ["ttl", 0, "enabled"],
    judge: turnsOn,
    severity: "medium",
    what: "Items of the table expire from now on",
    why: "DynamoDB deletes every item whose time has passed, also those that are already there, and nothing brings them back but a recovery into a new table.",
    remedy:
      "Make sure that the attribute holds an expiry in epoch seconds in every item that has it, before this is applied.",
  },
];
