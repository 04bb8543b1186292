// An authorizer goes while a route still refers to it: whether the route lets go first is not in the plan.

import { isDestructive } from "../../plan.ts";
import { rule } from "../rule.ts";
import { changesOf, isKept, placeOf } from "../world/changes.ts";
import { listed } from "../world/words.ts";
import type { Resource } from "../world/world.ts";

const ROUTES: ReadonlyMap<string, readonly string[]> = new Map([
  ["aws_apigatewayv2_authorizer", ["aws_apigatewayv2_route"]],
  ["aws_api_gateway_authorizer", ["aws_api_gateway_method"]],
]);

const stays = ({ change }: Resource): boolean => change === undefined || isKept(change);

export const authorizerInUse = rule({
  id: "authorizer-in-use",
  severity: ["high", "medium"],
  title: "An authorizer is destroyed while routes refer to it",
  why: "API Gateway refuses to delete an authorizer that a route names.",
  remedy:
    "Set create_before_destroy on the authorizer and apply that first, or apply twice: move the routes, then remove the authorizer.",
  types: [...ROUTES.keys()],
  *check(reviewed) {
    const { before, after } = reviewed.worlds;
    for (const change of changesOf(reviewed, ...ROUTES.keys())) {
      const authorizer = before.same(change);
      // With create_before_destroy the routes let go between the two.
      if (authorizer === undefined || !isDestructive(change.action) || change.action === "createThenDelete") continue;
      const users = before
        .ofType(...(ROUTES.get(change.type) ?? []))
        .filter((route) => before.one(route, route.values.authorizer_id, change.type) === authorizer && stays(route));
      if (users.length === 0) continue;
      const { id } = authorizer.values;
      const keeps = (route: Resource) => after.same(route)?.values.authorizer_id === id;
      const kept = users.filter(keeps);
      const isCertain = kept.length > 0 || change.action === "deleteThenCreate";
      const names = listed((kept.length > 0 ? kept : users).map(({ address }) => address));
      yield {
        severity: isCertain ? "high" : "medium",
        ...placeOf(change),
        what: isCertain
          ? `The authorizer is deleted while routes refer to it (${names}): this apply will fail.`
          : `The authorizer is destroyed in the same apply in which its routes leave it (${names}): this apply may fail.`,
        ...(isCertain ? { applyFails: true } : {}),
        why: isCertain
          ? "API Gateway refuses to delete an authorizer that a route names."
          : "API Gateway refuses to delete an authorizer that a route names, and Terraform updates the routes first only when the authorizer was created with create_before_destroy, which the plan does not hold.",
      };
    }
  },
});
