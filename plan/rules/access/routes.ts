// Who may call the routes of HTTP APIs and the methods of REST APIs.

import type { Change } from "../../plan.ts";
import { type Attributes, at, isSensitive, isUnknown, type Value } from "../../value.ts";
import { reach } from "../protection/reach.ts";
import type { Reviewed } from "../reviewed.ts";
import { type About, type FoundAs, family } from "../rule.ts";
import { changesOf, placeOf } from "../world/changes.ts";
import { sameValue } from "../world/sameValue.ts";
import { shown } from "../world/words.ts";

/** The two kinds name the same things differently. */
interface Kind {
  readonly words: string;
  /** What is called: `GET /videos`. */
  called(attributes: Attributes): string;
  /** The attribute that says how callers are known. */
  readonly how: string;
}

const text = (value: Value | undefined): string => (typeof value === "string" ? value : "");

const KINDS: ReadonlyMap<string, Kind> = new Map([
  [
    "aws_apigatewayv2_route",
    { words: "route", how: "authorization_type", called: (route) => text(at(route, "route_key")) },
  ],
  ["aws_api_gateway_method", { words: "method", how: "authorization", called: (one) => text(at(one, "http_method")) }],
]);

const RULES = {
  "route-open": {
    severity: "medium",
    title: "A new route is open to everybody",
    why: "Everybody who knows the address is let through to what is behind it.",
    remedy: "Give it an authorizer, unless it is meant to be public.",
    types: [...KINDS.keys()],
  },
  "route-authorizer-removed": {
    severity: "critical",
    title: "A route becomes open to everybody",
    why: "From now on everybody who knows the address is let through to what is behind it.",
    remedy: "Keep the authorizer; give what has to be public a route of its own.",
    types: [...KINDS.keys()],
  },
  "route-authorizer-changed": {
    severity: ["high", "medium", "low"],
    title: "A route knows its callers in another way",
    why: "Callers are let through that were refused before.",
    remedy: "Keep the authorizer; give what has to be public a route of its own.",
    types: [...KINDS.keys()],
  },
  "route-scopes-widened": {
    severity: ["high", "medium"],
    title: "A route takes tokens with other scopes, or with none",
    why: "Callers are let through that were refused before.",
    remedy: "Ask for the scope that the route needs, and no other.",
    types: [...KINDS.keys()],
  },
  "route-api-key-off": {
    severity: "medium",
    title: "A method no longer asks for an API key",
    why: "Without keys no usage plan bounds what one caller may ask for.",
    remedy: "Keep api_key_required.",
    types: [...KINDS.keys()],
  },
} as const satisfies Readonly<Record<string, About>>;

type Id = keyof typeof RULES;

/** A route without one is open: https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-routes.html */
const howIn = (attributes: Attributes, { how }: Kind): Value => {
  const value = reach(attributes, [how]);
  return value === null || value === "" ? "NONE" : value;
};

/** Browsers ask with OPTIONS before they send a token. */
const isPreflight = (called: string): boolean => /^OPTIONS\b/.test(called);

type Seen = Omit<FoundAs<Id>, "stack" | "address">;

const scopesIn = (attributes: Attributes): Value => reach(attributes, ["authorization_scopes"]);

const listOf = (value: Value): readonly Value[] => (Array.isArray(value) ? (value as readonly Value[]) : []);

/** A token needs one of the scopes: fewer refuse more, and none refuse none. */
function scopesFound(before: Attributes, after: Attributes, name: string): Seen | undefined {
  const [was, is] = [scopesIn(before), scopesIn(after)];
  const texts = { rule: "route-scopes-widened", attribute: "authorization_scopes" } as const;
  if (listOf(was).length === 0 || sameValue(was, is)) return undefined;
  if (isUnknown(is) || isSensitive(is)) {
    const what = `Which scopes ${name} asks for is unknown until apply (${shown(was)} before).`;
    return { ...texts, severity: "medium", what };
  }
  if (listOf(is).length === 0) {
    const what = `${name} no longer asks for a scope (${shown(was)} before): every token of the issuer will do.`;
    return { ...texts, severity: "high", what };
  }
  const added = listOf(is).filter((scope) => !listOf(was).includes(scope));
  if (added.length === 0) return undefined;
  return { ...texts, severity: "medium", what: `${name} lets in tokens with ${shown(added)} too.` };
}

function comparedRoutes(before: Attributes, after: Attributes, kind: Kind, name: string): Seen[] {
  const [was, is] = [howIn(before, kind), howIn(after, kind)];
  const attribute = kind.how;
  if (isUnknown(is) || isSensitive(is)) {
    if (was === "NONE") return [];
    const what = `How callers of ${name} are known is unknown until apply (${shown(was)} before).`;
    return [{ rule: "route-authorizer-changed", severity: "medium", attribute, what }];
  }
  if (is === "NONE") {
    if (was === "NONE") return [];
    const what = `${name} is open to everybody (${attribute}: ${shown(was)} to NONE).`;
    return [{ rule: "route-authorizer-removed", attribute, what }];
  }
  if (was !== is && was !== "NONE") {
    const what = `${name} knows its callers in another way (${attribute}: ${shown(was)} to ${shown(is)}).`;
    return [{ rule: "route-authorizer-changed", severity: "medium", attribute, what }];
  }
  const found: Seen[] = [];
  const [authorizer, next] = [reach(before, ["authorizer_id"]), reach(after, ["authorizer_id"])];
  if (was === is && typeof authorizer === "string" && authorizer !== next && !isSensitive(next)) {
    const what =
      next === null
        ? `${name} no longer has the authorizer ${authorizer}.`
        : `${name} gets another authorizer (${authorizer} to ${shown(next)}).`;
    const severity = next === null ? "high" : "low";
    const why = "Who is let in is for the authorizer to say.";
    found.push({ rule: "route-authorizer-changed", severity, attribute: "authorizer_id", what, why });
  }
  const scopes = scopesFound(before, after, name);
  return scopes ? [...found, scopes] : found;
}

function apiKeyFound(before: Attributes, after: Attributes, name: string): Seen[] {
  if (at(before, "api_key_required") !== true || at(after, "api_key_required") === true) return [];
  const what = `${name} no longer asks for an API key (api_key_required: true to ${shown(at(after, "api_key_required"))}).`;
  return [{ rule: "route-api-key-off", attribute: "api_key_required", what }];
}

function foundIn({ before, after }: Change, kind: Kind): Seen[] {
  if (after === undefined) return [];
  const name = `The ${kind.words} ${kind.called(after)}`.trimEnd();
  if (before) return [...comparedRoutes(before, after, kind, name), ...apiKeyFound(before, after, name)];
  if (howIn(after, kind) !== "NONE" || isPreflight(kind.called(after))) return [];
  const what = `The new ${kind.words} ${kind.called(after)} is open to everybody.`;
  return [{ rule: "route-open", attribute: kind.how, what }];
}

function* look(reviewed: Reviewed): Generator<FoundAs<Id>> {
  for (const change of changesOf(reviewed, ...KINDS.keys())) {
    const kind = KINDS.get(change.type);
    if (kind === undefined || change.action === "noOp" || change.action === "forget") continue;
    for (const found of foundIn(change, kind)) yield { ...placeOf(change), ...found };
  }
}

export const routesOpened = family(RULES, look);
