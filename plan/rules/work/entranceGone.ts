// HTTP APIs, their stages and routes that are destroyed while a function behind them stays.

import type { Change } from "../../plan.ts";
import { functionIdentity } from "../capacity/functionIdentity.ts";
import { type Look, settingRule } from "../protection/settingRule.ts";
import { changesOf, isRemoved, placeOf } from "../world/changes.ts";
import { withoutTeardowns } from "../world/teardown.ts";
import type { Resource, Worlds } from "../world/world.ts";
import { addressGone } from "./addressGone.ts";
import { permissionGone } from "./permissionGone.ts";

const API = "aws_apigatewayv2_api";
const INTEGRATION = "aws_apigatewayv2_integration";

const ENTRANCES: ReadonlyMap<string, string> = new Map([
  [API, "An API is destroyed"],
  ["aws_apigatewayv2_stage", "A stage of an API is destroyed"],
  ["aws_apigatewayv2_route", "A route of an API is destroyed"],
]);

/** The integrations of an API, or the one that a route names. */
function integrationsOf({ before }: Worlds, from: Resource, api: Resource | undefined): readonly Resource[] {
  const { target } = from.values;
  const named =
    typeof target === "string" ? before.one(from, target.replace(/^integrations\//, ""), INTEGRATION) : undefined;
  if (named) return [named];
  return before.ofType(INTEGRATION).filter((one) => {
    const owner = before.one(one, one.values.api_id, API);
    return owner === undefined ? one.values.api_id === from.values.api_id : owner === api;
  });
}

/** The name of a function that is behind it now and is not destroyed. */
function functionLeft(worlds: Worlds, from: Resource, api: Resource | undefined): string | undefined {
  for (const integration of integrationsOf(worlds, from, api)) {
    const called = functionIdentity(worlds.before, integration, integration.values.integration_uri);
    if (called && (called.resource === undefined || worlds.after.same(called.resource))) return called.name;
  }
  return undefined;
}

const isGone = (change: Change | undefined): boolean => change !== undefined && isRemoved(change);

const entranceGone: Look = {
  types: [...ENTRANCES.keys()],
  *find(reviewed) {
    const worlds = reviewed.worlds;
    for (const change of changesOf(withoutTeardowns(reviewed), ...ENTRANCES.keys())) {
      const what = ENTRANCES.get(change.type);
      const from = worlds.before.same(change);
      if (!isRemoved(change) || what === undefined || from === undefined) continue;
      const api = change.type === API ? from : worlds.before.one(from, from.values.api_id, API);
      // What goes with its API is said once.
      if (change.type !== API && isGone(api?.change)) continue;
      const name = functionLeft(worlds, from, api);
      if (name === undefined) continue;
      yield {
        ...placeOf(change),
        what: `${what}, while the function ${name} behind it stays.`,
        why: "Its callers get errors from now on; a new API has another address.",
        remedy: "Keep it until nothing calls it, or destroy the function with it.",
      };
    }
  },
};

export const apiGone = settingRule({
  id: "api-gone",
  severity: "high",
  title: "The way to a function that stays is destroyed",
  why: "Its callers get errors from now on.",
  remedy: "Keep it as long as something calls the function, or destroy the function with it.",
  looks: [entranceGone, permissionGone, addressGone],
});
