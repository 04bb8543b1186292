// What has an address of its own, which callers know: one that is made anew has another.
import { type Change, isReplacement } from "../../plan.ts";
import { at } from "../../value.ts";
import { functionIdentity } from "../capacity/functionIdentity.ts";
import type { Look } from "../protection/settingRule.ts";
import type { Reviewed } from "../reviewed.ts";
import { changesOf, isRemoved, isRenamed, KEEP_IT, placeOf } from "../world/changes.ts";
import { withoutTeardowns } from "../world/teardown.ts";

const URL = "aws_lambda_function_url";

/** What it is, with what gives it a domain of one's own. */
const ADDRESSED: ReadonlyMap<string, { readonly words: string; readonly mapping?: string; readonly by: string }> =
  new Map([
    ["aws_apigatewayv2_api", { words: "An API", mapping: "aws_apigatewayv2_api_mapping", by: "api_id" }],
    ["aws_api_gateway_rest_api", { words: "An API", mapping: "aws_api_gateway_base_path_mapping", by: "api_id" }],
    [URL, { words: "The URL of a function", by: "" }],
  ]);

/** Callers know it by a domain, or have no other way. */
function hasDomain({ worlds: { before } }: Reviewed, change: Change): boolean {
  const { mapping, by = "" } = ADDRESSED.get(change.type) ?? {};
  const own = before.same(change);
  if (at(change.before, "disable_execute_api_endpoint") === true) return true;
  return (
    mapping !== undefined && before.ofType(mapping).some((one) => before.one(one, one.values[by], change.type) === own)
  );
}

/** The name of a function that loses its URL, and stays. */
function functionLeft({ worlds: { before, after } }: Reviewed, change: Change): string | undefined {
  const from = before.same(change);
  const called = from && functionIdentity(before, from, from.values.function_name);
  return called?.resource && after.same(called.resource) === undefined ? undefined : called?.name;
}

export const addressGone: Look = {
  types: [...ADDRESSED.keys()],
  *find(reviewed) {
    for (const change of changesOf(withoutTeardowns(reviewed), ...ADDRESSED.keys())) {
      const words = ADDRESSED.get(change.type)?.words ?? "";
      if (isReplacement(change.action) && !hasDomain(reviewed, change)) {
        yield {
          ...placeOf(change),
          what: `${words} is replaced, and has another address from now on.`,
          why: "Those who call the address of now get errors until they know the new one.",
          remedy: isRenamed(change)
            ? KEEP_IT
            : "Undo what forces the replacement, or give callers a domain of your own first, which keeps its name.",
        };
      }
      const name = change.type === URL && isRemoved(change) ? functionLeft(reviewed, change) : undefined;
      if (name !== undefined) {
        yield {
          ...placeOf(change),
          what: `${words} is destroyed, while the function ${name} stays.`,
          why: "Its callers get errors from now on; a new URL has another address.",
          remedy: "Keep it until nothing calls it.",
        };
      }
    }
  },
};
