// Pages of any origin may call an API from the browsers of its users.

import { type Attributes, at, type Value } from "../../value.ts";
import { rule } from "../rule.ts";
import { changesOf, placeOf } from "../world/changes.ts";

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html */
const ANY_ORIGIN: readonly Value[] = ["*", "https://*", "http://*"];

interface Cors {
  readonly isOpen: boolean;
  readonly hasCredentials: boolean;
}

function corsIn(attributes: Attributes): Cors {
  const origins = at(attributes, "cors_configuration", 0, "allow_origins");
  return {
    isOpen: Array.isArray(origins) && (origins as readonly Value[]).some((origin) => ANY_ORIGIN.includes(origin)),
    hasCredentials: at(attributes, "cors_configuration", 0, "allow_credentials") === true,
  };
}

export const corsOpened = rule({
  id: "cors-open",
  severity: ["high", "medium"],
  title: "Pages of any origin may call an HTTP API",
  why: "Any page that a user opens can read what the API answers to the user's browser, or act in the user's name.",
  remedy: "Name the origins of your own pages in allow_origins.",
  types: ["aws_apigatewayv2_api"],
  *check(reviewed) {
    for (const change of changesOf(reviewed, "aws_apigatewayv2_api")) {
      if (change.before === undefined || change.after === undefined) continue;
      const [was, is] = [corsIn(change.before), corsIn(change.after)];
      if (!is.isOpen || (was.isOpen && (was.hasCredentials || !is.hasCredentials))) continue;
      yield {
        severity: is.hasCredentials ? "high" : "medium",
        ...placeOf(change),
        attribute: "cors_configuration[0].allow_origins",
        what: `Pages of any origin may call the API${is.hasCredentials ? ", with the credentials of their visitors" : ""}.`,
        why: is.hasCredentials
          ? "Any page that a user opens can act in the user's name."
          : "Any page that a user opens can read what the API answers to the user's browser.",
      };
    }
  },
});
