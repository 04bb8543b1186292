// What one set of policy statements allows and another did not: every combination of principal, action, resource and
// alternative of the conditions that no earlier statement covers, and every denial that is gone.
import { alternatives, type Condition, notImplied } from "./condition.ts";
import type { Statement } from "./document.ts";
import { type Known, knownIn } from "./known.ts";
import { ACTIONS, covers, exceptionsIn, PRINCIPALS, RESOURCES, type Scope } from "./scope.ts";

export interface Grant {
  readonly principal: Scope;
  readonly action: Scope;
  readonly resource: Scope;
  readonly conditions: readonly Condition[];
}

export interface Widening extends Grant {
  /** `allowed`: it was not before. `undenied`: whatever other policies say, it was not before. */
  readonly kind: "allowed" | "undenied";
  /** Of what is allowed, conditions that it had; of what is undenied, conditions under which it is still denied. */
  readonly only: readonly Condition[];
}

type Element = "principals" | "actions" | "resources";

const COMPARISONS = { principals: PRINCIPALS, actions: ACTIONS, resources: RESOURCES } as const;

/** For each scope of `narrow`, whether a scope of `wide` covers it. */
const coverage = (element: Element, wide: Statement, narrow: Statement): readonly boolean[] =>
  narrow[element].map((scope) => wide[element].some((one) => covers(COMPARISONS[element], one, scope)));

/** A statement that may cover grants of another: which of its principals, actions and resources it has. */
interface Cover {
  readonly statement: Statement;
  readonly principals: readonly boolean[];
  readonly actions: readonly boolean[];
  readonly resources: readonly boolean[];
}

function coverOf(wide: Statement, narrow: Statement): Cover | undefined {
  const principals = coverage("principals", wide, narrow);
  if (!principals.includes(true)) return undefined;
  const actions = coverage("actions", wide, narrow);
  if (!actions.includes(true)) return undefined;
  const resources = coverage("resources", wide, narrow);
  return resources.includes(true) ? { statement: wide, principals, actions, resources } : undefined;
}

interface Uncovered extends Grant {
  /** What is missing of the conditions of the nearest statement that has the rest; empty when there is none. */
  readonly only: readonly Condition[];
}

const ELEMENTS = [
  ["action", "actions"],
  ["resource", "resources"],
  ["principal", "principals"],
] as const;

const has = (element: Element, statement: Statement, scope: Scope): boolean =>
  statement[element].some((one) => covers(COMPARISONS[element], one, scope));

const nameOf = (element: Element) => ELEMENTS.find(([, each]) => each === element)?.[0] ?? "action";

const hasGrant = (grant: Grant, statement: Statement): boolean =>
  ELEMENTS.every(([name, element]) => has(element, statement, grant[name])) &&
  notImplied(statement.conditions, grant.conditions).length === 0;

/** What a statement of "all but some" leaves of a grant: those some. Undefined when there is no such statement. */
function leftOf(
  grant: Uncovered,
  others: readonly Statement[],
  all: readonly Statement[],
): readonly Uncovered[] | undefined {
  for (const other of others) {
    if (notImplied(other.conditions, grant.conditions).length > 0) continue;
    for (const [name, element] of ELEMENTS) {
      if (ELEMENTS.some(([, each]) => each !== element && !has(each, other, grant[nameOf(each)]))) continue;
      for (const scope of other[element]) {
        if (typeof scope === "string") continue;
        const parts = exceptionsIn(COMPARISONS[element], grant[name], scope);
        if (parts.includes(grant[name])) continue;
        return parts
          .map((part): Uncovered => ({ ...grant, [name]: part, only: [] }))
          .filter((part) => !all.some((one) => hasGrant(part, one)))
          .flatMap((part) => leftOf(part, all, all) ?? [part]);
      }
    }
  }
  return undefined;
}

/** The grants of a statement that none of the known ones covers; `rest` may excuse more. */
function* uncovered(
  statement: Statement,
  { near: nearTo, all }: Known,
  rest: readonly Statement[] = [],
): Generator<Uncovered> {
  const others = nearTo(statement);
  const coversAmong = (all: readonly Statement[]) =>
    all.map((other) => coverOf(other, statement)).filter((cover) => cover !== undefined);
  const [near, excuses] = [coversAmong(others), coversAmong(rest)];
  const choices = alternatives(statement.conditions);
  for (const [p, principal] of statement.principals.entries()) {
    for (const [a, action] of statement.actions.entries()) {
      for (const [r, resource] of statement.resources.entries()) {
        const hasIt = (cover: Cover) => cover.principals[p] && cover.actions[a] && cover.resources[r];
        const matching = near.filter(hasIt);
        const excusing = excuses.filter(hasIt);
        for (const conditions of choices) {
          const missing = ({ statement: { conditions: needed } }: Cover) => notImplied(needed, conditions);
          const lacks = matching.map(missing).toSorted((x, y) => x.length - y.length);
          if (lacks[0]?.length === 0 || excusing.some((cover) => missing(cover).length === 0)) continue;
          const grant = { principal, action, resource, conditions, only: lacks[0] ?? [] };
          yield* leftOf(grant, [...others, ...rest], [...all, ...rest]) ?? [grant];
        }
      }
    }
  }
}

const having = (effect: Statement["effect"], statements: readonly Statement[]): readonly Statement[] =>
  statements.filter((statement) => statement.effect === effect);

/** Statements that are not among the known as they are. */
const changedIn = (statements: readonly Statement[], known: Known): readonly Statement[] =>
  statements.filter((statement) => !known.has(statement));

const keyOf = ({ principal, action, resource, conditions }: Grant): string =>
  JSON.stringify([principal, typeof action === "string" ? action.toLowerCase() : action, resource, conditions]);

function* once(grants: Iterable<Uncovered>, kind: Widening["kind"]): Generator<Widening> {
  const seen = new Set<string>();
  for (const grant of grants) {
    const key = keyOf(grant);
    if (seen.has(key)) continue;
    seen.add(key);
    yield { kind, ...grant };
  }
}

/**
 * Grants of `after` that `before` does not have.
 * @param denied statements whose denials are in force too. @default after
 */
export function newlyAllowed(
  before: readonly Statement[],
  after: readonly Statement[],
  denied: readonly Statement[] = after,
): Widening[] {
  const [known, denials] = [knownIn(before, "allow"), having("deny", denied)];
  const grants = changedIn(having("allow", after), known).flatMap((statement) => [
    ...uncovered(statement, known, denials),
  ]);
  return [...once(grants, "allowed")];
}

/** Denials of `before` that `after` does not have. */
export function noLongerDenied(before: readonly Statement[], after: readonly Statement[]): Widening[] {
  const known = knownIn(after, "deny");
  const grants = changedIn(having("deny", before), known).flatMap((statement) => [...uncovered(statement, known)]);
  return [...once(grants, "undenied")];
}

/**
 * What is possible with `after` and was not with `before`. A grant counts as new unless one earlier statement covers it, so
 * what only several together allowed is named too; a wildcard covers what it matches.
 */
export const widened = (before: readonly Statement[], after: readonly Statement[]): readonly Widening[] => [
  ...newlyAllowed(before, after),
  ...noLongerDenied(before, after),
];
