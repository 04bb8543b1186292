// Authorizers of APIs: whose tokens they take, and whether they are still there.
import type { Change } from "../../plan.ts";
import { type Attributes, isSensitive, isUnknown, type Value } from "../../value.ts";
import type { Finding, Rule } from "../finding.ts";
import { reach } from "../protection/reach.ts";
import { changesOf, isRemoved, placeOf } from "../world/changes.ts";
import { sameValue } from "../world/sameValue.ts";
import { shown } from "../world/words.ts";
import { isGoneOwner, type Ownership, ownersOf } from "./owners.ts";

const OWNERS: ReadonlyMap<string, Ownership> = new Map([
  ["aws_apigatewayv2_authorizer", { attribute: "api_id", type: "aws_apigatewayv2_api" }],
  ["aws_api_gateway_authorizer", { attribute: "rest_api_id", type: "aws_api_gateway_rest_api" }],
]);

type Found = Pick<Finding, "rule" | "severity" | "attribute" | "what" | "why" | "remedy">;

const AUDIENCE = ["jwt_configuration", 0, "audience"] as const;
const ISSUER = ["jwt_configuration", 0, "issuer"] as const;

const listOf = (value: Value): readonly Value[] => (Array.isArray(value) ? (value as readonly Value[]) : []);

const changedTo = (was: Value, is: Value): string => `${shown(was)} to ${shown(is)}`;

function audienceFound(before: Attributes, after: Attributes): Found | undefined {
  const [was, is] = [reach(before, AUDIENCE), reach(after, AUDIENCE)];
  const texts = {
    rule: "authorizer-audience-widened",
    attribute: "jwt_configuration[0].audience",
    why: "Tokens that were made for something else, by the same issuer, open this API too.",
    remedy: "Name only the audiences that are meant for this API.",
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
  readonly rule: string;
  readonly path: readonly (string | number)[];
  readonly severity: Finding["severity"];
  readonly what: string;
  readonly why: string;
}

const WATCHED: readonly Watched[] = [
  {
    rule: "authorizer-issuer-changed",
    path: ISSUER,
    severity: "high",
    what: "The authorizer takes the tokens of another issuer",
    why: "Whoever that issuer gives a token is let in, and those who had one are refused.",
  },
  {
    rule: "authorizer-changed",
    path: ["authorizer_type"],
    severity: "medium",
    what: "The authorizer knows callers in another way",
    why: "Callers are let in by other rules than before.",
  },
  {
    rule: "authorizer-changed",
    path: ["type"],
    severity: "medium",
    what: "The authorizer knows callers in another way",
    why: "Callers are let in by other rules than before.",
  },
  {
    rule: "authorizer-changed",
    path: ["authorizer_uri"],
    severity: "medium",
    what: "Another function decides who is let in",
    why: "Callers are let in by other rules than before.",
  },
  {
    rule: "authorizer-changed",
    path: ["provider_arns"],
    severity: "high",
    what: "The authorizer takes the tokens of other user pools",
    why: "Whoever is in those pools is let in.",
  },
];

function watchedFound(before: Attributes, after: Attributes): Found[] {
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
        remedy: "Make sure that callers and this change go together, and that nobody else is let in.",
      },
    ];
  });
}

const compared = (before: Attributes, after: Attributes): Found[] => {
  const audience = audienceFound(before, after);
  return [...watchedFound(before, after), ...(audience ? [audience] : [])];
};

const removed = ({ before }: Change): Found => ({
  rule: "authorizer-removed",
  severity: "high",
  what: `The authorizer ${before ? shown(reach(before, ["name"])) : ""} is removed from an API that stays.`,
  why: "Routes that had it have another one, or let everybody through.",
  remedy: "Look at the routes of the API in this plan: each should have an authorizer.",
});

export const authorizersWeakened: Rule = function* (reviewed) {
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
};
