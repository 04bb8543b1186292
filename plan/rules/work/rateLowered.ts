// Schedules of rate(…) that start their work less often.

import { at } from "../../value.ts";
import type { Look } from "../protection/settingRule.ts";
import { changesOf, placeOf } from "../world/changes.ts";

const MINUTES: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: 1440 };

/** Minutes between two runs of `rate(5 minutes)`; undefined for cron(…), at(…), and what is not known. */
function periodMinutesOf(expression: unknown): number | undefined {
  if (typeof expression !== "string") return undefined;
  const [, count, unit = ""] = /^rate\(\s*(\d+)\s+(minute|hour|day)s?\s*\)$/.exec(expression) ?? [];
  const minutes = MINUTES[unit];
  return count === undefined || minutes === undefined ? undefined : Number(count) * minutes;
}

export const rateLowered: Look = {
  types: ["aws_scheduler_schedule", "aws_cloudwatch_event_rule"],
  *find(reviewed) {
    for (const change of changesOf(reviewed, "aws_scheduler_schedule", "aws_cloudwatch_event_rule")) {
      const [before, after] = [at(change.before, "schedule_expression"), at(change.after, "schedule_expression")];
      const [was, is] = [periodMinutesOf(before), periodMinutesOf(after)];
      if (was === undefined || is === undefined || is <= was) continue;
      yield {
        severity: "medium",
        ...placeOf(change),
        attribute: "schedule_expression",
        what: `The schedule starts its work less often (${before} to ${after}).`,
        why: "What waits for the next run waits longer, and what one run handles grows.",
        remedy: "Make sure that whatever relies on the schedule can wait that long.",
      };
    }
  },
};
