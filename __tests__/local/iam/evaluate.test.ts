import { describe, expect, it } from "@jest/globals";
import { evaluate } from "../../../local/iam/evaluate.ts";
import { type Request, readStatements } from "../../../local/iam/statements.ts";

const TABLE = "arn:aws:dynamodb:eu-west-1:000000000000:table/videos";

type Written = Record<string, unknown>;

const policyOf = (...statements: Written[]) =>
  readStatements("policy p", JSON.stringify({ Version: "2012-10-17", Statement: statements }));

const allow = (rest: Written = {}): Written => ({
  Effect: "Allow",
  Action: "dynamodb:GetItem",
  Resource: TABLE,
  ...rest,
});

const decide = (statements: Written[], request: Partial<Request> = {}, service?: string) => {
  const decision = evaluate(
    policyOf(...statements),
    { action: "dynamodb:GetItem", resource: TABLE, context: {}, ...request },
    service,
  );
  return decision.allowed ? "allowed" : decision.denial;
};

describe("actions and resources", () => {
  it.each<[Written, Partial<Request>, string]>([
    [{}, {}, "allowed"],
    [{}, { action: "dynamodb:getitem" }, "allowed"],
    [{}, { action: "dynamodb:GetItems" }, "implicit"],
    [{}, { action: "dynamodb:PutItem" }, "implicit"],
    [{}, { action: "xdynamodb:GetItem" }, "implicit"],
    [{ Action: ["dynamodb:PutItem", "dynamodb:GetItem"] }, {}, "allowed"],
    [{ Action: "dynamodb:Get*" }, {}, "allowed"],
    [{ Action: "dynamodb:*Item" }, {}, "allowed"],
    [{ Action: "dynamodb:Get????" }, {}, "allowed"],
    [{ Action: "dynamodb:Get???" }, {}, "implicit"],
    [{ Action: "*" }, {}, "allowed"],
    [{ Action: "lambda:*" }, {}, "implicit"],
    [{ Action: undefined, NotAction: "dynamodb:PutItem" }, {}, "allowed"],
    [{ Action: undefined, NotAction: ["dynamodb:Get*"] }, {}, "implicit"],
    [{ Resource: "*" }, {}, "allowed"],
    [{ Resource: `${TABLE}/index/*` }, {}, "implicit"],
    [{ Resource: `${TABLE}/index/*` }, { resource: `${TABLE}/index/live` }, "allowed"],
    [{}, { resource: `${TABLE}/index/live` }, "implicit"],
    [{}, { resource: `${TABLE}2` }, "implicit"],
    [{ Resource: TABLE.toUpperCase() }, {}, "implicit"],
    [{ Resource: "arn:aws:dynamodb:*:*:table/videos" }, {}, "allowed"],
    [{ Resource: "arn:aws:dynamodb:*:table/videos" }, {}, "implicit"],
    [{ Resource: "arn:aws:dynamodb:eu-west-1:*:*" }, {}, "allowed"],
    [{ Resource: "arn:aws:dynamodb:eu-west-2:*:*" }, {}, "implicit"],
    [{ Resource: `${TABLE.slice(0, -1)}.` }, {}, "implicit"],
    [{ Resource: undefined, NotResource: `${TABLE}/*` }, {}, "allowed"],
    [{ Resource: undefined, NotResource: "arn:aws:dynamodb:*:*:table/v*" }, {}, "implicit"],
    [{ Resource: "arn:aws:dynamodb:*:*:table/*" }, { resource: "*" }, "implicit"],
    [{ Resource: "*" }, { resource: "*" }, "allowed"],
  ])("%j, asked for %j: %s", (rest, request, expected) => {
    expect(decide([allow(rest)], request)).toBe(expected);
  });

  it.each(["function:f:*", "function:f:$LATEST.PUBLISHED"])("an ARN's resource may hold colons: %s", (resource) => {
    const lambda = "arn:aws:lambda:eu-west-1:000000000000";
    const asked = { action: "lambda:InvokeFunction", resource: `${lambda}:function:f:$LATEST.PUBLISHED` };
    const statement = allow({ Action: "lambda:InvokeFunction", Resource: `${lambda}:${resource}` });
    expect(decide([statement], asked)).toBe("allowed");
    expect(decide([statement], { ...asked, resource: `${lambda}:function:f` })).toBe("implicit");
  });

  it("an explicit deny wins wherever it stands", () => {
    const deny = { Sid: "Never", Effect: "Deny", Action: "dynamodb:*", Resource: "*" };
    expect(decide([allow(), deny])).toBe("explicit");
    expect(decide([deny, allow()])).toBe("explicit");
    expect(decide([allow(), { ...deny, Action: "dynamodb:Put*" }])).toBe("allowed");
    const decision = evaluate(policyOf(allow(), deny), { action: "dynamodb:GetItem", resource: TABLE, context: {} });
    expect(decision).toMatchObject({ by: { name: "Never" } });
  });

  it("no statement is no permission", () => {
    expect(decide([])).toBe("implicit");
  });
});

describe("conditions", () => {
  const RULE = "arn:aws:events:eu-west-1:000000000000:rule/ended";
  const source = { "aws:sourcearn": [RULE], "aws:sourceaccount": ["000000000000"] };
  const keys = (...values: string[]) => ({ "dynamodb:leadingkeys": values });
  const LEADING = "dynamodb:LeadingKeys";

  it.each<[Written, Request["context"], string]>([
    [{ StringEquals: { "aws:SourceAccount": "000000000000" } }, source, "allowed"],
    [{ StringEquals: { "AWS:SourceAccount": ["1", "000000000000"] } }, source, "allowed"],
    [{ StringEquals: { "aws:SourceAccount": "00000000000?" } }, source, "implicit"],
    [{ StringEquals: { "aws:SourceAccount": "000000000000" } }, {}, "implicit"],
    [{ StringEqualsIfExists: { "aws:SourceAccount": "000000000000" } }, {}, "allowed"],
    [{ StringEqualsIfExists: { "aws:SourceAccount": "1" } }, source, "implicit"],
    [{ StringNotEquals: { "aws:SourceAccount": "1" } }, source, "allowed"],
    [{ StringNotEquals: { "aws:SourceAccount": ["1", "000000000000"] } }, source, "implicit"],
    [{ StringNotEquals: { "aws:SourceAccount": "1" } }, {}, "allowed"],
    [{ StringLike: { "aws:SourceAccount": "0*" } }, source, "allowed"],
    [{ StringLike: { "aws:SourceAccount": "1*" } }, source, "implicit"],
    [{ StringNotLike: { "aws:SourceAccount": "0*" } }, source, "implicit"],
    [{ StringEqualsIgnoreCase: { "aws:SourceArn": RULE.toUpperCase() } }, source, "allowed"],
    [{ StringEquals: { "aws:SourceArn": RULE.toUpperCase() } }, source, "implicit"],
    [{ ArnEquals: { "aws:SourceArn": RULE } }, source, "allowed"],
    [{ ArnEquals: { "aws:SourceArn": "arn:aws:events:*:*:rule/*" } }, source, "allowed"],
    [{ ArnLike: { "aws:SourceArn": "arn:aws:events:*:rule/*" } }, source, "implicit"],
    [{ ArnLike: { "aws:SourceArn": `${RULE}2` } }, source, "implicit"],
    [{ ArnNotLike: { "aws:SourceArn": "arn:aws:events:*:*:rule/*" } }, source, "implicit"],
    [{ Bool: { "aws:SecureTransport": "true" } }, { "aws:securetransport": ["true"] }, "allowed"],
    [{ Bool: { "aws:SecureTransport": true } }, { "aws:securetransport": ["true"] }, "allowed"],
    [{ Bool: { "aws:SecureTransport": "false" } }, { "aws:securetransport": ["true"] }, "implicit"],
    [{ Null: { "aws:SourceArn": "true" } }, {}, "allowed"],
    [{ Null: { "aws:SourceArn": "true" } }, source, "implicit"],
    [{ Null: { "aws:SourceArn": false } }, source, "allowed"],
    [{ "ForAllValues:StringEquals": { [LEADING]: ["a", "b"] } }, keys("a", "b"), "allowed"],
    [{ "ForAllValues:StringEquals": { [LEADING]: ["a", "b"] } }, keys("a", "c"), "implicit"],
    [{ "ForAllValues:StringEquals": { [LEADING]: ["a"] } }, {}, "allowed"],
    [{ "ForAllValues:StringLike": { [LEADING]: ["user#*"] } }, keys("user#1", "user#2"), "allowed"],
    [{ "ForAnyValue:StringEquals": { [LEADING]: ["a"] } }, keys("c", "a"), "allowed"],
    [{ "ForAnyValue:StringEquals": { [LEADING]: ["a"] } }, keys("c"), "implicit"],
    [{ "ForAnyValue:StringEquals": { [LEADING]: ["a"] } }, {}, "implicit"],
    [{ "ForAllValues:StringNotEquals": { [LEADING]: ["a"] } }, keys("b", "a"), "implicit"],
    [{ "ForAnyValue:StringNotEquals": { [LEADING]: ["a"] } }, keys("b", "a"), "allowed"],
    [{ StringEquals: { "aws:SourceAccount": "000000000000" }, ArnLike: { "aws:SourceArn": "x" } }, source, "implicit"],
    [{ StringEquals: { "aws:SourceAccount": "000000000000", "aws:SourceArn": RULE } }, source, "allowed"],
  ])("%j in %j: %s", (Condition, context, expected) => {
    expect(decide([allow({ Condition })], { context })).toBe(expected);
  });
});

describe("policies that name principals", () => {
  const trust = (Principal: unknown) => ({ Effect: "Allow", Principal, Action: "sts:AssumeRole" });
  const asked = { action: "sts:AssumeRole", resource: "arn:aws:iam::000000000000:role/r" };

  it.each<[unknown, string, string]>([
    [{ Service: "lambda.amazonaws.com" }, "lambda.amazonaws.com", "allowed"],
    [{ Service: ["states.amazonaws.com", "lambda.amazonaws.com"] }, "lambda.amazonaws.com", "allowed"],
    [{ Service: "lambda.amazonaws.com" }, "states.amazonaws.com", "implicit"],
    [{ Service: "lambda.amazonaws.com.evil" }, "lambda.amazonaws.com", "implicit"],
    [{ AWS: "arn:aws:iam::000000000000:root" }, "lambda.amazonaws.com", "implicit"],
    ["*", "lambda.amazonaws.com", "allowed"],
  ])("%j for %s: %s", (principal, service, expected) => {
    expect(decide([trust(principal)], asked, service)).toBe(expected);
  });

  it("say nothing to a role's own requests, nor does a role's policy to a service", () => {
    expect(decide([{ ...allow(), Principal: "*" }])).toBe("implicit");
    expect(decide([allow()], {}, "events.amazonaws.com")).toBe("implicit");
  });
});

describe("what is not evaluated is refused when it is read", () => {
  it.each<[Written, string]>([
    [{ Condition: { IpAddress: { "aws:SourceArn": "10.0.0.0/8" } } }, "condition operator IpAddress is not evaluated"],
    [
      { Condition: { "ForSome:StringLike": { "aws:SourceArn": "x" } } },
      "condition operator ForSome:StringLike is not evaluated",
    ],
    [{ Condition: { constructor: { "aws:SourceArn": "x" } } }, "condition operator constructor is not evaluated"],
    [{ Condition: { StringEquals: { "aws:SourceIp": "1" } } }, "condition key aws:SourceIp is not known locally"],
    [{ Resource: `${TABLE}-\${aws:PrincipalTag/team}` }, "Resource: policy variables are not evaluated locally"],
    [
      { Condition: { StringLike: { "dynamodb:LeadingKeys": `\${aws:userid}` } } },
      "Condition StringLike dynamodb:LeadingKeys: policy variables are not evaluated locally",
    ],
    [{ NotPrincipal: { AWS: "*" } }, "NotPrincipal is not evaluated locally"],
    [{ Effect: "allow" }, "Effect must be Allow or Deny, got allow"],
    [{ NotResource: "*" }, "has both Resource and NotResource"],
    [{ Action: undefined }, "has neither Action nor NotAction"],
    [{ Resource: undefined }, "has neither Resource nor NotResource"],
    [{ Principal: "arn:aws:iam::000000000000:root" }, "Principal must be an object or *"],
  ])("%j", (rest, problem) => {
    const read = () => policyOf(allow({ Sid: "First" }), allow({ Sid: "Second", ...rest }));
    expect(read).toThrow(`policy p, statement Second: ${problem}`);
  });

  it("but for statements about services that nothing calls here", () => {
    const foreign = { Action: ["ec2:RunInstances"], Condition: { StringEquals: { "ec2:Owner": "amazon" } } };
    expect(policyOf(allow(foreign))).toEqual([]);
    expect(() => policyOf(allow({ ...foreign, Action: ["ec2:RunInstances", "dynamodb:Scan"] }))).toThrow("ec2:Owner");
    expect(() => policyOf(allow({ ...foreign, Action: "*" }))).toThrow("ec2:Owner");
  });

  it("and text that is no JSON", () => {
    expect(() => readStatements("policy p", "{")).toThrow("policy p: not JSON, got {");
  });
});
