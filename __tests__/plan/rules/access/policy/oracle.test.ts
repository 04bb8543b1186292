// Pairs of policies against an oracle that asks for every request of a small world.
import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { statementsOf } from "../../../../../plan/rules/access/policy/document.ts";
import { widened } from "../../../../../plan/rules/access/policy/widened.ts";

type Element = { readonly values: readonly string[]; readonly isNot: boolean };
interface Written {
  readonly effect: "Allow" | "Deny";
  readonly action: Element;
  readonly resource: Element;
  readonly principal: readonly string[];
  readonly account: readonly string[] | undefined;
}

/** With one of each kind that no pattern names, for all others of that kind. */
const ACTIONS = ["s3:Get", "s3:Put", "s3:List", "iam:Pass", "zz:Other"];
const RESOURCES = ["a/x", "a/y", "a/z", "b/x", "zz"];
const PRINCIPALS = ["arn:aws:iam::111122223333:role/a", "arn:aws:iam::444455556666:role/b", "other"];
const ACCOUNTS = ["1", "2", undefined, "9"];

const matches = (pattern: string, text: string): boolean => new RegExp(`^${pattern.replaceAll("*", ".*")}$`).test(text);
const isIn = ({ values, isNot }: Element, text: string): boolean =>
  values.some((value) => matches(value, text)) !== isNot;

interface Request {
  readonly action: string;
  readonly resource: string;
  readonly principal: string;
  readonly account: string | undefined;
}

const REQUESTS: readonly Request[] = ACTIONS.flatMap((action) =>
  RESOURCES.flatMap((resource) =>
    PRINCIPALS.flatMap((principal) => ACCOUNTS.map((account) => ({ action, resource, principal, account }))),
  ),
);

const applies = (one: Written, { action, resource, principal, account }: Request): boolean =>
  isIn(one.action, action) &&
  isIn(one.resource, resource) &&
  one.principal.some((name) => name === "*" || name === principal) &&
  (one.account === undefined || (account !== undefined && one.account.includes(account)));

const any = (statements: readonly Written[], effect: Written["effect"], request: Request): boolean =>
  statements.some((one) => one.effect === effect && applies(one, request));

/** Something is allowed that no statement allowed, or no longer denied. */
const isWidened = (before: readonly Written[], after: readonly Written[]): boolean =>
  REQUESTS.some((request) => {
    const isDenied = any(after, "Deny", request);
    const isNew = any(after, "Allow", request) && !any(before, "Allow", request);
    return !isDenied && (isNew || any(before, "Deny", request));
  });

const json = ({ effect, action, resource, principal, account }: Written) => ({
  Effect: effect,
  [action.isNot ? "NotAction" : "Action"]: action.values,
  [resource.isNot ? "NotResource" : "Resource"]: resource.values,
  Principal: principal.includes("*") ? "*" : { AWS: principal },
  ...(account && { Condition: { StringEquals: { "aws:SourceAccount": account } } }),
});

const some = <T>(...values: readonly T[]) => fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 2 });

const element = (...values: readonly string[]) =>
  fc
    .record({ values: some(...values), isNot: fc.boolean() })
    .filter(({ values: all, isNot }) => !(isNot && all.includes("*")));

const statement: fc.Arbitrary<Written> = fc.record({
  effect: fc.constantFrom("Allow" as const, "Allow" as const, "Deny" as const),
  action: element("s3:Get", "s3:Put", "s3:*", "iam:Pass", "*"),
  resource: element("a/x", "a/y", "a/*", "b/x", "*"),
  principal: fc.oneof(fc.constant(["*"]), some(...PRINCIPALS.slice(0, 2))),
  account: fc.option(some("1", "2"), { nil: undefined }),
});

const policy = fc.array(statement, { maxLength: 3 });
const found = (before: readonly Written[], after: readonly Written[]): boolean =>
  widened(statementsOf({ Statement: before.map(json) }) ?? [], statementsOf({ Statement: after.map(json) }) ?? [])
    .length > 0;

const RUNS = Number(process.env.LMI_POLICY_PAIRS ?? 1_000);

it("no widening is silent", () => {
  fc.assert(
    fc.property(policy, policy, (before, after) => {
      if (isWidened(before, after)) expect(found(before, after)).toBe(true);
    }),
    { numRuns: RUNS },
  );
});

it("one statement that changes is widened if and only if the oracle says so", () => {
  fc.assert(
    fc.property(statement, statement, (before, after) => {
      expect(found([before], [after])).toBe(isWidened([before], [after]));
    }),
    { numRuns: RUNS },
  );
});

it("policies of several statements are widened if and only if the oracle says so", () => {
  fc.assert(
    fc.property(policy, policy, (before, after) => {
      expect(found(before, after)).toBe(isWidened(before, after));
    }),
    { numRuns: RUNS },
  );
});
