// Who may call the operations of an API that is described by an OpenAPI body.
import type { Reviewed } from "../reviewed.ts";
import { type About, type FoundAs, family } from "../rule.ts";
import { changesOf, placeOf } from "../world/changes.ts";
import { listed } from "../world/words.ts";
import { authorizersIn, type Operation, operationsIn, type Requirement } from "./openApi.ts";

const HTTP_API = "aws_apigatewayv2_api";
const types = [HTTP_API, "aws_api_gateway_rest_api"];

const RULES = {
  "api-body-authorizer-removed": {
    severity: "critical",
    title: "An operation in the body of an API becomes open to everybody",
    why: "From now on everybody who knows the address is let through to what is behind it.",
    remedy: "Keep security at the operation, or at the top of the body; give what has to be public a path of its own.",
    types,
  },
  "api-body-open": {
    severity: "medium",
    title: "A new operation in the body of an API is open to everybody",
    why: "Everybody who knows the address is let through to what is behind it.",
    remedy: "Give it an authorizer, unless it is meant to be public.",
    types,
  },
  "api-body-access-changed": {
    severity: ["high", "medium"],
    title: "An operation in the body of an API knows its callers in another way",
    why: "Callers may be let through that were refused before.",
    remedy: "Keep the authorizer and its scopes, or make sure that no other caller is let in.",
    types,
  },
} as const satisfies Readonly<Record<string, About>>;

type Id = keyof typeof RULES;

/** Whether whoever comes in by `narrow` came in by `wide`: it asks for no scheme more, and one of its scopes is enough. */
const covers = (wide: Requirement, narrow: Requirement): boolean =>
  [...wide].every(([scheme, scopes]) => {
    const given = narrow.get(scheme);
    if (given === undefined) return false;
    return scopes.length === 0 || (given.length > 0 && given.every((scope) => scopes.includes(scope)));
  });

const isWider = (was: Operation, is: Operation): boolean =>
  is.ways.some((way) => !was.ways.some((earlier) => covers(earlier, way)));

/** Browsers ask with OPTIONS before they send a token. */
const isPreflight = ({ called }: Operation): boolean => called.startsWith("OPTIONS ");

function* look(reviewed: Reviewed): Generator<FoundAs<Id>> {
  for (const change of changesOf(reviewed, ...types)) {
    const { before, after, action } = change;
    if (after === undefined || action === "noOp" || action === "forget") continue;
    const isHttpApi = change.type === HTTP_API;
    const operations = operationsIn(after.body, isHttpApi);
    if (operations === undefined) continue;
    const earlier = operationsIn(before?.body, isHttpApi) ?? new Map<string, Operation>();
    const place = { ...placeOf(change), attribute: "body" } as const;
    const names = { opened: [] as string[], open: [] as string[], wider: [] as string[] };
    for (const operation of operations.values()) {
      const was = earlier.get(operation.called);
      const isOpen = operation.ways.length === 0;
      if (was === undefined) {
        if (isOpen && !isPreflight(operation)) names.open.push(operation.called);
      } else if (was.ways.length > 0) {
        if (isOpen) names.opened.push(operation.called);
        else if (isWider(was, operation)) names.wider.push(operation.called);
      }
    }
    if (names.opened.length > 0) {
      const what = `Everybody may call ${listed(names.opened)}, which asked for an identity before.`;
      yield { rule: "api-body-authorizer-removed", ...place, what };
    }
    if (names.open.length > 0) {
      yield { rule: "api-body-open", ...place, what: `New and open to everybody: ${listed(names.open)}.` };
    }
    if (names.wider.length > 0) {
      const what = `Other callers than before, or with fewer scopes, may call ${listed(names.wider)}.`;
      yield { rule: "api-body-access-changed", severity: "high", ...place, what };
    }
    const authorizers = authorizersIn(after.body);
    for (const [name, text] of authorizersIn(before?.body)) {
      const now = authorizers.get(name);
      if (now === undefined || now === text) continue;
      const what = `The authorizer ${name} in the body changes.`;
      yield { rule: "api-body-access-changed", severity: "medium", ...place, what };
    }
  }
}

export const apiBodyOpened = family(RULES, look);
