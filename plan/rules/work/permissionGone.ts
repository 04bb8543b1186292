// Permissions of services to call a function, destroyed while function and caller stay.

import type { Change } from "../../plan.ts";
import { at } from "../../value.ts";
import { functionIdentity } from "../capacity/functionIdentity.ts";
import type { Look } from "../protection/settingRule.ts";
import type { Reviewed } from "../reviewed.ts";
import { changesOf, isCreated, isRemoved, placeOf } from "../world/changes.ts";
import { withoutTeardowns } from "../world/teardown.ts";

const PERMISSION = "aws_lambda_permission";

/** By principal, what calls functions with such a permission, and the attribute that its source_arn starts with. */
const SERVICES: ReadonlyMap<unknown, { readonly words: string; readonly type: string; readonly arn: string }> = new Map(
  [
    ["apigateway.amazonaws.com", { words: "API Gateway", type: "aws_apigatewayv2_api", arn: "execution_arn" }],
    ["events.amazonaws.com", { words: "EventBridge", type: "aws_cloudwatch_event_rule", arn: "arn" }],
  ],
);

function callerGoes(reviewed: Reviewed, { before }: Change, type: string, arn: string): boolean {
  const source = at(before, "source_arn");
  if (typeof source !== "string") return false;
  return [...changesOf(reviewed, type)].some((change) => {
    const own = at(change.before, arn);
    return isRemoved(change) && typeof own === "string" && (source === own || source.startsWith(`${own}/`));
  });
}

function isTakenOver(reviewed: Reviewed, change: Change, functionName: string): boolean {
  const { after } = reviewed.worlds;
  return [...changesOf(reviewed, PERMISSION)].some((other) => {
    const resource = after.same(other);
    if (other === change || resource === undefined || other.after === undefined) return false;
    if (at(other.after, "principal") !== at(change.before, "principal")) return false;
    const source = at(other.after, "source_arn") ?? null;
    const isAsWide = isCreated(other) || source === null || source === at(change.before, "source_arn");
    return isAsWide && functionIdentity(after, resource, resource.values.function_name)?.name === functionName;
  });
}

export const permissionGone: Look = {
  types: [PERMISSION],
  *find(reviewed) {
    const { before, after } = reviewed.worlds;
    for (const change of changesOf(withoutTeardowns(reviewed), PERMISSION)) {
      const from = before.same(change);
      const service = SERVICES.get(from?.values.principal);
      if (!isRemoved(change) || from === undefined || service === undefined) continue;
      const called = functionIdentity(before, from, from.values.function_name);
      if (called === undefined || (called.resource && after.same(called.resource) === undefined)) continue;
      if (callerGoes(reviewed, change, service.type, service.arn) || isTakenOver(reviewed, change, called.name))
        continue;
      yield {
        ...placeOf(change),
        what: `${service.words} may no longer call the function ${called.name}, which stays.`,
        why: "Every such call is refused: an API answers with 500, and an event is dropped after its retries.",
        remedy: "Keep the permission as long as something calls the function with it.",
      };
    }
  },
};
