// Schedules, rules, event sources, state machines and functions that are destroyed while the rest of their stack stays.

import type { Change } from "../../plan.ts";
import { at } from "../../value.ts";
import { FUNCTION, isManagedIn } from "../capacity/managed.ts";
import type { Look } from "../protection/settingRule.ts";
import type { Reviewed } from "../reviewed.ts";
import type { Found } from "../rule.ts";
import { changesOf, isRemoved, placeOf } from "../world/changes.ts";
import { withoutTeardowns } from "../world/teardown.ts";
import { namersOf } from "./callers.ts";

interface Work {
  readonly what: string;
  readonly why: string;
}

const RULE = "aws_cloudwatch_event_rule";
const TARGET = "aws_cloudwatch_event_target";

const WORKS: ReadonlyMap<string, Work> = new Map([
  [
    "aws_scheduler_schedule",
    {
      what: "A schedule is destroyed.",
      why: "What it starts is no longer started, and nothing reports an error.",
    },
  ],
  [RULE, { what: "An EventBridge rule is destroyed.", why: "Events that match it are dropped." }],
  [
    TARGET,
    {
      what: "A target of an EventBridge rule is destroyed.",
      why: "Events that match the rule no longer reach it.",
    },
  ],
  [
    "aws_lambda_event_source_mapping",
    {
      what: "An event source mapping is destroyed.",
      why: "Nothing reads the source any more: messages and records wait until they expire.",
    },
  ],
  [
    "aws_sfn_state_machine",
    {
      what: "A state machine is destroyed.",
      why: "Its running executions end where they are, their history is gone, and nothing can start it.",
    },
  ],
]);

const REMEDY = "Say in the pull request what does this work from now on, or keep it.";

/** A target goes with its rule, which has a finding of its own. */
function goesWithRule(reviewed: Reviewed, change: Change): boolean {
  const rule = at(change.before, "rule");
  return (
    change.type === TARGET &&
    [...changesOf(reviewed, RULE)].some((other) => isRemoved(other) && at(other.before, "name") === rule)
  );
}

function functionFound(reviewed: Reviewed, change: Change): Found | undefined {
  const name = at(change.before, "function_name");
  // On managed instances it has a finding among those about capacity.
  if (typeof name !== "string" || isManagedIn(change.before)) return undefined;
  const namers = namersOf(reviewed.worlds.after, name);
  if (namers === undefined) return undefined;
  return {
    ...placeOf(change),
    what: `A function is destroyed that is still called by ${namers}.`,
    why: "Every such call fails from now on.",
    remedy: "Remove or redirect what calls it in the same change.",
  };
}

export const workDestroyed: Look = {
  types: [FUNCTION, ...WORKS.keys()],
  *find(reviewed) {
    for (const change of changesOf(withoutTeardowns(reviewed), FUNCTION, ...WORKS.keys())) {
      if (!isRemoved(change)) continue;
      const work = WORKS.get(change.type);
      if (work === undefined) {
        const found = functionFound(reviewed, change);
        if (found) yield found;
        continue;
      }
      if (goesWithRule(reviewed, change)) continue;
      const { what, why } = work;
      yield { ...placeOf(change), what, why, remedy: REMEDY };
    }
  },
};
