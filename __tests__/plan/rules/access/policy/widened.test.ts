import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { type Statement, statementsOf } from "../../../../../plan/rules/access/policy/document.ts";
import { widened } from "../../../../../plan/rules/access/policy/widened.ts";

type Json = Readonly<Record<string, unknown>>;

const read = (...statements: Json[]): readonly Statement[] => {
  const found = statementsOf({ Version: "2012-10-17", Statement: statements });
  if (found === undefined) throw new Error("the test's statements are no policy");
  return found;
};

const allow = (Action: unknown, Resource: unknown, more: Json = {}): Json => ({
  Effect: "Allow",
  Action,
  Resource,
  ...more,
});
const deny = (Action: unknown, Resource: unknown, more: Json = {}): Json => ({
  Effect: "Deny",
  Action,
  Resource,
  ...more,
});
const account = (value: unknown) => ({ Condition: { StringEquals: { "aws:SourceAccount": value } } });

const texts = (before: Json[], after: Json[]) =>
  widened(read(...before), read(...after)).map(({ kind, principal, action, resource, conditions, only }) =>
    [
      kind,
      ...(principal === "" ? [] : [JSON.stringify(principal)]),
      typeof action === "string" ? action : JSON.stringify(action),
      typeof resource === "string" ? resource : JSON.stringify(resource),
      ...conditions.map(({ key, values }) => `${key}=${values}`),
      ...only.map(({ key, values }) => `only ${key}=${values}`),
    ].join(" "),
  );

describe("what a policy newly allows", () => {
  it.each<[string, Json[], Json[]]>([
    ["reordered statements", [allow("a:X", "r"), allow("a:Y", "r")], [allow("a:Y", "r"), allow("a:X", "r")]],
    ["one statement for two", [allow("a:X", "r"), allow("a:Y", "r")], [allow(["a:Y", "a:X"], "r")]],
    ["a list for a string", [allow("a:X", "r")], [allow(["a:X"], ["r"])]],
    ["another Sid", [allow("a:X", "r", { Sid: "One" })], [allow("a:X", "r", { Sid: "Two" })]],
    ["another case of the action", [allow("s3:getobject", "r")], [allow("S3:GetObject", "r")]],
    ["an action that a wildcard covered", [allow("s3:*", "*")], [allow("s3:GetObject", "arn:aws:s3:::videos/*")]],
    ["a part of a resource", [allow("s3:X", "arn:aws:s3:::v/*")], [allow("s3:X", "arn:aws:s3:::v/in/*")]],
    ["a condition that is added", [allow("a:X", "r")], [allow("a:X", "r", account("1"))]],
    ["fewer values of a condition", [allow("a:X", "r", account(["1", "2"]))], [allow("a:X", "r", account("2"))]],
    [
      "values of two statements in one",
      [allow("a:X", "r", account("1")), allow("a:X", "r", account("2"))],
      [allow("a:X", "r", account(["1", "2"]))],
    ],
    ["a denial that is added", [allow("a:*", "*")], [allow("a:*", "*"), deny("a:X", "*")]],
    [
      "what a denial of the same policy takes back",
      [allow("a:X", "r")],
      [allow(["a:X", "a:Y"], "r"), deny("a:Y", "*")],
    ],
    ["a wider denial", [deny("a:X", "r")], [deny("a:*", "*")]],
    ["a denial with one key less", [deny("a:X", "r", account("1"))], [deny("a:X", "r")]],
    ["*:* for *", [allow("*", "*")], [allow("*:*", "*")]],
    [
      "one exception more",
      [{ Effect: "Allow", NotAction: "iam:*", Resource: "r" }],
      [{ Effect: "Allow", NotAction: ["iam:*", "sts:*"], Resource: "r" }],
    ],
    [
      "an account's number for its root",
      [allow("a:X", "r", { Principal: { AWS: "arn:aws:iam::111122223333:root" } })],
      [allow("a:X", "r", { Principal: { AWS: "111122223333" } })],
    ],
    [
      "a role of an account that was trusted as a whole",
      [allow("a:X", "r", { Principal: { AWS: "111122223333" } })],
      [allow("a:X", "r", { Principal: { AWS: "arn:aws:iam::111122223333:role/api" } })],
    ],
    [
      "every AWS principal for everybody",
      [allow("a:X", "r", { Principal: "*" })],
      [allow("a:X", "r", { Principal: { AWS: "*" } })],
    ],
  ])("is nothing with %s", (_, before, after) => {
    expect(texts(before, after)).toEqual([]);
  });

  it.each<[string, Json[], Json[], string[]]>([
    ["an action", [allow("a:X", "r")], [allow(["a:X", "a:Y"], "r")], ["allowed a:Y r"]],
    ["a wildcard", [allow("s3:GetObject", "r")], [allow("s3:*", "r")], ["allowed s3:* r"]],
    ["a resource", [allow("a:X", "r")], [allow("a:X", ["r", "s"])], ["allowed a:X s"]],
    ["another case of a resource", [allow("a:X", "r")], [allow("a:X", "R")], ["allowed a:X R"]],
    [
      "a condition that is gone, which it names",
      [allow("a:X", "r", account("1"))],
      [allow("a:X", "r")],
      ["allowed a:X r only aws:SourceAccount=1"],
    ],
    [
      "one more value, and not those that were there",
      [allow("a:X", "r", account("1"))],
      [allow("a:X", "r", account(["1", "2"]))],
      ["allowed a:X r aws:SourceAccount=2 only aws:SourceAccount=1"],
    ],
    [
      "everything but some actions",
      [allow("s3:*", "r")],
      [{ Effect: "Allow", NotAction: "iam:*", Resource: "r" }],
      ['allowed {"except":["iam:*"]} r'],
    ],
    [
      "one exception less",
      [{ Effect: "Allow", NotAction: ["iam:*", "sts:*"], Resource: "r" }],
      [{ Effect: "Allow", NotAction: "iam:*", Resource: "r" }],
      ["allowed sts:* r"],
    ],
    [
      "an action that was excepted",
      [{ Effect: "Allow", NotAction: ["iam:*"], Resource: "r" }],
      [allow(["s3:GetObject", "iam:PassRole"], "r")],
      ["allowed iam:PassRole r"],
    ],
    [
      "everything but some resources",
      [allow("a:X", "r")],
      [{ Effect: "Allow", Action: "a:X", NotResource: "secret" }],
      ['allowed a:X {"except":["secret"]}'],
    ],
    [
      "everybody but some",
      [allow("a:X", "r", { Principal: { AWS: "111122223333" } })],
      [allow("a:X", "r", { NotPrincipal: { AWS: "444455556666" } })],
      ['allowed {"except":["AWS:arn:aws:iam::444455556666:root"]} a:X r'],
    ],
    [
      "a principal",
      [allow("a:X", "r", { Principal: { Service: "sns.amazonaws.com" } })],
      [allow("a:X", "r", { Principal: { Service: ["sns.amazonaws.com", "s3.amazonaws.com"] } })],
      ['allowed "Service:s3.amazonaws.com" a:X r'],
    ],
    ["a denial that is gone", [deny("a:X", "r")], [], ["undenied a:X r"]],
    [
      "a denial with a condition",
      [deny("a:X", "r")],
      [deny("a:X", "r", account("1"))],
      ["undenied a:X r only aws:SourceAccount=1"],
    ],
    ["a denial of less", [deny("a:*", "r")], [deny("a:X", "r")], ["undenied a:* r"]],
  ])("is %s", (_, before, after, expected) => {
    expect(texts(before, after)).toEqual(expected);
  });

  it("names a grant once, however often it is written", () => {
    expect(texts([], [allow(["a:X", "A:x"], "r"), allow("a:X", "r")])).toEqual(["allowed a:X r"]);
  });

  const action = fc.constantFrom(
    "s3:*",
    "s3:Get*",
    "s3:GetObject",
    "s3:PutObject",
    "sqs:SendMessage",
    "*",
    "sqs:?end*",
  );
  const resource = fc.constantFrom("*", "arn:aws:s3:::a", "arn:aws:s3:::a/*", "arn:aws:s3:::a/b", "arn:aws:sqs:::q");
  const names = (one: fc.Arbitrary<string>) => fc.oneof(one, fc.uniqueArray(one, { minLength: 1, maxLength: 3 }));
  const condition = fc.option(
    fc.record({
      operator: fc.constantFrom("StringEquals", "StringLike", "StringNotEquals", "ForAnyValue:StringLike"),
      key: fc.constantFrom("aws:SourceAccount", "aws:PrincipalTag/team"),
      values: names(fc.constantFrom("a", "b", "a*")),
    }),
    { nil: undefined },
  );
  const statement = fc
    .record({
      Effect: fc.constantFrom("Allow", "Allow", "Deny"),
      action: names(action),
      not: fc.integer({ min: 0, max: 5 }),
      Resource: names(resource),
      condition,
    })
    .map(
      ({ Effect, action, not, Resource, condition }): Json => ({
        Effect,
        ...(not === 0 ? { NotAction: action } : { Action: action }),
        Resource,
        ...(condition ? { Condition: { [condition.operator]: { [condition.key]: condition.values } } } : {}),
      }),
    );
  const policy = fc.array(statement, { maxLength: 5 });

  it("is nothing when nothing changes", () => {
    fc.assert(fc.property(policy, (statements) => texts(statements, statements).length === 0));
  });

  const rewritten = (one: Json): Json => {
    const list = (value: unknown) => (Array.isArray(value) ? value.toReversed() : [value]);
    const { Action, NotAction, Resource, ...rest } = one;
    return {
      ...rest,
      Sid: "Rewritten",
      ...(Action === undefined ? { NotAction: list(NotAction) } : { Action: list(Action) }),
      Resource: list(Resource),
    };
  };

  it("is nothing when statements and lists are reordered, and strings become lists", () => {
    fc.assert(
      fc.property(policy, (statements) => texts(statements, statements.map(rewritten).toReversed()).length === 0),
    );
  });

  it("is nothing when statements that allow go, and others that deny come", () => {
    fc.assert(
      fc.property(policy, policy, (kept, others) => {
        const allows = others.filter(({ Effect }) => Effect === "Allow");
        const denies = others.filter(({ Effect }) => Effect === "Deny");
        expect(texts([...allows, ...kept], [...denies, ...kept])).toEqual([]);
      }),
    );
  });

  it("is nothing when conditions are added", () => {
    fc.assert(
      fc.property(policy, (statements) => {
        const allows = statements.filter(({ Effect }) => Effect === "Allow");
        const narrower = allows.map(({ Condition, ...rest }) => ({
          ...rest,
          Condition: { ...(Condition as Json | undefined), Bool: { "aws:SecureTransport": "true" } },
        }));
        expect(texts(allows, narrower)).toEqual([]);
      }),
    );
  });

  it("is exactly the one grant that is added", () => {
    fc.assert(
      fc.property(policy, (statements) => {
        const bounded = statements.filter(
          (one) => one.Effect === "Allow" && one.Action !== undefined && !JSON.stringify(one.Action).includes('"*"'),
        );
        const added = allow("kms:Decrypt", "arn:aws:kms:::key/1", account("1"));
        expect(texts(bounded, [...bounded, added])).toEqual([
          "allowed kms:Decrypt arn:aws:kms:::key/1 aws:SourceAccount=1",
        ]);
      }),
    );
  });

  it("makes what is not named impossible to be allowed: requests tell the same", () => {
    const requests = ["s3:GetObject", "s3:PutObject", "sqs:SendMessage", "iam:PassRole"].flatMap((name) =>
      ["arn:aws:s3:::a", "arn:aws:s3:::a/b", "arn:aws:sqs:::q", "arn:aws:iam:::r"].map((on) => [name, on] as const),
    );
    const unconditional = policy.map((all) => all.map(({ Condition: _, ...rest }) => rest));
    const matches = (value: unknown, name: string) =>
      [value]
        .flat()
        .some((one) => new RegExp(`^${String(one).replaceAll("*", ".*").replaceAll("?", ".")}$`, "i").test(name));
    const applies = ({ Action, NotAction, Resource }: Json, name: string, on: string) =>
      (Action === undefined ? !matches(NotAction, name) : matches(Action, name)) && matches(Resource, on);
    const isAllowed = (all: readonly Json[], name: string, on: string) =>
      all.some((one) => one.Effect === "Allow" && applies(one, name, on)) &&
      !all.some((one) => one.Effect === "Deny" && applies(one, name, on));
    fc.assert(
      fc.property(unconditional, unconditional, (before, after) => {
        const isWider = requests.some(([name, on]) => !isAllowed(before, name, on) && isAllowed(after, name, on));
        fc.pre(isWider);
        return texts(before, after).length > 0;
      }),
    );
  });
});

describe("what is left of all but some", () => {
  const not = (Effect: string, NotAction: string[]): Json => ({ Effect, NotAction, Resource: "*" });

  it.each<[string, Json[], Json[], string[]]>([
    ["a denial of fewer", [not("Deny", ["s3:*"])], [not("Deny", ["s3:*", "iam:*"])], ["undenied iam:* *"]],
    ["a denial of more", [not("Deny", ["s3:*", "iam:*"])], [not("Deny", ["s3:*"])], []],
    ["a denial that goes", [not("Deny", ["s3:*"])], [], ['undenied {"except":["s3:*"]} *']],
    ["an allowance of more", [not("Allow", ["s3:*", "iam:*"])], [not("Allow", ["s3:*"])], ["allowed iam:* *"]],
    ["the rest by another statement", [not("Allow", ["iam:*"]), allow("iam:*", "*")], [allow("*", "*")], []],
    ["everything, but for what is denied", [], [allow("*", "*"), not("Deny", ["s3:Get*"])], ["allowed s3:Get* *"]],
    [
      "a denial outside of one resource",
      [deny("s3:*", "*")],
      [{ Effect: "Deny", Action: "s3:*", NotResource: ["b/*"] }],
      ["undenied s3:* b/*"],
    ],
  ])("%s", (_, before, after, expected) => {
    expect(texts(before, after)).toEqual(expected);
  });
});
