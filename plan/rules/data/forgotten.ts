// What leaves Terraform and stays in the account.
import { SCALING_CONFIG } from "../capacity/managed.ts";
import type { Reviewed } from "../reviewed.ts";
import { type About, type FoundAs, family } from "../rule.ts";
import { changesOf, placeOf } from "../world/changes.ts";
import { because } from "./actionReason.ts";
import { isLeft, renamedStores } from "./renamed.ts";
import { capital, STORES, storeOf } from "./stores.ts";

const RULES = {
  "data-forgotten": {
    severity: ["medium", "low"],
    title: "A store of data leaves Terraform and stays in the account",
    why: "It goes on working and billing; from now on no plan shows who changes its settings, access or protection.",
    remedy: "Import it where it belongs now, or write down who looks after it.",
    types: Object.keys(STORES),
  },
  forgotten: {
    severity: "low",
    title: "A resource leaves Terraform and stays in the account",
    why: "It goes on working and billing; from now on no plan shows who changes its settings, access or protection.",
    remedy: "Import it where it belongs now, or write down who looks after it.",
    types: [],
  },
} as const satisfies Readonly<Record<string, About>>;

type Id = keyof typeof RULES;

function* look(reviewed: Reviewed): Generator<FoundAs<Id>> {
  const renamed = reviewed.once(renamedStores);
  for (const change of changesOf(reviewed)) {
    const store = storeOf(change.type);
    if (store && isLeft(change, store) && !renamed.has(change)) {
      yield {
        rule: "data-forgotten",
        severity: "low",
        ...placeOf(change),
        what: `${capital(store.words)} leaves Terraform and stays in the account: skip_destroy is true${because(change)}.`,
        why: "From now on no plan shows its settings, access and price.",
        remedy: "Say who looks after it, or delete it by hand when it is no longer needed.",
      };
    }
    // Of a scaling config it is told who owns it now.
    if (change.action !== "forget" || change.type === SCALING_CONFIG) continue;
    yield {
      rule: store ? "data-forgotten" : "forgotten",
      ...placeOf(change),
      what: `Terraform lets go of ${store ? store.words : "it"}: it is removed from the state, and stays in the account${because(change)}.`,
    };
  }
}

export const forgotten = family(RULES, look);
