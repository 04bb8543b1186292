// Authorizers of APIs: whose tokens they take, and whether they are still there.

import type { Change } from "../../plan.ts";
import { type Attributes, isSensitive, isUnknown, type Value } from "../../value.ts";
import type { Severity } from "../finding.ts";
import { reach } from "../protection/reach.ts";
import type { Reviewed } from "../reviewed.ts";
import { type About, type FoundAs, family } from "../rule.ts";
import { changesOf, isRemoved, placeOf } from "../world/changes.ts";
import { sameValue } from "../world/sameValue.ts";
import { shown } from "../world/words.ts";
import { isGoneOwner, type Ownership, ownersOf } from "./owners.ts";

const OWNERS: ReadonlyMap<string, Ownership> = new Map([
  ["aws_apigatewayv2_authorizer", { attribute: "api_id", type: "aws_apigatewayv2_api" }],
  ["aws_api_gateway_authorizer", { attribute: "rest_api_id", type: "aws_api_gateway_rest_api" }],
]);

const RULES = {
  "authorizer-removed": {
    severity: "high",
    title: "An authorizer is removed from an API that stays",
    why: "Routes that had it have another one, or let everybody through.",
    remedy: "Look at the routes of the API in this plan: each should have an authorizer.",
    types: [...OWNERS.keys()],
  },
  "authorizer-audience-widened": {
    severity: ["high", "medium"],
    title: "An authorizer takes tokens for other audiences",
    why: "Tokens that were made for something else, by the same issuer, open this API too.",
    remedy: "Name only the audiences that are meant for this API.",
    types: [...OWNERS.keys()],
  },
  "authorizer-issuer-changed": {
    severity: ["high", "medium"],
    title: "An authorizer takes the tokens of another issuer",
    why: "Identities that the new issuer gives a token are let in, and those of the old one are refused.",
    remedy: "Make sure that callers and this change go together, and that no other caller is let in.",
    types: [...OWNERS.keys()],
  },
  "authorizer-changed": {
    severity: ["high", "medium"],
    title: "An authorizer knows callers in another way",
    why: "Callers are let in by other rules than before.",
    remedy: "Make sure that callers and this change go together, and that no other caller is let in.",
    types: [...OWNERS.keys()],
  },
} as const satisfies Readonly<Record<string, About>>;

type Id = keyof typeof RULES;

type Seen = Omit<FoundAs<Id>, "stack" | "address">;

const AUDIENCE = ["jwt_configuration", 0, "audience"] as const;
const ISSUER = ["jwt_configuration", 0, "issuer"] as const;

const listOf = (value: Value): readonly Value[] => (Array.isArray(value) ? (value as readonly Value[]) : []);

const changedTo = (was: Value, is: Value): string => `${shown(was)} to ${shown(is)}`;

function audienceFound(before: Attributes, after: Attributes): Seen | undefined {
  const [was, is] = [reach(before, AUDIENCE), reach(after, AUDIENCE)];
  const texts = {
    rule: "authorizer-audience-widened",
    attribute: "jwt_configuration[0].audience",
  } as const;
  if (sameValue(was, is) || listOf(was).length === 0) return undefined;
  if (isUnknown(is) || isSensitive(is)) {
    const what = `Which audiences the authorizer takes is unknown until apply (${shown(was)} before).`;
    return { ...texts, severity: "medium", what };
  }
  if (listOf(is).length === 0) {
    return {
      ...texts,
      severity: "high",
      what: `The authorizer no longer asks for an audience (${shown(was)} before).`,
    };
  }
  const added = listOf(is).filter((audience) => !listOf(was).includes(audience));
  if (added.length === 0) return undefined;
  return {
    ...texts,
    severity: "high",
    what: `The authorizer takes tokens for ${added.map(shown).join(", ")} too (audience: ${changedTo(was, is)}).`,
  };
}

interface Watched {
  readonly rule: Id;
  readonly path: readonly (string | number)[];
  readonly severity: Severity;
  readonly what: string;
  /** @default the rule's */
  readonly why?: string;
}

const WATCHED: readonly Watched[] = [
  {
    rule: "authorizer-issuer-changed",
    path: ISSUER,
    severity: "high",
    what: "The authorizer takes the tokens of another issuer",
  },
  {
    rule: "authorizer-changed",
    path: ["authorizer_type"],
    severity: "medium",
    what: "The authorizer knows callers in another way",
  },
  {
    rule: "authorizer-changed",
    path: ["type"],
    severity: "medium",
    what: "The authorizer knows callers in another way",
  },
  {
    rule: "authorizer-changed",
    path: ["authorizer_uri"],
    severity: "medium",
    what: "Another function decides who is let in",
  },
  {
    rule: "authorizer-changed",
    path: ["provider_arns"],
    severity: "high",
    what: "The authorizer takes the tokens of other user pools",
    why: "Users of those pools are let in.",
  },
];

function watchedFound(before: Attributes, after: Attributes): Seen[] {
  return WATCHED.flatMap(({ path, what, ...texts }) => {
    const [was, is] = [reach(before, path), reach(after, path)];
    if (was === null || sameValue(was, is)) return [];
    const attribute = path.length === 1 ? String(path[0]) : "jwt_configuration[0].issuer";
    const isLater = isUnknown(is);
    return [
      {
        ...texts,
        severity: isLater ? "medium" : texts.severity,
        attribute,
        what: `${isLater ? "This may happen, and is not known before the apply: " : ""}${what} (${changedTo(was, is)}).`,
      },
    ];
  });
}

const compared = (before: Attributes, after: Attributes): Seen[] => {
  const audience = audienceFound(before, after);
  return [...watchedFound(before, after), ...(audience ? [audience] : [])];
};

const removed = ({ before }: Change): Seen => ({
  rule: "authorizer-removed",
  what: `The authorizer ${before ? shown(reach(before, ["name"])) : ""} is removed from an API that stays.`,
});

function* look(reviewed: Reviewed): Generator<FoundAs<Id>> {
  const owners = ownersOf(reviewed);
  for (const change of changesOf(reviewed, ...OWNERS.keys())) {
    const owner = OWNERS.get(change.type);
    if (owner === undefined || change.action === "noOp" || change.action === "forget") continue;
    const { before, after } = change;
    if (isRemoved(change)) {
      if (!isGoneOwner(owners.before(change, owner))) yield { ...placeOf(change), ...removed(change) };
    } else if (before && after) {
      for (const found of compared(before, after)) yield { ...placeOf(change), ...found };
    }
  }
}

export const authorizersWeakened = family(RULES, look);
