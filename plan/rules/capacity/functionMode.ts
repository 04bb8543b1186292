// A function's capacity provider: added, removed, or another one.

import { type Change, isReplacement } from "../../plan.ts";
import { at, isUnknown } from "../../value.ts";
import { rule } from "../rule.ts";
import { changesOf, isKept, placeOf } from "../world/changes.ts";
import { sameValue } from "../world/sameValue.ts";
import { FUNCTION, isManagedIn, MANAGED_PATH, nameOf, providerOf } from "./managed.ts";

const ATTRIBUTE = "capacity_provider_config[0]";

/** Between ordinary Lambda and managed instances: only for a function that is made anew. */
export const functionMode = rule({
  id: "function-mode-changed",
  severity: "critical",
  title: "A function changes between ordinary Lambda and managed instances",
  why: "AWS decides when a function is created whether it runs on managed instances, and refuses to change it; Terraform plans an update all the same.",
  remedy:
    "Create a function under a new name, move its callers, and remove the old one; or have it deleted and created again with replace_triggered_by, and accept that it is away meanwhile.",
  types: [FUNCTION],
  *check(reviewed) {
    for (const change of changesOf(reviewed, FUNCTION)) {
      if (!isKept(change)) continue;
      const [was, is] = [isManagedIn(change.before), isManagedIn(change.after)];
      if (was === undefined || is === undefined || was === is) continue;
      yield {
        ...placeOf(change),
        attribute: ATTRIBUTE,
        what: is
          ? "A capacity provider is added to a function that exists: this apply will fail."
          : "The capacity provider is removed from a function that exists: this apply will fail.",
        applyFails: true,
      };
    }
  },
});

const arnAt = (change: Change, side: "before" | "after") => at(change[side], ...MANAGED_PATH, "capacity_provider_arn");

/** To another capacity provider, which AWS allows. */
export const functionMoved = rule({
  id: "function-moved",
  severity: "medium",
  title: "A function moves to another capacity provider",
  why: "All its environments are started anew on the other provider's instances before the old ones go; the other provider's vCPU cap must hold them, and until the apply is done both sets bill.",
  remedy: "Check the other provider's vCPU cap, subnets and security groups, and apply at a quiet time.",
  types: [FUNCTION],
  *check(reviewed) {
    const { before, after } = reviewed.worlds;
    for (const change of changesOf(reviewed, FUNCTION)) {
      const [earlier, later] = [before.same(change), after.same(change)];
      if (!isKept(change) || !isManagedIn(change.before) || !isManagedIn(change.after) || !earlier || !later) continue;
      if (sameValue(arnAt(change, "before"), arnAt(change, "after"))) continue;
      const [from, to] = [providerOf(before, earlier), providerOf(after, later)];
      // Its provider's replacement is a finding of its own.
      if (from && to && from.stack === to.stack && from.address === to.address) continue;
      // Through a local, which no plan shows, the next ARN may be that of the provider that is made anew.
      const isRemade = from?.change !== undefined && isReplacement(from.change.action);
      if (to === undefined && isRemade && isUnknown(arnAt(change, "after"))) continue;
      const target = to ? nameOf(to) : "one that is in none of these plans, or unknown until apply";
      yield {
        ...placeOf(change),
        attribute: `${ATTRIBUTE}.lambda_managed_instances_capacity_provider_config[0].capacity_provider_arn`,
        what: `The function moves from capacity provider ${from ? nameOf(from) : "unknown to these plans"} to ${target}.`,
      };
    }
  },
});
