// How a capacity provider scales, and on which instance types.

import { isReplacement } from "../../plan.ts";
import { at, type Value } from "../../value.ts";
import type { Severity } from "../finding.ts";
import { type Help, rule } from "../rule.ts";
import { changesOf, configuredDifferenceAt, isKept, placeOf } from "../world/changes.ts";
import { counted } from "../world/words.ts";
import { type Comparison, compareInstanceTypes, type InstanceTypes } from "./instanceTypes.ts";
import { PROVIDER } from "./managed.ts";

const SCALING = ["capacity_provider_scaling_config", 0] as const;

/** Scaling mode and CPU target. */
export const capacityProviderScaling = rule({
  id: "capacity-provider-scaling-changed",
  severity: "low",
  title: "A capacity provider scales in another way",
  why: "A lower target keeps more idle CPU for bursts and costs more; a higher one throttles sooner when traffic grows quickly. It holds for every function on the provider.",
  remedy: "Watch ExecutionEnvironmentCPUUtilization and CPUThrottles after the apply.",
  types: [PROVIDER],
  *check(reviewed) {
    for (const change of changesOf(reviewed, PROVIDER)) {
      if (!isKept(change) && !isReplacement(change.action)) continue;
      const mode = configuredDifferenceAt(change, ...SCALING, "scaling_mode");
      const target = configuredDifferenceAt(change, ...SCALING, "scaling_policies", 0, "target_value");
      if (mode === undefined && target === undefined) continue;
      const parts = [mode && `scaling mode from ${mode.text}`, target && `CPU target from ${target.text}`];
      yield {
        ...placeOf(change),
        attribute: "capacity_provider_scaling_config[0]",
        what: `The capacity provider changes its ${parts.filter((part) => part !== undefined).join(", and its ")}.`,
      };
    }
  },
});

const typesAt = (attributes: Value | undefined, name: string): readonly string[] | undefined => {
  const value = at(attributes, "instance_requirements", 0, name);
  if (value === null || value === undefined) return [];
  return Array.isArray(value) && value.every((item) => typeof item === "string") ? (value as string[]) : undefined;
};

/** Undefined when one of the lists is not known. */
function instanceTypesOf(attributes: Value | undefined): InstanceTypes | undefined {
  const [allowed, excluded] = [
    typesAt(attributes, "allowed_instance_types"),
    typesAt(attributes, "excluded_instance_types"),
  ];
  return allowed && excluded && { allowed, excluded };
}

const choice = (attributes: Value | undefined): string => {
  const allowed = typesAt(attributes, "allowed_instance_types") ?? [];
  const excluded = typesAt(attributes, "excluded_instance_types") ?? [];
  if (allowed.length > 0) return counted(allowed.length, "allowed type or pattern", "allowed types or patterns");
  return excluded.length > 0 ? `all types but ${excluded.length} excluded` : "any type that Lambda offers";
};

const WORDS: Readonly<Record<Comparison, Help & { readonly severity: Severity }>> = {
  restricted: {
    severity: "medium",
    why: "With fewer types Lambda finds instances less often when one is short in a zone: InsufficientCapacity.",
    remedy: "Allow several families and sizes, or leave the choice to Lambda.",
  },
  widened: {
    severity: "low",
    why: "Lambda may choose much larger instances, which fill a small vCPU cap with a few of them and cost more than the smallest that would do.",
    remedy: "Check that the vCPU cap holds three of the largest type that may be chosen.",
  },
  changed: {
    severity: "medium",
    why: "Types that were used are no longer allowed, and others are: whether a zone has enough of them is not known.",
    remedy: "Allow several families and sizes, and check that the vCPU cap holds three of the largest.",
  },
};

/** Which instance types Lambda may choose from. */
export const capacityProviderInstanceTypes = rule({
  id: "capacity-provider-instance-types",
  severity: ["medium", "low"],
  title: "The choice of instance types changes",
  why: "With fewer types Lambda finds instances less often when one is short in a zone; with more it may choose larger ones, which fill a small vCPU cap.",
  remedy:
    "Allow several families and sizes, and check that the vCPU cap holds three of the largest type that may be chosen.",
  types: [PROVIDER],
  *check(reviewed) {
    for (const change of changesOf(reviewed, PROVIDER)) {
      const { before, after } = change;
      if (before === undefined || after === undefined) continue;
      const [from, to] = [instanceTypesOf(before), instanceTypesOf(after)];
      const how = from && to && compareInstanceTypes(from, to);
      if (how === undefined) continue;
      yield {
        ...placeOf(change),
        attribute: "instance_requirements[0]",
        what: `The choice of instance types is ${how}: from ${choice(before)} to ${choice(after)}.`,
        ...WORDS[how],
      };
    }
  },
});
