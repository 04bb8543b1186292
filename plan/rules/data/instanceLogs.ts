// The log groups of the instances of capacity providers: replaced with their provider, and no loss of their own.

import { type Change, isDestructive, isReplacement } from "../../plan.ts";
import { at } from "../../value.ts";
import { PROVIDER } from "../capacity/managed.ts";
import type { Reviewed } from "../reviewed.ts";
import { rule } from "../rule.ts";
import { changesOf, placeOf } from "../world/changes.ts";
import { counted, listed } from "../world/words.ts";

const LOG_GROUP = "aws_cloudwatch_log_group";
const PREFIX = "/aws/lambda/capacity-provider/";

const nameOf = ({ before }: Change): string | undefined => {
  const name = at(before, "name");
  return typeof name === "string" ? name : undefined;
};

/** Log groups that go because the provider whose instances write to them is replaced. */
export function logGroupsOfReplaced(reviewed: Reviewed): readonly Change[] {
  const replaced = new Set(
    [...changesOf(reviewed, PROVIDER)].flatMap((change) =>
      isReplacement(change.action) ? (nameOf(change) ?? []) : [],
    ),
  );
  return [...changesOf(reviewed, LOG_GROUP)].filter((change) => {
    const name = nameOf(change);
    const isGone = isDestructive(change.action) && at(change.before, "skip_destroy") !== true;
    return isGone && name?.startsWith(PREFIX) === true && replaced.has(name.slice(PREFIX.length));
  });
}

/** Said once for all of them. */
export const instanceLogsReplaced = rule({
  id: "instance-logs-replaced",
  severity: "low",
  title: "Logs of instances go with the capacity provider that is replaced",
  why: "They hold what the system of the old instances wrote; the logs of the functions are in groups of their own, and stay.",
  remedy: "Export them first if an incident on these instances is still being looked into.",
  types: [LOG_GROUP],
  *check(reviewed) {
    const groups = logGroupsOfReplaced(reviewed);
    const [first] = groups;
    if (first === undefined) return;
    yield {
      ...placeOf(first),
      what: `${counted(groups.length, "log group goes", "log groups go")} with the capacity providers that are replaced: ${listed(groups.map((group) => nameOf(group) ?? group.address))}.`,
    };
  },
});
