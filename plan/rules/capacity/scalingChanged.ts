// A scaling config that Terraform owns: raised, lowered, half of it left out, or one that AWS refuses.

import { brokenRule, DEFAULT_MIN_EXECUTION_ENVIRONMENTS, format } from "../../../app/capacity/scalingConfig.ts";
import { only, referenceIn } from "../../../terraform/block.ts";
import type { Change } from "../../plan.ts";
import { at, isUnknown, type Value } from "../../value.ts";
import type { Reviewed } from "../reviewed.ts";
import { type About, type FoundAs, family } from "../rule.ts";
import { changesOf, isKept, placeOf } from "../world/changes.ts";
import { counted } from "../world/words.ts";
import type { Resource, World, Worlds } from "../world/world.ts";
import { environmentsOf } from "./demand.ts";
import { functionIdentity } from "./functionIdentity.ts";
import { environmentVCpusOf, SCALING_CONFIG } from "./managed.ts";

const RULES = {
  "scaling-min-raised": {
    severity: "medium",
    title: "The minimum of a scaling config is raised",
    why: "These environments run at all hours, and their instances bill whether anything calls the function or not.",
    remedy: "See the cost below; a batch window or a lease gives capacity only while it is needed.",
    types: [SCALING_CONFIG],
  },
  "scaling-min-lowered": {
    severity: "low",
    title: "The minimum of a scaling config is lowered",
    why: "Less is there when traffic rises or a zone is lost: Lambda doubles within five minutes, and throttles what comes faster.",
    remedy: "Fine where calls may wait or be tried again; otherwise keep what the busiest minutes need.",
    types: [SCALING_CONFIG],
  },
  "scaling-max-lowered": {
    severity: "low",
    title: "The maximum of a scaling config is lowered",
    why: "What comes at once beyond that many environments is throttled.",
    remedy: "Compare with the most that the function had at its busiest.",
    types: [SCALING_CONFIG],
  },
  "scaling-half-set": {
    severity: "medium",
    title: "A scaling config names only its minimum, or only its maximum",
    why: "Lambda takes its default for the other one: three environments as minimum, and no maximum.",
    remedy: "Set both, always.",
    types: [SCALING_CONFIG],
  },
  "scaling-config-refused": {
    severity: "high",
    title: "AWS refuses a scaling config",
    why: "The plan does not check it; what depends on the scaling config is not applied.",
    remedy: "Correct the two numbers; 0/0 deactivates a function.",
    types: [SCALING_CONFIG],
  },
} as const satisfies Readonly<Record<string, About>>;

type Id = keyof typeof RULES;

const CONFIG = ["function_scaling_config", 0] as const;
const MIN = "min_execution_environments";
const MAX = "max_execution_environments";
const attributeOf = (field: string) => ({ attribute: `function_scaling_config[0].${field}` });

/** So many environments, and the vCPUs that they hold as far as the function's size is known. */
export function environmentsAndVCpus(environments: number, fn: Resource | undefined): string {
  const vCpus = fn && environmentVCpusOf(fn);
  return `${counted(environments, "environment")}${vCpus === undefined ? "" : ` (${counted(environments * vCpus, "vCPU")})`}`;
}

/** What the function has before: its scaling config, or Lambda's default when the function was there without one. */
function minimumBefore(change: Change, before: World, fn: Resource | undefined): number | undefined {
  const earlier = before.same(change);
  if (earlier) return environmentsOf(earlier).min;
  const existed = fn === undefined || before.same(fn) !== undefined;
  return existed ? DEFAULT_MIN_EXECUTION_ENVIRONMENTS : undefined;
}

const keyOf = ({ stack, address }: Change): string => `${stack}\n${address}`;

/** Where the config was put outside of Terraform: that it falls again is a finding about drift. */
const driftedAddresses = ({ plans }: Reviewed): ReadonlySet<string> =>
  new Set(plans.flatMap(({ drift }) => drift.map(keyOf)));

function* minimumFindings(
  change: Change,
  resource: Resource,
  { before, after }: Worlds,
  isDrifted: boolean,
): Generator<FoundAs<Id>> {
  const called = functionIdentity(after, resource, resource.values.function_name);
  const fn = called?.resource;
  const from = minimumBefore(change, before, fn);
  const was = fn && before.same(fn);
  const { min: to } = environmentsOf(resource);
  if (from === undefined || to === undefined) return;
  const place = { ...placeOf(change), ...attributeOf(MIN) };
  if (to > from) {
    yield {
      rule: "scaling-min-raised",
      ...place,
      what: `The minimum of ${called?.name ?? "the function"} goes from ${environmentsAndVCpus(from, was)} to ${environmentsAndVCpus(to, fn)}.`,
    };
  } else if (to < from && to > 0 && !isDrifted) {
    yield {
      rule: "scaling-min-lowered",
      ...place,
      what: `The minimum of ${called?.name ?? "the function"} goes from ${environmentsAndVCpus(from, was)} to ${environmentsAndVCpus(to, fn)}.`,
      why:
        to < DEFAULT_MIN_EXECUTION_ENVIRONMENTS
          ? "Below three environments the loss of an Availability Zone, or of one instance, takes most of the capacity with it."
          : "Less is there when traffic rises: Lambda doubles within five minutes, and throttles what comes faster.",
    };
  }
}

const isLeftOut = (value: Value | undefined, filled: unknown): boolean =>
  value === null || value === undefined || (isUnknown(value) && referenceIn(filled) === undefined);

function* halfSet(change: Change, resource: Resource): Generator<FoundAs<Id>> {
  const config = only(resource.values.function_scaling_config);
  const lacks = (field: string) => isLeftOut(at(change.after, ...CONFIG, field), config[field]);
  if (lacks(MIN) === lacks(MAX)) return;
  const [given, left] = lacks(MIN) ? ["maximum", MIN] : ["minimum", MAX];
  yield {
    rule: "scaling-half-set",
    ...placeOf(change),
    ...attributeOf(left),
    what: `The scaling config names only its ${given}.`,
    why:
      left === MIN
        ? `Lambda takes its default for the minimum: ${DEFAULT_MIN_EXECUTION_ENVIRONMENTS} environments that run at all hours.`
        : "Lambda takes its default for the maximum: none, so that only the capacity provider's vCPU cap limits what is billed.",
  };
}

function* refused(change: Change, { values }: Resource): Generator<FoundAs<Id>> {
  const { min, max } = environmentsOf({ values } as Resource);
  const rule = min !== undefined && max !== undefined ? brokenRule({ min, max }) : undefined;
  if (rule === undefined || min === undefined || max === undefined) return;
  yield {
    rule: "scaling-config-refused",
    ...placeOf(change),
    attribute: "function_scaling_config[0]",
    what: `AWS refuses the scaling config ${format({ min, max })}: ${rule}. This apply will fail.`,
    applyFails: true,
  };
}

function* look(reviewed: Reviewed): Generator<FoundAs<Id>> {
  const { before, after } = reviewed.worlds;
  const drifted = driftedAddresses(reviewed);
  for (const change of changesOf(reviewed, SCALING_CONFIG)) {
    const resource = after.same(change);
    if (resource === undefined || change.action === "noOp" || change.action === "forget") continue;
    const isDrifted = drifted.has(keyOf(change));
    yield* minimumFindings(change, resource, { before, after }, isDrifted);
    yield* halfSet(change, resource);
    yield* refused(change, resource);
    if (!isKept(change) || isDrifted) continue;
    const [from, to] = [at(change.before, ...CONFIG, MAX), at(change.after, ...CONFIG, MAX)];
    if (typeof from !== "number" || typeof to !== "number" || to >= from || to === 0) continue;
    yield {
      rule: "scaling-max-lowered",
      ...placeOf(change),
      ...attributeOf(MAX),
      what: `The maximum goes from ${from} to ${counted(to, "environment")}.`,
    };
  }
}

export const scalingChanged = family(RULES, look);
