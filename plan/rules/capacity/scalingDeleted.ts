// A scaling config leaves Terraform: AWS has no delete for it, so that the function goes back to Lambda's defaults.

import { DEFAULT_MIN_EXECUTION_ENVIRONMENTS, format } from "../../../app/capacity/scalingConfig.ts";
import { isReplacement } from "../../plan.ts";
import type { Severity } from "../finding.ts";
import { rule } from "../rule.ts";
import { changesOf, isRemoved, placeOf } from "../world/changes.ts";
import { declarationOf } from "./declared.ts";
import { environmentsOf } from "./demand.ts";
import { functionIdentity } from "./functionIdentity.ts";
import { SCALING_CONFIG } from "./managed.ts";
import { environmentsAndVCpus } from "./scalingChanged.ts";

/** Whether less is there than before; a maximum that goes, without a reconciler to put it back, lets costs run. */
function severityOf(min: number | undefined, max: number | undefined, isTakenOver: boolean): Severity {
  if (min !== undefined && min > DEFAULT_MIN_EXECUTION_ENVIRONMENTS) return "high";
  if (isTakenOver) return "medium";
  const isDefault = min === DEFAULT_MIN_EXECUTION_ENVIRONMENTS && max === undefined;
  return isDefault ? "low" : "high";
}

export const scalingDeleted = rule({
  id: "scaling-config-deleted",
  severity: ["high", "medium", "low"],
  title: "A scaling config is destroyed, and the function goes back to Lambda's default",
  why: "AWS has no delete for a scaling config, and Terraform puts an empty one: the minimum becomes Lambda's default, without a maximum.",
  remedy:
    "To hand it over without a jump, take it out of the state with a removed block (destroy = false) instead of destroying it.",
  types: [SCALING_CONFIG],
  *check(reviewed) {
    const { before, after } = reviewed.worlds;
    for (const change of changesOf(reviewed, SCALING_CONFIG)) {
      const resource = before.same(change);
      if (resource === undefined || (!isRemoved(change) && !isReplacement(change.action))) continue;
      const called = functionIdentity(before, resource, resource.values.function_name);
      const fn = called?.resource;
      const now = fn && after.same(fn);
      // A function that goes, or is made anew, takes its scaling config along.
      if (fn && (now === undefined || (now.change && isReplacement(now.change.action)))) continue;
      const { min, max } = environmentsOf(resource);
      const was = min !== undefined && max !== undefined ? format({ min, max }) : "what it had";
      const falls = min !== undefined && min > DEFAULT_MIN_EXECUTION_ENVIRONMENTS;
      const name = called?.name ?? "the function";
      const start = environmentsAndVCpus(DEFAULT_MIN_EXECUTION_ENVIRONMENTS, now);
      const isAsleep = min === 0 && max === 0;
      const isTakenOver = declarationOf(after, name) !== undefined;
      yield {
        severity: isReplacement(change.action) ? "medium" : severityOf(min, max, isTakenOver),
        ...placeOf(change),
        what: `The scaling config of ${name} is ${isReplacement(change.action) ? "deleted and put again" : "destroyed"}: from ${was} it goes back to Lambda's default of ${start}, without a maximum.`,
        why: `AWS has no delete for a scaling config, and Terraform puts an empty one${isAsleep ? ": a deactivated function wakes, its instances start and bill" : falls ? ": what runs above the default is taken away, and calls beyond it are throttled" : ""}. ${isTakenOver ? "The declaration in these plans hands the function to the reconciler, which corrects it with its next tick." : "Nothing in these plans gives it another."}`,
      };
    }
  },
});
