// Terraform lets go of a scaling config: what the function has stays, and something else decides from now on.
import { rule } from "../rule.ts";
import { changesOf, placeOf } from "../world/changes.ts";
import { declarationOf } from "./declared.ts";
import { functionIdentity } from "./functionIdentity.ts";
import { SCALING_CONFIG } from "./managed.ts";

export const scalingForgotten = rule({
  id: "scaling-config-forgotten",
  severity: "low",
  title: "Terraform lets go of a scaling config",
  why: "The function keeps its minimum and maximum, which bill as before; the next change is up to the reconciler or an operator.",
  remedy: "Declare the function for the reconciler, or import the scaling config where it belongs now.",
  types: [SCALING_CONFIG],
  *check(reviewed) {
    const { before, after } = reviewed.worlds;
    for (const change of changesOf(reviewed, SCALING_CONFIG)) {
      const resource = before.same(change);
      if (resource === undefined || change.action !== "forget") continue;
      const name = functionIdentity(before, resource, resource.values.function_name)?.name ?? "the function";
      const isDeclared = declarationOf(after, name) !== undefined;
      yield {
        ...placeOf(change),
        what: `Terraform lets go of the scaling config of ${name}: its minimum and maximum stay as they are${isDeclared ? ", and the reconciler owns them from now on" : ", and nothing in these plans owns them"}.`,
        why: isDeclared
          ? "The function is declared in these plans; the reconciler puts what the declaration asks for with its next tick."
          : "They bill as before, and the next change is up to an operator.",
        remedy: isDeclared
          ? "See that the declaration's baseline asks for what the function has now."
          : "Declare the function for the reconciler, or import the scaling config where it belongs now.",
      };
    }
  },
});
