import { describe, expect, it } from "@jest/globals";
import { policiesWidened } from "../../../../plan/rules/access/policies.ts";
import type { ChangeSpec } from "../../../support/plan/json.ts";
import { brief, create, DELETE_FIRST, destroy, findingsOf, type Json, keep, update } from "../capacity/samples.ts";

const OWN = "111122223333";
const OTHER = "444455556666";

/** Says which account the plan is for. */
const caller: ChangeSpec = keep("data.aws_caller_identity.account", { account_id: OWN });

const findings = (...changes: ChangeSpec[]) => findingsOf(policiesWidened, [caller, ...changes]);
const found = (...changes: ChangeSpec[]) => brief(findings(...changes));

const document = (...statements: Json[]): string => JSON.stringify({ Version: "2012-10-17", Statement: statements });
const allow = (Action: unknown, Resource?: unknown, more: Json = {}): Json => ({
  Effect: "Allow",
  Action,
  ...(Resource === undefined ? {} : { Resource }),
  ...more,
});
const deny = (Action: unknown, Resource: unknown, more: Json = {}): Json => ({
  Effect: "Deny",
  Action,
  Resource,
  ...more,
});
const equals = (key: string, value: unknown): Json => ({ Condition: { StringEquals: { [key]: value } } });

const ROLE = "aws_iam_role.api";
const POLICY = "aws_iam_role_policy.api";
const trust = document(allow("sts:AssumeRole", undefined, { Principal: { Service: "lambda.amazonaws.com" } }));
const role = (values: Json = {}): Json => ({ name: "api", assume_role_policy: trust, ...values });
const policy = (...statements: Json[]): Json => ({ name: "api", role: "api", policy: document(...statements) });
const get = allow("s3:GetObject", "arn:aws:s3:::videos/*");

/** Of an existing role, whose policy changes. */
const changed = (before: Json[], after: Json[]): ChangeSpec[] => [
  keep(ROLE, role()),
  update(POLICY, policy(...before), policy(...after)),
];

describe("the policy of an identity", () => {
  it.each<[string, Json[], Json[], string[]]>([
    ["an action more", [get], [get, allow("s3:PutObject", "arn:aws:s3:::videos/*")], ["medium"]],
    ["no more than its wildcard", [allow("s3:*", "arn:aws:s3:::videos/*")], [get], []],
    ["every resource", [get], [allow("s3:GetObject", "*")], ["high"]],
    [
      "every resource where there is no other way",
      [get],
      [get, allow(["ec2:DescribeSubnets", "xray:PutTraceSegments"], "*")],
      ["medium"],
    ],
    ["every action of a service on one resource", [get], [allow("s3:*", "arn:aws:s3:::videos/*")], ["medium"]],
    ["every action of a service", [get], [allow("s3:*", "*")], ["high"]],
    ["every action on one resource", [get], [allow("*", "arn:aws:s3:::videos/*")], ["high"]],
    ["everything", [get], [allow("*", "*")], ["critical"]],
    ["everything but something", [get], [{ Effect: "Allow", NotAction: "iam:*", Resource: "*" }], ["critical"]],
    [
      "the same without a condition",
      [allow("a:X", "r", equals("aws:RequestedRegion", "eu-west-1"))],
      [allow("a:X", "r")],
      ["high"],
    ],
    [
      "the same with a condition",
      [allow("a:X", "r")],
      [allow("a:X", "r", equals("aws:RequestedRegion", "eu-west-1"))],
      [],
    ],
    ["what it denied", [get, deny("s3:*", "arn:aws:s3:::secrets/*")], [get], ["high"]],
    [
      "what it denied, denied more widely",
      [get, deny("s3:*", "arn:aws:s3:::secrets/*")],
      [get, deny("*", "arn:aws:s3:::secrets/*")],
      [],
    ],
  ])("newly allows %s", (_, before, after, severities) => {
    expect(found(...changed(before, after))).toEqual(
      severities.map((severity) => `${severity} policy-widened ${POLICY}`),
    );
  });

  it("is told exactly: what, where, and under which condition it was before", () => {
    const before = allow(
      ["s3:GetObject", "s3:PutObject"],
      ["arn:aws:s3:::a", "arn:aws:s3:::b"],
      equals("aws:SourceVpc", "vpc-1"),
    );
    const after = allow(["s3:GetObject", "s3:PutObject"], ["arn:aws:s3:::a", "arn:aws:s3:::b"]);
    expect(findings(...changed([before], [after]))).toMatchObject([
      {
        attribute: "policy",
        what: "The policy of role api newly allows s3:GetObject and s3:PutObject on arn:aws:s3:::a and arn:aws:s3:::b, before only if aws:SourceVpc StringEquals vpc-1.",
        why: expect.stringContaining("The condition that is gone"),
      },
    ]);
  });

  it("stays short, however much is new, and begins with the worst", () => {
    const many = Array.from({ length: 300 }, (_, index) =>
      allow(`s3:Action${index}`, `arn:aws:s3:::${"x".repeat(200)}${index}`),
    );
    const [finding, ...more] = findings(...changed([get], [get, ...many, allow("*", "*")]));
    expect(more).toEqual([]);
    expect(finding?.what).toContain("newly allows * on *; ");
    expect(finding?.what).toContain("and 296 more like these");
    expect(finding?.what.length).toBeLessThan(1500);
  });

  it("that is new with its role is only worth a word when it is wide", () => {
    const fresh = (...statements: Json[]) => found(create(ROLE, role()), create(POLICY, policy(...statements)));
    expect(fresh(get)).toEqual([]);
    expect(fresh(allow("s3:*", "*"))).toEqual([`high policy-wide ${POLICY}`]);
    expect(fresh(allow("iam:PassRole", "*"))).toEqual([`high policy-wide ${POLICY}`]);
    expect(fresh(allow("iam:PassRole", "arn:aws:iam::111122223333:role/api"))).toEqual([]);
    expect(fresh(allow("*", "*"))).toEqual([`critical policy-wide ${POLICY}`]);
  });

  it("that is new on a role that is there widens that role", () => {
    const more = create("aws_iam_role_policy.more", policy(get));
    expect(found(keep(ROLE, role()), more)).toEqual(["medium policy-widened aws_iam_role_policy.more"]);
    expect(found(more)).toEqual(["medium policy-widened aws_iam_role_policy.more"]);
  });

  it("may be split in two, and move to another address", () => {
    const put = allow("s3:PutObject", "arn:aws:s3:::videos/*");
    const never = deny("s3:DeleteObject", "*");
    expect(
      found(
        keep(ROLE, role()),
        update(POLICY, policy(get, put, never), policy(get)),
        create("aws_iam_role_policy.put", policy(put, never)),
      ),
    ).toEqual([]);
    expect(
      found(
        keep(ROLE, role()),
        destroy(POLICY, policy(get, never)),
        create("aws_iam_role_policy.new", policy(get, never)),
      ),
    ).toEqual([]);
  });

  it("is missed when it denied something, unless its role goes too", () => {
    const gone = destroy(POLICY, policy(get, deny("s3:DeleteObject", "*")));
    expect(found(keep(ROLE, role()), gone)).toEqual([`high policy-widened ${POLICY}`]);
    expect(found(destroy(ROLE, role()), gone)).toEqual([]);
  });

  it("still denies what another policy of the role denies, but not what its mirror at the role does", () => {
    const never = deny("s3:DeleteObject", "*");
    const gone = destroy(POLICY, policy(get, never));
    expect(found(keep(ROLE, role()), gone, keep("aws_iam_role_policy.never", policy(never)))).toEqual([]);
    const mirror = { inline_policy: [{ name: "api", policy: document(get, never) }] };
    expect(found(keep(ROLE, role(mirror)), gone)).toEqual([`high policy-widened ${POLICY}`]);
  });

  it("counts inside the role as well", () => {
    const inline = (...statements: Json[]) => role({ inline_policy: [{ name: "a", policy: document(...statements) }] });
    expect(found(update(ROLE, inline(get), inline(get, allow("s3:PutObject", "*"))))).toEqual([
      `high policy-widened ${ROLE}`,
    ]);
    expect(found(update(ROLE, inline(get), inline(get)))).toEqual([]);
  });

  it("is compared across a replacement, and left alone when Terraform forgets it", () => {
    const replaced = (after: Json) => update(POLICY, policy(get), after, { actions: DELETE_FIRST });
    expect(found(keep(ROLE, role()), replaced({ ...policy(get), name: "new" }))).toEqual([]);
    expect(found(keep(ROLE, role()), replaced(policy(get, allow("a:X", "r"))))).toHaveLength(1);
    expect(found(keep(ROLE, role()), destroy(POLICY, policy(deny("*", "*")), { actions: ["forget"] }))).toEqual([]);
  });

  it.each([
    ["aws_iam_policy.shared", {}],
    ["aws_iam_user_policy.person", { user: "person" }],
    ["aws_iam_group_policy.team", { group: "team" }],
  ])("is compared at %s", (address, values) => {
    const at = (...statements: Json[]) => ({ ...values, policy: document(...statements) });
    expect(found(update(address, at(get), at(get, allow("a:X", "r"))))).toEqual([`medium policy-widened ${address}`]);
    expect(found(update(address, at(get, allow("a:X", "r")), at(get)))).toEqual([]);
  });
});

describe("a trust policy", () => {
  const trusting = (Principal: unknown, more: Json = {}) =>
    role({ assume_role_policy: document(allow("sts:AssumeRole", undefined, { Principal, ...more })) });
  const github = `arn:aws:iam::${OWN}:oidc-provider/token.actions.githubusercontent.com`;
  const pool = `arn:aws:iam::${OWN}:oidc-provider/login.example.com`;

  it.each<[string, Json, string[]]>([
    ["a service", trusting({ Service: "lambda.amazonaws.com" }), []],
    ["a role of the same account", trusting({ AWS: `arn:aws:iam::${OWN}:role/deploy` }), []],
    ["another account", trusting({ AWS: `arn:aws:iam::${OTHER}:root` }), ["high"]],
    ["another account by its number", trusting({ AWS: OTHER }), ["high"]],
    ["everybody", trusting({ AWS: "*" }), ["critical"]],
    ["everybody of an organization", trusting("*", equals("aws:PrincipalOrgID", "o-1")), []],
    ["a provider without a condition", trusting({ Federated: pool }), ["high"]],
    ["a provider with an audience", trusting({ Federated: pool }, equals("login.example.com:aud", "video")), []],
    [
      "a provider that all share, with an audience only",
      trusting({ Federated: github }, equals("token.actions.githubusercontent.com:aud", "sts.amazonaws.com")),
      ["critical"],
    ],
    [
      "a provider that all share, with any subject",
      trusting(
        { Federated: github },
        { Condition: { StringLike: { "token.actions.githubusercontent.com:sub": "repo:*" } } },
      ),
      ["critical"],
    ],
    [
      "a provider that all share, with a subject",
      trusting(
        { Federated: github },
        { Condition: { StringLike: { "token.actions.githubusercontent.com:sub": "repo:us/video:*" } } },
      ),
      [],
    ],
    ["a service that works for others", trusting({ Service: "scheduler.amazonaws.com" }), ["low"]],
    [
      "a service that works for others, bound to the account",
      trusting({ Service: "scheduler.amazonaws.com" }, equals("aws:SourceAccount", OWN)),
      [],
    ],
  ])("of a new role, with %s", (_, values, severities) => {
    expect(found(create(ROLE, values))).toEqual(severities.map((severity) => `${severity} trust-wide ${ROLE}`));
  });

  it.each<[string, Json, Json, string[]]>([
    ["another account", role(), trusting({ Service: "lambda.amazonaws.com", AWS: OTHER }), ["high"]],
    ["a role of the same account", role(), trusting({ Service: "lambda.amazonaws.com", AWS: OWN }), ["medium"]],
    [
      "the same, written in another way",
      trusting({ AWS: OTHER }),
      trusting({ AWS: [`arn:aws:iam::${OTHER}:root`] }),
      [],
    ],
    [
      "one role instead of its account",
      trusting({ AWS: OTHER }),
      trusting({ AWS: `arn:aws:iam::${OTHER}:role/deploy` }),
      [],
    ],
    [
      "another account without its external id",
      trusting({ AWS: OTHER }, equals("sts:ExternalId", "secret-handshake")),
      trusting({ AWS: OTHER }),
      ["high"],
    ],
  ])("of an existing role lets in %s", (_, before, after, severities) => {
    expect(found(update(ROLE, before, after))).toEqual(
      severities.map((severity) => `${severity} trust-widened ${ROLE}`),
    );
  });

  it("says who gets in", () => {
    expect(findings(update(ROLE, role(), trusting({ AWS: OTHER })))[0]).toMatchObject({
      attribute: "assume_role_policy",
      what: `The role's trust policy newly allows arn:aws:iam::${OTHER}:root: sts:AssumeRole.`,
      why: `Account ${OTHER} is not the one that this plan is for: who gets in is decided there.`,
    });
  });

  it("names accounts with care when the plan does not say which it is for", () => {
    expect(brief(findingsOf(policiesWidened, [create(ROLE, trusting({ AWS: OTHER }))]))).toEqual([
      `medium trust-wide ${ROLE}`,
    ]);
  });
});

describe("the policy of a resource", () => {
  const topic = `arn:aws:sns:eu-west-1:${OWN}:videos`;
  const send = (Principal: unknown, more: Json = {}) =>
    allow("sqs:SendMessage", "arn:aws:sqs:::q", { Principal, ...more });
  const queue = (...statements: Json[]): Json => ({ queue_url: "https://q", policy: document(...statements) });
  const ADDRESS = "aws_sqs_queue_policy.q";
  const sns = send({ Service: "sns.amazonaws.com" }, { Condition: { ArnEquals: { "aws:SourceArn": topic } } });

  it.each<[string, Json, string[]]>([
    ["a service bound to a resource", sns, []],
    ["a service bound to nothing", send({ Service: "sns.amazonaws.com" }), ["low"]],
    ["everybody", send("*"), ["critical"]],
    ["everybody on behalf of one resource", send("*", { Condition: { ArnEquals: { "aws:SourceArn": topic } } }), []],
    ["everybody over TLS", send("*", { Condition: { Bool: { "aws:SecureTransport": "true" } } }), ["critical"]],
    ["everybody but somebody", { ...send(undefined), NotPrincipal: { AWS: OTHER } }, ["critical"]],
    ["another account", send({ AWS: OTHER }), ["high"]],
    ["this account", send({ AWS: OWN }), []],
  ])("that is new lets in %s", (_, statement, severities) => {
    expect(found(create(ADDRESS, queue(statement)))).toEqual(
      severities.map((severity) => `${severity} resource-policy-wide ${ADDRESS}`),
    );
  });

  it("names a principal and what it may newly do", () => {
    expect(findings(update(ADDRESS, queue(sns), queue(sns, send({ AWS: OTHER }))))).toMatchObject([
      {
        rule: "resource-policy-widened",
        severity: "high",
        what: `The queue policy newly allows arn:aws:iam::${OTHER}:root: sqs:SendMessage on arn:aws:sqs:::q.`,
      },
    ]);
  });

  it("names those together for whom the same is new", () => {
    const roles = ["a", "b"].map((name) => `arn:aws:iam::${OWN}:role/${name}`);
    expect(findings(update(ADDRESS, queue(sns), queue(sns, send({ AWS: roles }))))).toMatchObject([
      { what: `The queue policy newly allows ${roles[0]} and ${roles[1]}: sqs:SendMessage on arn:aws:sqs:::q.` },
    ]);
  });

  it("is missed when it denied something, unless its resource goes too", () => {
    const tls = deny("s3:*", "*", { Principal: "*", Condition: { Bool: { "aws:SecureTransport": "false" } } });
    const bucketPolicy = destroy("aws_s3_bucket_policy.media", { bucket: "media", policy: document(tls) });
    expect(found(keep("aws_s3_bucket.media", { bucket: "media" }), bucketPolicy)).toEqual([
      "high resource-policy-widened aws_s3_bucket_policy.media",
    ]);
    expect(found(destroy("aws_s3_bucket.media", { bucket: "media" }), bucketPolicy)).toEqual([]);
  });

  it("of an endpoint bounds everything until it is gone", () => {
    const endpoint = (policy: string | null): Json => ({ service_name: "com.amazonaws.eu-west-1.s3", policy });
    const some = document(allow("s3:GetObject", "arn:aws:s3:::videos/*", { Principal: "*" }));
    const address = "aws_vpc_endpoint.s3";
    expect(found(update(address, endpoint(some), endpoint(null)))).toEqual([
      `medium endpoint-policy-widened ${address}`,
    ]);
    expect(found(update(address, endpoint(null), endpoint(some)))).toEqual([]);
    expect(found(destroy(address, endpoint(some)))).toEqual([]);
    expect(found(destroy("aws_vpc_endpoint_policy.s3", { vpc_endpoint_id: "vpce-1", policy: some }))).toEqual([
      "medium endpoint-policy-widened aws_vpc_endpoint_policy.s3",
    ]);
  });
});

describe("a Lambda permission", () => {
  const ADDRESS = "aws_lambda_permission.api";
  const permission = (values: Json = {}): Json => ({
    function_name: "api",
    action: "lambda:InvokeFunction",
    principal: "apigateway.amazonaws.com",
    source_arn: `arn:aws:execute-api:eu-west-1:${OWN}:api/*/*`,
    ...values,
  });
  const replaced = (before: Json, after: Json, more: Partial<ChangeSpec> = {}) =>
    update(ADDRESS, before, after, { actions: DELETE_FIRST, ...more });

  it.each<[string, Json, string[]]>([
    ["to a service and one resource of it", permission(), []],
    ["to a service for its account", permission({ source_arn: null, source_account: OWN }), []],
    ["to a service for whoever uses it", permission({ source_arn: null }), ["medium"]],
    [
      "to a service for buckets of anybody",
      permission({ principal: "s3.amazonaws.com", source_arn: "arn:aws:s3:::*" }),
      ["medium"],
    ],
    ["to everybody", permission({ principal: "*", source_arn: null }), ["critical"]],
    [
      "to everybody through an open URL",
      permission({ principal: "*", source_arn: null, function_url_auth_type: "NONE" }),
      ["critical"],
    ],
    ["to everybody of an organization", permission({ principal: "*", source_arn: null, principal_org_id: "o-1" }), []],
    ["to another account", permission({ principal: OTHER, source_arn: null }), ["high"]],
  ])("that is new is given %s", (_, values, severities) => {
    expect(found(create(ADDRESS, values))).toEqual(
      severities.map((severity) => `${severity} function-permission-wide ${ADDRESS}`),
    );
  });

  it("is wider without its source", () => {
    expect(found(replaced(permission(), permission({ source_arn: null })))).toEqual([
      `high function-permission-widened ${ADDRESS}`,
    ]);
    expect(found(replaced(permission({ source_arn: null }), permission()))).toEqual([]);
  });

  it("is the same by the function's name and ARN", () => {
    const arn = `arn:aws:lambda:eu-west-1:${OWN}:function:api`;
    expect(found(replaced(permission(), permission({ function_name: arn })))).toEqual([]);
  });

  it("is bound by a source that is not known yet", () => {
    const { source_arn: _, ...later } = permission();
    expect(found(create(ADDRESS, later, { afterUnknown: { source_arn: true } }))).toEqual([]);
  });
});
