// What is left of an earlier replacement is destroyed.
import { isDestructive } from "../../plan.ts";
import type { Reviewed } from "../reviewed.ts";
import { type About, type FoundAs, family } from "../rule.ts";
import { placeOf } from "../world/changes.ts";
import { STORES, storeOf } from "./stores.ts";

const RULES = {
  "data-deposed-destroyed": {
    severity: "high",
    title: "The old object of an earlier replacement is destroyed, and it may hold data",
    why: "An earlier apply created its successor and did not get as far as to delete it; it may hold the data that the successor lacks.",
    remedy: "Compare it with its successor, and copy what is missing first.",
    types: Object.keys(STORES),
  },
  "deposed-destroyed": {
    severity: "low",
    title: "The old object of an earlier replacement is destroyed",
    why: "An earlier apply created its successor and did not get as far as to delete it; what stopped it then may stop it again.",
    remedy: "Nothing, if its successor works.",
    types: [],
  },
} as const satisfies Readonly<Record<string, About>>;

type Id = keyof typeof RULES;

function* look({ plans }: Reviewed): Generator<FoundAs<Id>> {
  for (const change of plans.flatMap(({ changes }) => changes)) {
    if (change.deposed === undefined || !isDestructive(change.action)) continue;
    const store = storeOf(change.type);
    const what = `The old object of an earlier replacement (deposed ${change.deposed}) is destroyed`;
    if (store === undefined) yield { rule: "deposed-destroyed", ...placeOf(change), what: `${what}.` };
    else {
      yield {
        rule: "data-deposed-destroyed",
        ...placeOf(change),
        what: `${what}: ${store.words}.`,
        why: `${RULES["data-deposed-destroyed"].why} ${store.loss}`,
      };
    }
  }
}

export const deposedDestroyed = family(RULES, look);
