// Everything else that was changed or deleted outside of Terraform.

import { FUNCTION, PROVIDER, SCALING_CONFIG } from "../capacity/managed.ts";
import { storeOf } from "../data/stores.ts";
import type { Severity } from "../finding.ts";
import type { Reviewed } from "../reviewed.ts";
import { type About, type FoundAs, family } from "../rule.ts";
import { isCreated, placeOf } from "../world/changes.ts";
import { listed } from "../world/words.ts";
import { type Drifted, driftedIn } from "./drifted.ts";
import { SCALING_ATTRIBUTE } from "./scalingDrift.ts";

const RULES = {
  "drift-deleted": {
    severity: ["medium", "low"],
    title: "A resource was deleted outside of Terraform",
    why: "What was in it, or attached to it by hand, is not there again after the apply.",
    remedy: "Find out who deleted it and why.",
    types: [],
  },
  "drift-undone": {
    severity: "low",
    title: "A change that was made outside of Terraform is undone",
    why: "What was set by hand, perhaps to mend something, is gone after the apply.",
    remedy: "Write it into the configuration if it shall stay, or name it in ignore_changes if it is not Terraform's.",
    types: [],
  },
  "drift-left": {
    severity: "low",
    title: "A change that was made outside of Terraform stays",
    why: "The configuration no longer says what is there, or leaves it open on purpose.",
    remedy: "Nothing, where it is meant to be changed at run time; otherwise write it into the configuration.",
    types: [],
  },
} as const satisfies Readonly<Record<string, About>>;

type Id = keyof typeof RULES;

const CAPACITY: ReadonlySet<string> = new Set([FUNCTION, PROVIDER, SCALING_CONFIG]);

function deleted({ drift, change }: Drifted): FoundAs<Id> {
  const isMadeAgain = change !== undefined && isCreated(change);
  const store = storeOf(drift.type);
  const severity: Severity = isMadeAgain && (store || CAPACITY.has(drift.type)) ? "medium" : "low";
  return {
    rule: "drift-deleted",
    severity,
    ...placeOf(drift),
    what: `It was deleted outside of Terraform${isMadeAgain ? ", and this apply creates it again" : ""}.`,
    why: !isMadeAgain
      ? "The apply only takes note of it."
      : store
        ? `What was in it is gone already, and the new one is empty. ${store.loss}`
        : "There may have been a reason to delete it; what was attached to the old one by hand is not there again.",
    remedy: isMadeAgain
      ? "Find out who deleted it and why, and restore what was in it before anything writes to the new one."
      : "Find out who deleted it and why.",
  };
}

function changed(drifted: Drifted, isTouched: boolean): FoundAs<Id> | undefined {
  const { drift, change } = drifted;
  const names = drifted.attributes
    .filter((attribute) => attribute.isTouched === isTouched)
    .map(({ name }) => name)
    .filter((name) => !(isTouched && drift.type === SCALING_CONFIG && name === SCALING_ATTRIBUTE));
  const [first] = names;
  // What is destroyed or replaced has its own findings.
  if (first === undefined || (change !== undefined && change.action !== "update")) return undefined;
  const place = { ...placeOf(drift), attribute: first };
  if (isTouched) {
    return {
      rule: "drift-undone",
      ...place,
      what: `Outside of Terraform ${listed(names)} changed, and this apply changes it again.`,
    };
  }
  return {
    rule: "drift-left",
    ...place,
    what: `Outside of Terraform ${listed(names)} changed, and this apply leaves it.`,
  };
}

function* look(reviewed: Reviewed): Generator<FoundAs<Id>> {
  for (const drifted of driftedIn(reviewed)) {
    if (drifted.drift.action === "delete") {
      yield deleted(drifted);
      continue;
    }
    for (const isTouched of [true, false]) {
      const finding = changed(drifted, isTouched);
      if (finding) yield finding;
    }
  }
}

export const otherDrift = family(RULES, look);
