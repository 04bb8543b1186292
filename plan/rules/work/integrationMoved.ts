// Another function answers what an HTTP API is asked.

import { at, type Value } from "../../value.ts";
import { rule } from "../rule.ts";
import { changesOf, placeOf } from "../world/changes.ts";

const FUNCTION_ARN = /arn:[\w-]+:lambda:[\w-]*:\d*:function:[\w-]+/;

/** The ARN of the function, without version or alias; undefined when it is not known, or no function. */
const functionIn = (uri: Value | undefined): string | undefined =>
  typeof uri === "string" ? FUNCTION_ARN.exec(uri)?.[0] : undefined;

export const integrationMoved = rule({
  id: "integration-moved",
  severity: "medium",
  title: "Another function answers an HTTP API",
  why: "From one request to the next callers get what the other function does, with its role; without a permission for the API they get errors.",
  remedy: "Make sure that the other function answers the same routes, and that the API may call it.",
  types: ["aws_apigatewayv2_integration"],
  *check(reviewed) {
    for (const change of changesOf(reviewed, "aws_apigatewayv2_integration")) {
      const was = functionIn(at(change.before, "integration_uri"));
      const is = functionIn(at(change.after, "integration_uri"));
      if (was === undefined || is === undefined || was === is) continue;
      yield {
        ...placeOf(change),
        attribute: "integration_uri",
        what: `Another function answers the API (${was} to ${is}).`,
      };
    }
  },
});
