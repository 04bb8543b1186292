// A vCPU cap that is raised in place after the functions could reach it.
import { rule } from "../rule.ts";
import { changesOf, placeOf } from "../world/changes.ts";
import { demandOf } from "./demand.ts";
import { capOf, environmentVCpusOf, functionsOn, PROVIDER, STUCK_AT_CAP } from "./managed.ts";

export const capacityProviderCapRaised = rule({
  id: "vcpu-cap-raised-in-place",
  severity: "low",
  title: "A vCPU cap is raised in place that functions could reach",
  why: STUCK_AT_CAP,
  remedy:
    "If publishes failed with CapacityProviderScalingLimitExceeded, delete the failed versions first, or put a new provider with the larger cap beside it and move the functions.",
  types: [PROVIDER],
  *check(reviewed) {
    const { before, after } = reviewed.worlds;
    for (const change of changesOf(reviewed, PROVIDER)) {
      const provider = before.same(change);
      const later = after.same(change);
      if (change.action !== "update" || provider === undefined || later === undefined) continue;
      // Without one of its own it has Lambda's.
      const [was, is] = [capOf(provider), capOf(later)];
      if (was === undefined || is === undefined || is <= was) continue;
      const asked = functionsOn(before, provider).map((fn) => {
        const [each, { max }] = [environmentVCpusOf(fn), demandOf(before, fn)];
        // Without a maximum only the cap limits it.
        return each === undefined ? 0 : max === undefined ? Number.POSITIVE_INFINITY : each * max;
      });
      if (asked.reduce((sum, vCpus) => sum + vCpus, 0) < was) continue;
      yield {
        ...placeOf(change),
        attribute: "capacity_provider_scaling_config[0].max_vcpu_count",
        what: `The vCPU cap goes from ${was} to ${is} in place, and the functions could reach it before.`,
      };
    }
  },
});
