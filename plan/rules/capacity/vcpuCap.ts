// The vCPU cap of a capacity provider against what the functions on it may ask for.

import { LIMITS } from "../../../stacks/config/limits.ts";
import { at, isUnknown } from "../../value.ts";
import type { Reviewed } from "../reviewed.ts";
import { type About, type FoundAs, family } from "../rule.ts";
import { changesOf, placeOf } from "../world/changes.ts";
import { listed } from "../world/words.ts";
import type { Resource, World } from "../world/world.ts";
import { DECLARATION } from "./declared.ts";
import { type Demand, demandOf } from "./demand.ts";
import {
  capOf,
  environmentVCpusOf,
  FUNCTION,
  functionsOn,
  nameOf,
  PROVIDER,
  SCALING_CONFIG,
  STUCK_AT_CAP,
} from "./managed.ts";

const RULES = {
  "vcpu-cap-below-max": {
    severity: ["high", "medium", "low"],
    title: "Functions may ask for more vCPUs than their capacity provider has",
    why: "At the cap invocations are throttled, and publishes and scale-ups fail with CapacityProviderScalingLimitExceeded; a version that failed like this can keep capacity until it is deleted.",
    remedy:
      "Raise the vCPU cap, with room for the set of environments that a deployment starts beside the running one, or lower the maximum.",
    types: [PROVIDER, FUNCTION, SCALING_CONFIG, DECLARATION, "aws_sfn_state_machine"],
  },
  "vcpu-cap-below-publish": {
    severity: "high",
    title: "The vCPU cap is too small for a first publish",
    why: "The publish cannot get its instances and ends in state Failed with CapacityProviderScalingLimitExceeded.",
    remedy: "Raise the vCPU cap, with more room when Lambda may choose large instance types.",
    types: [PROVIDER, FUNCTION],
  },
  "vcpu-cap-unknown": {
    severity: "low",
    title: "The vCPU cap is unknown until apply",
    why: "Whether it carries what the functions may ask for cannot be told from this plan.",
    remedy: "Write the cap as a value that is known when the plan is made.",
    types: [PROVIDER],
  },
} as const satisfies Readonly<Record<string, About>>;

type Id = keyof typeof RULES;

const CAP_ATTRIBUTE = "capacity_provider_scaling_config[0].max_vcpu_count";

const rounded = (vCpus: number): number => Math.round(vCpus * 100) / 100;

interface Need extends Demand {
  readonly fn: Resource;
  readonly vCpusEach: number;
  /** Of all environments at their maximum; 0 when no maximum is known. */
  readonly vCpus: number;
}

interface Load {
  readonly provider: Resource;
  readonly cap: number;
  readonly needs: readonly Need[];
  readonly vCpus: number;
}

function loadOf(world: World, provider: Resource): Load | undefined {
  const cap = capOf(provider);
  if (cap === undefined) return undefined;
  const needs = functionsOn(world, provider).flatMap((fn): Need[] => {
    const vCpusEach = environmentVCpusOf(fn);
    if (vCpusEach === undefined) return [];
    const demand = demandOf(world, fn);
    return [{ fn, vCpusEach, ...demand, vCpus: vCpusEach * (demand.max ?? 0) }];
  });
  return { provider, cap, needs, vCpus: needs.reduce((sum, { vCpus }) => sum + vCpus, 0) };
}

function tooManyAtOnce({ provider, cap, needs, vCpus }: Load, earlier: Load | undefined): FoundAs<Id> | undefined {
  if (vCpus <= cap) return undefined;
  if (earlier && earlier.vCpus >= vCpus && earlier.cap <= cap) return undefined;
  const isLowered = earlier !== undefined && cap < earlier.cap;
  const largest = needs.toSorted((a, b) => b.vCpus - a.vCpus)[0];
  const alone = largest !== undefined && largest.vCpus > cap;
  const grown = needs
    .filter(({ fn, vCpus: now }) => now > (earlier?.needs.find((need) => need.fn.address === fn.address)?.vCpus ?? 0))
    .toSorted((a, b) => b.vCpus - a.vCpus)[0];
  const cause = isLowered ? provider : (grown?.source ?? grown?.fn ?? provider);
  const asked = needs
    .filter(({ max }) => max !== undefined)
    .map(({ fn, max, vCpusEach }) => `${nameOf(fn)} up to ${max} environments of ${rounded(vCpusEach)} vCPUs`);
  return {
    rule: "vcpu-cap-below-max",
    severity: isLowered && alone ? "high" : isLowered || alone ? "medium" : "low",
    ...placeOf(cause),
    ...(cause === provider ? { attribute: CAP_ATTRIBUTE } : {}),
    what: `${isLowered ? `The vCPU cap goes from ${earlier.cap} to ${cap}` : `The vCPU cap is ${cap}`}, but ${rounded(vCpus)} vCPUs may be asked for: ${listed(asked)}.`,
    remedy: `Raise the cap to at least ${Math.ceil(vCpus)} vCPUs, with room for the set of environments that a deployment starts beside the running one, or lower the maximum. ${STUCK_AT_CAP}`,
  };
}

function* tooFewForPublish(load: Load, earlier: Load | undefined): Generator<FoundAs<Id>> {
  const { value: environments, documentation } = LIMITS.firstPublishEnvironments;
  for (const { fn, vCpusEach } of load.needs) {
    const needed = environments * vCpusEach;
    if (needed <= load.cap) continue;
    const before = earlier?.needs.find((need) => need.fn.address === fn.address && need.fn.stack === fn.stack);
    if (before && before.vCpusEach >= vCpusEach && earlier && earlier.cap <= load.cap) continue;
    const isCap = earlier !== undefined && load.cap < earlier.cap;
    yield {
      rule: "vcpu-cap-below-publish",
      ...placeOf(isCap ? load.provider : fn),
      attribute: isCap ? CAP_ATTRIBUTE : "memory_size",
      what: `A first publish of ${nameOf(fn)} starts ${environments} environments of ${rounded(vCpusEach)} vCPUs, together ${rounded(needed)}, but the vCPU cap is ${load.cap}.`,
      why: `The publish cannot get its instances and ends in state Failed with CapacityProviderScalingLimitExceeded (${documentation}).`,
      remedy: `Raise the cap to at least ${Math.ceil(needed)} vCPUs; more, when Lambda may choose large instance types. ${STUCK_AT_CAP}`,
    };
  }
}

function* look(reviewed: Reviewed): Generator<FoundAs<Id>> {
  const { before, after } = reviewed.worlds;
  for (const provider of after.ofType(PROVIDER)) {
    const load = loadOf(after, provider);
    if (load === undefined) continue;
    const old = before.same(provider);
    const earlier = old && loadOf(before, old);
    const finding = tooManyAtOnce(load, earlier);
    if (finding) yield finding;
    yield* tooFewForPublish(load, earlier);
  }
  for (const change of changesOf(reviewed, PROVIDER)) {
    const was = at(change.before, "capacity_provider_scaling_config", 0, "max_vcpu_count");
    const later = after.same(change);
    // Unknown and not configured, it is Lambda's default.
    if (typeof was !== "number" || later === undefined || capOf(later) !== undefined) continue;
    if (!isUnknown(at(change.after, "capacity_provider_scaling_config", 0, "max_vcpu_count"))) continue;
    yield {
      rule: "vcpu-cap-unknown",
      ...placeOf(change),
      attribute: CAP_ATTRIBUTE,
      what: `The vCPU cap, now ${was}, is unknown until apply.`,
    };
  }
}

export const vCpuCap = family(RULES, look);
