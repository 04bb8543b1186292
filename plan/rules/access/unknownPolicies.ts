// Policies that change and cannot be compared: unknown until apply, sensitive, or not JSON.

import type { Reviewed } from "../reviewed.ts";
import { type About, type FoundAs, family } from "../rule.ts";
import { isCreated, placeOf } from "../world/changes.ts";
import { listed } from "../world/words.ts";
import { type Holding, holdingsOf } from "./holdings.ts";
import { isLater, wideningsOf } from "./policies.ts";
import { POLICY_ATTRIBUTES } from "./policyAttributes.ts";

const RULES = {
  "policy-unreadable": {
    severity: "medium",
    title: "A policy is no document in JSON, or was none",
    why: "A review cannot say what it allows.",
    remedy: "Look at all statements, and write it with jsonencode or aws_iam_policy_document.",
    types: [...POLICY_ATTRIBUTES.keys()],
  },
  "policy-sensitive": {
    severity: "medium",
    title: "A policy changes under a sensitive mark",
    why: "A review cannot say what it allows.",
    remedy: "Keep secrets out of policies, so that they need no mark; or look at the statements in the code.",
    types: [...POLICY_ATTRIBUTES.keys()],
  },
  "policy-unknown": {
    severity: ["medium", "low"],
    title: "What a policy allows is unknown until apply",
    why: "A review cannot say what it allows; what the apply makes of it is in force at once.",
    remedy: "Look at the statements in the code, or apply what they wait for first, so that the next plan knows them.",
    types: [...POLICY_ATTRIBUTES.keys()],
  },
} as const satisfies Readonly<Record<string, About>>;

type Id = keyof typeof RULES;

const MOST_NAMED = 8;

/** What the provider fills in where the configuration says nothing is unknown too, and not decided by it. */
function isConfigured(reviewed: Reviewed, { change, source }: Holding): boolean {
  if (source.isComputed !== true || !isCreated(change)) return true;
  return source.attribute in (reviewed.worlds.after.same(change)?.values ?? {});
}

function incomparable({ change, source, before, after }: Holding): FoundAs<Id> | undefined {
  const place = { ...placeOf(change), attribute: source.attribute };
  if (after.kind === "unreadable") {
    return {
      rule: "policy-unreadable",
      severity: "medium",
      ...place,
      what: `What ${source.words} allows cannot be read: it is not a policy document in JSON.`,
      why: "A review cannot say what it allows, and AWS refuses it unless it is.",
      remedy: "Write it with jsonencode or aws_iam_policy_document.",
    };
  }
  const isHidden =
    (after.kind === "sensitive" && after.changes) ||
    (before.kind === "sensitive" && after.kind !== "sensitive" && after.kind !== "absent");
  if (isHidden) {
    return {
      rule: "policy-sensitive",
      ...place,
      what: `${source.words.replace(/^t/, "T")} changes, and is marked as sensitive: it is not compared.`,
    };
  }
  if (before.kind === "unreadable" && after.kind === "known") {
    return {
      rule: "policy-unreadable",
      severity: "medium",
      ...place,
      what: `What ${source.words} allowed until now cannot be read, so that it cannot be compared.`,
      why: "A review cannot say what is allowed from now on and was not before.",
      remedy: "Look at all statements of the new document.",
    };
  }
  return undefined;
}

const changedUnknown = ({ change, source }: Holding): FoundAs<Id> => ({
  rule: "policy-unknown",
  severity: "medium",
  ...placeOf(change),
  attribute: source.attribute,
  what: `What ${source.words} allows from now on is unknown until apply.`,
});

/** New policies usually name what is new with them: one finding for all of a stack. */
function newUnknown(holdings: readonly Holding[]): FoundAs<Id>[] {
  const [first] = holdings;
  if (first === undefined) return [];
  const addresses = listed(
    holdings.map(({ change, source }) => `${change.address} (${source.attribute})`),
    MOST_NAMED,
  );
  return [
    {
      rule: "policy-unknown",
      severity: "low",
      ...placeOf(first.change),
      attribute: first.source.attribute,
      what: `What new policies of this stack allow is unknown until apply: ${addresses}.`,
    },
  ];
}

function* look(reviewed: Reviewed): Generator<FoundAs<Id>> {
  const holdings = holdingsOf(reviewed);
  for (const holding of holdings) {
    const finding = incomparable(holding);
    if (finding) yield finding;
  }
  const unknown = holdings.filter(
    (holding) =>
      (holding.after.kind === "unknown" && isConfigured(reviewed, holding)) ||
      (holding.source.kind === "permission" && !holding.isNew && wideningsOf(holding).some(isLater)),
  );
  for (const holding of unknown) if (!holding.isNew) yield changedUnknown(holding);
  const fresh = unknown.filter(({ isNew }) => isNew);
  for (const [, ofStack] of Map.groupBy(fresh, ({ change }) => change.stack)) yield* newUnknown(ofStack);
}

export const policiesUnknown = family(RULES, look);
