// What a policy newly allows, as text: one clause per principal, conditions, and actions that share their resources.
import { listed } from "../../world/words.ts";
import type { Condition } from "./condition.ts";
import type { Scope } from "./scope.ts";
import type { Widening } from "./widened.ts";

const LONGEST = 160;
const MOST_CLAUSES = 5;
const MOST_NAMED = 6;

const shortened = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);

const named = (scopes: readonly string[]): string => listed(scopes.map(shortened), MOST_NAMED);

const scopeText = (scope: Scope): string =>
  typeof scope === "string" ? scope : `everything but ${named(scope.except)}`;

/** `arn:aws:iam::111122223333:role/api`, `lambda.amazonaws.com`, `anybody (*)`; undefined for the identity itself. */
export function principalText(principal: Scope): string | undefined {
  if (typeof principal !== "string")
    return `everybody but ${named(principal.except.map((one) => one.replace(/^\w+:/, "")))}`;
  if (principal === "") return undefined;
  return principal === "*"
    ? "anybody (*)"
    : shortened(principal.replace(/^(?:AWS|Service|Federated|CanonicalUser):/, ""));
}

const conditionText = ({ operator, key, values }: Condition): string => `${key} ${operator} ${named(values)}`;

export const conditionsText = (conditions: readonly Condition[]): string => conditions.map(conditionText).join(" and ");

const resourceText = (resources: readonly string[]): string =>
  resources.length === 1 && resources[0] === "" ? "" : ` on ${named(resources)}`;

function endText({ kind, conditions, only }: Widening): string {
  const where = conditions.length > 0 ? ` if ${conditionsText(conditions)}` : "";
  if (only.length === 0) return where;
  return kind === "allowed"
    ? `${where}, before only if ${conditionsText(only)}`
    : `${where}, from now on only if ${conditionsText(only)}`;
}

/** Widenings that differ in action and resource only. */
function clausesOf(alike: readonly Widening[]): string[] {
  const resourcesOf = Map.groupBy(alike, ({ action }) => scopeText(action));
  const actionsOf = Map.groupBy(
    [...resourcesOf].map(([action, all]) => ({ action, resources: all.map(({ resource }) => scopeText(resource)) })),
    ({ resources }) => JSON.stringify(resources),
  );
  const [first] = alike;
  if (first === undefined) return [];
  return [...actionsOf.values()].map(
    (group) => `${named(group.map(({ action }) => action))}${resourceText(group[0]?.resources ?? [])}${endText(first)}`,
  );
}

const likeness = ({ kind, principal, conditions, only }: Widening): string =>
  JSON.stringify([kind, principal, conditions, only]);

/** One text for widenings of one kind and principal: `s3:GetObject on arn:…; s3:PutObject on arn:… if …`. */
export function wideningsText(widenings: readonly Widening[]): string {
  const clauses = [...Map.groupBy(widenings, likeness).values()].flatMap(clausesOf);
  const more = clauses.length - MOST_CLAUSES;
  return more > 0 ? `${clauses.slice(0, MOST_CLAUSES).join("; ")}; and ${more} more like these` : clauses.join("; ");
}
