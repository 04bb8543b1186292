// Rules of a backup plan by which backups are kept for a shorter time, copied no longer, or not made.
import { type Attributes, at, isAttributes, type Value } from "../../value.ts";
import { changesOf, placeOf } from "../world/changes.ts";
import { isOpaque, reach } from "./reach.ts";
import type { Look } from "./settingRule.ts";

const PLAN = "aws_backup_plan";
const DAYS = ["lifecycle", 0, "delete_after"] as const;

const rulesOf = (attributes: Attributes): ReadonlyMap<string, Attributes> => {
  const blocks: Value | undefined = at(attributes, "rule");
  const rules = Array.isArray(blocks) ? (blocks as readonly Value[]).filter(isAttributes) : [];
  return new Map(rules.map((rule, index) => [String(rule.rule_name ?? index), rule]));
};

/** Without a number they are kept forever. */
const daysOf = (rule: Attributes): number => {
  const days = Number(reach(rule, DAYS) ?? 0);
  return days > 0 ? days : Number.POSITIVE_INFINITY;
};

const daysText = (days: number): string => (days === Number.POSITIVE_INFINITY ? "forever" : `for ${days} days`);

const copiesIn = (rule: Attributes): readonly (Value | undefined)[] => {
  const copies: Value | undefined = at(rule, "copy_action");
  return Array.isArray(copies) ? (copies as readonly Value[]).map((copy) => at(copy, "destination_vault_arn")) : [];
};

function* lessenedIn(name: string, before: Attributes, after: Attributes | undefined): Generator<string> {
  if (after === undefined) {
    yield `Backups are no longer made by the rule ${name}.`;
    return;
  }
  if (!isOpaque(reach(before, DAYS), reach(after, DAYS)) && daysOf(after) < daysOf(before)) {
    yield `Backups of the rule ${name} are kept ${daysText(daysOf(after))}, before ${daysText(daysOf(before))}.`;
  }
  const left = copiesIn(after);
  // One that only the apply knows may be any of them.
  const gone = left.every((vault) => typeof vault === "string")
    ? copiesIn(before).filter((vault) => typeof vault === "string" && !left.includes(vault))
    : [];
  for (const vault of gone) yield `Backups of the rule ${name} are no longer copied to ${vault}.`;
  if (before.enable_continuous_backup === true && after.enable_continuous_backup === false) {
    yield `The rule ${name} no longer makes backups from which any point in time is restored.`;
  }
}

export const backupsLessened: Look = {
  types: [PLAN],
  *find(reviewed) {
    for (const change of changesOf(reviewed, PLAN)) {
      const { before, after, action } = change;
      if (!before || !after || action === "noOp" || action === "forget" || !Array.isArray(after.rule)) continue;
      const next = rulesOf(after);
      for (const [name, rule] of rulesOf(before)) {
        for (const what of lessenedIn(name, rule, next.get(name)))
          yield { severity: "medium", ...placeOf(change), attribute: "rule", what };
      }
    }
  },
};
