// DynamoDB tables: recovery, protection, and items that expire.
import type { Rule } from "../../rule.ts";
import { falls, turnsOff, turnsOn } from "../judges.ts";
import { settingRule } from "../settingRule.ts";
import { ttlMoved } from "../ttlMoved.ts";

const types = ["aws_dynamodb_table"];

export const tableRules: readonly Rule[] = [
  settingRule({
    id: "table-recovery-off",
    severity: "high",
    title: "Point-in-time recovery of a table is switched off",
    why: "What is overwritten or deleted by mistake cannot be brought back, and the recovery points of the last 35 days are gone at once.",
    remedy: "Keep point_in_time_recovery enabled.",
    settings: [
      {
        types,
        path: ["point_in_time_recovery", 0, "enabled"],
        judge: turnsOff,
        what: "Point-in-time recovery of the table is switched off",
      },
    ],
  }),
  settingRule({
    id: "table-recovery-shortened",
    severity: "medium",
    title: "A table can be recovered for fewer days",
    why: "A mistake that is noticed later than that cannot be undone.",
    remedy: "Keep the period as long as mistakes may go unnoticed.",
    settings: [
      {
        types,
        path: ["point_in_time_recovery", 0, "recovery_period_in_days"],
        judge: falls(),
        what: "The table can be recovered for fewer days",
      },
    ],
  }),
  settingRule({
    id: "table-deletion-protection-off",
    severity: "high",
    title: "Deletion protection of a table is switched off",
    why: "From now on any apply or call that deletes the table succeeds, with all its items.",
    remedy: "Keep deletion_protection_enabled, and switch it off only in the change that is meant to delete the table.",
    settings: [
      {
        types,
        path: ["deletion_protection_enabled"],
        judge: turnsOff,
        what: "Deletion protection of the table is switched off",
      },
    ],
  }),
  settingRule({
    id: "table-items-expire",
    severity: "high",
    title: "Items of a table begin to expire, or expire by another attribute",
    why: "DynamoDB deletes every item whose time has passed, also those that are already there, and nothing brings them back but a recovery into a new table.",
    remedy:
      "Make sure that the attribute holds an expiry in epoch seconds in every item that has it, before this is applied.",
    settings: [
      {
        types,
        path: ["ttl", 0, "enabled"],
        judge: turnsOn,
        severity: "medium",
        what: "Items of the table expire from now on",
      },
    ],
    looks: [ttlMoved],
  }),
];
