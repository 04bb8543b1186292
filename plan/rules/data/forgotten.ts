// What leaves the state and stays in the account.
import { SCALING_CONFIG } from "../capacity/managed.ts";
import type { Rule } from "../finding.ts";
import { changesOf, placeOf } from "../world/changes.ts";
import { reasonText } from "./actionReason.ts";
import { storeOf } from "./stores.ts";

export const forgotten: Rule = function* (reviewed) {
  for (const change of changesOf(reviewed)) {
    // Of a scaling config it is told who owns it now.
    if (change.action !== "forget" || change.type === SCALING_CONFIG) continue;
    const store = storeOf(change.type);
    const reason = reasonText(change.reason);
    yield {
      rule: store ? "data-forgotten" : "forgotten",
      severity: store ? "medium" : "low",
      ...placeOf(change),
      what: `Terraform lets go of ${store ? store.words : "it"}: it is removed from the state, and stays in the account${reason ? `, because ${reason}` : ""}.`,
      why: "It goes on working and billing; nobody sees from now on who changes its settings, access or protection.",
      remedy: "Import it where it belongs now, or write down who looks after it.",
    };
  }
};
