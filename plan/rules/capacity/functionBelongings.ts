// What AWS deletes with a function: a function that is made anew under its name has none of it, and to Terraform nothing changed.
// https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunction.html
import { at } from "../../value.ts";
import type { Severity } from "../finding.ts";
import { rule } from "../rule.ts";
import { changesOf, isRenamed, KEEP_IT, placeOf } from "../world/changes.ts";
import { listed } from "../world/words.ts";
import type { Resource, World } from "../world/world.ts";
import { functionIdentity } from "./functionIdentity.ts";
import { FUNCTION, nameOf, SCALING_CONFIG } from "./managed.ts";

const ALIAS = "aws_lambda_alias";

const BELONGINGS: Readonly<Record<string, Severity>> = {
  aws_lambda_permission: "high",
  [ALIAS]: "high",
  aws_lambda_function_url: "high",
  [SCALING_CONFIG]: "high",
  aws_lambda_function_event_invoke_config: "medium",
  aws_lambda_provisioned_concurrency_config: "medium",
};

const belongingsIn = (world: World) =>
  Map.groupBy(
    world.ofType(...Object.keys(BELONGINGS)),
    (one) => functionIdentity(world, one, one.values.function_name)?.resource,
  );

/** An alias that is updated is one that AWS has no more. */
const isLeftAlone = ({ type, change }: Resource): boolean =>
  change === undefined || change.action === "noOp" || (type === ALIAS && change.action === "update");

/** What belongs to a function that is deleted and created again under its name, and that no plan makes again. */
export function lostWith(world: World, fn: Resource): readonly Resource[] {
  const { change } = fn;
  if (change?.action !== "deleteThenCreate" || at(change.before, "function_name") !== fn.values.function_name)
    return [];
  return (world.once(belongingsIn).get(fn) ?? []).filter(isLeftAlone);
}

export const functionBelongings = rule({
  id: "function-belongings-lost",
  severity: ["high", "medium"],
  title: "A function is replaced under its name, and what belongs to it is not made again",
  why: "AWS deletes permissions, aliases, the URL, scaling and settings of asynchronous calls with the function. Terraform sees the same name and leaves them alone until its next plan: until then callers are refused, and the new function has Lambda's defaults.",
  remedy:
    "Name the function in replace_triggered_by of what belongs to it, or replace that with -replace in the same apply; otherwise plan and apply again at once.",
  types: [FUNCTION],
  *check(reviewed) {
    const { after } = reviewed.worlds;
    for (const change of changesOf(reviewed, FUNCTION)) {
      const fn = after.same(change);
      const lost = fn ? lostWith(after, fn) : [];
      if (fn === undefined || lost.length === 0) continue;
      yield {
        severity: lost.some(({ type }) => BELONGINGS[type] === "high") ? "high" : "medium",
        ...placeOf(change),
        what: `${nameOf(fn)} is deleted and created again under its name, and this plan does not make again what AWS deletes with it: ${listed(lost.map(({ address }) => address))}.`,
        ...(isRenamed(change) && { remedy: KEEP_IT }),
      };
    }
  },
});
