// What is left of an earlier replacement is destroyed.
import { isDestructive } from "../../plan.ts";
import type { Rule } from "../finding.ts";
import { placeOf } from "../world/changes.ts";
import { storeOf } from "./stores.ts";

export const deposedDestroyed: Rule = function* ({ plans }) {
  for (const change of plans.flatMap(({ changes }) => changes)) {
    if (change.deposed === undefined || !isDestructive(change.action)) continue;
    const store = storeOf(change.type);
    yield {
      rule: store ? "data-deposed-destroyed" : "deposed-destroyed",
      severity: store ? "high" : "low",
      ...placeOf(change),
      what: `The old object of an earlier replacement (deposed ${change.deposed}) is destroyed${store ? `: ${store.words}` : ""}.`,
      why: store
        ? `An earlier apply created its successor and did not get as far as to delete it; it may hold the data that the successor lacks. ${store.loss}`
        : "An earlier apply created its successor and did not get as far as to delete it; what stopped it then may stop it again.",
      remedy: store
        ? "Compare it with its successor, and copy what is missing first."
        : "Nothing, if its successor works.",
    };
  }
};
