import { describe, expect, it } from "@jest/globals";
import { policiesWidened } from "../../../../plan/rules/access/policies.ts";
import { policiesUnknown } from "../../../../plan/rules/access/unknownPolicies.ts";
import type { ChangeSpec } from "../../../support/plan/json.ts";
import { brief, create, findingsOf, type Json, keep, references, update } from "../capacity/samples.ts";

const rules = [...policiesWidened, ...policiesUnknown];
const found = (changes: ChangeSpec[], configuration: Json) => brief(findingsOf(rules, { changes, configuration }));

const text = (action: string, more: Json = {}) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: { Effect: "Allow", Action: action, Resource: "arn:aws:s3:::media/*", ...more },
  });
const ROLE = keep("aws_iam_role.api", { name: "api", assume_role_policy: text("sts:AssumeRole") });
const POLICY = "aws_iam_role_policy.api";
const unknown = { afterUnknown: { policy: true } };
const waits = (address = POLICY, before = text("s3:GetObject")): ChangeSpec =>
  update(address, { role: "api", policy: before }, { role: "api" }, unknown);
const UNKNOWN = `medium policy-unknown ${POLICY}`;

const DATA = "data.aws_iam_policy_document.api";
const refers = (...all: string[]) => references({ [POLICY]: { policy: { references: all } } });
const TO_DATA = refers(`${DATA}.json`, DATA);

const statement = (more: Json = {}): Json => ({
  effect: "Allow",
  actions: ["s3:GetObject"],
  resources: ["arn:aws:s3:::media/*"],
  ...more,
});
const read = (statements: readonly Json[], more: Json = {}, afterUnknown: Json = {}, address = DATA): ChangeSpec => ({
  address,
  actions: ["read"],
  after: { statement: statements, ...more },
  afterUnknown: { json: true, ...afterUnknown },
});

describe("a policy whose document the apply reads", () => {
  it("is compared by the statements of the document", () => {
    expect(found([ROLE, waits(), read([statement()])], TO_DATA)).toEqual([]);
    expect(found([ROLE, waits(), read([statement({ actions: ["s3:*"] })])], TO_DATA)).toEqual([
      `medium policy-widened ${POLICY}`,
    ]);
  });

  it.each<[string, Json, Json]>([
    ["other actions", { actions: null, not_actions: ["iam:*"] }, { Action: undefined, NotAction: "iam:*" }],
    ["other resources", { resources: [], not_resources: ["a"] }, { Resource: undefined, NotResource: "a" }],
    ["no effect", { effect: null }, {}],
    ["a denial", { effect: "Deny" }, { Effect: "Deny" }],
    [
      "conditions",
      {
        condition: [
          { test: "StringEquals", variable: "aws:SourceAccount", values: ["1"] },
          { test: "StringEquals", variable: "aws:SourceVpc", values: ["vpc-1"] },
        ],
      },
      { Condition: { StringEquals: { "aws:SourceAccount": "1", "aws:SourceVpc": "vpc-1" } } },
    ],
    ["a variable of IAM", { resources: ["a/&{aws:username}"] }, { Resource: "a/$".concat("{aws:username}") }],
  ])("reads %s", (_, more, written) => {
    const policy = JSON.parse(text("s3:GetObject"));
    Object.assign(policy.Statement, written);
    expect(found([ROLE, waits(POLICY, JSON.stringify(policy)), read([statement(more)])], TO_DATA)).toEqual([]);
  });

  it("reads whom a document names", () => {
    const trust = (principal: unknown) =>
      JSON.stringify({ Statement: { Effect: "Allow", Action: "sts:AssumeRole", Principal: principal } });
    const role = (before: unknown) =>
      update(
        "aws_iam_role.api",
        { name: "api", assume_role_policy: trust(before) },
        { name: "api" },
        {
          afterUnknown: { assume_role_policy: true },
        },
      );
    const configuration = references({
      "aws_iam_role.api": { assume_role_policy: { references: [`${DATA}.json`, DATA] } },
    });
    const document = (type: string, identifiers: string[]) =>
      read([{ actions: ["sts:AssumeRole"], principals: [{ type, identifiers }] }]);
    const lambda = { Service: "lambda.amazonaws.com" };

    expect(found([role(lambda), document("Service", ["lambda.amazonaws.com"])], configuration)).toEqual([]);
    expect(found([role(lambda), document("*", ["*"])], configuration)).toEqual([
      "critical trust-widened aws_iam_role.api",
    ]);
  });

  it.each<[string, Json, Json]>([
    ["a part of a statement is unknown", {}, { statement: [{ resources: true }] }],
    ["a member of a list is unknown", {}, { statement: [{ resources: [true] }] }],
    ["another document goes into it", { source_policy_documents: ["{}"] }, {}],
    ["another document overrides it", { override_policy_documents: ["{}"] }, {}],
    ["such a document is unknown", {}, { source_json: true }],
  ])("stays unknown while %s", (_, more, afterUnknown) => {
    expect(found([ROLE, waits(), read([statement()], more, afterUnknown)], TO_DATA)).toEqual([UNKNOWN]);
  });

  it("stays unknown when it is made of more than the document", () => {
    const configuration = refers(`${DATA}.json`, DATA, "aws_s3_bucket.media.arn", "aws_s3_bucket.media");
    expect(found([ROLE, waits(), read([statement()])], configuration)).toEqual([UNKNOWN]);
  });

  it("stays unknown when the document is not in the plan", () => {
    expect(found([ROLE, waits()], TO_DATA)).toEqual([UNKNOWN]);
  });

  it("is that of its own key", () => {
    const of = (key: string, ...all: string[]) => [
      waits(`${POLICY}["${key}"]`),
      read([statement({ actions: all })], {}, {}, `${DATA}["${key}"]`),
    ];
    const configuration = refers(DATA, "each.key");
    expect(found([ROLE, ...of("a", "s3:GetObject"), ...of("b", "s3:*")], configuration)).toEqual([
      `medium policy-widened ${POLICY}["b"]`,
    ]);
  });

  it("is handed to a module", () => {
    const address = `module.a.${POLICY}`;
    const module = { resources: [{ address: POLICY, expressions: { policy: { references: ["var.policy"] } } }] };
    const call = { expressions: { policy: { references: [`${DATA}.json`, DATA] } }, module };
    expect(found([ROLE, waits(address), read([statement()])], { root_module: { module_calls: { a: call } } })).toEqual(
      [],
    );
  });

  it("is a document of the module", () => {
    const inner = `module.a.${DATA}`;
    const module = {
      resources: [{ address: POLICY, expressions: { policy: { references: [`${DATA}.json`, DATA] } } }],
    };
    const configuration = { root_module: { module_calls: { a: { module } } } };
    const changes = (address: string) => [ROLE, waits(`module.a.${POLICY}`), read([statement()], {}, {}, address)];
    expect(found(changes(inner), configuration)).toEqual([]);
    expect(found(changes(DATA), configuration)).toEqual([`medium policy-unknown module.a.${POLICY}`]);
  });

  it("counts when it is new", () => {
    const policy = create("aws_iam_policy.api", {}, unknown);
    const configuration = references({ "aws_iam_policy.api": { policy: { references: [`${DATA}.json`, DATA] } } });
    expect(found([policy, read([statement()])], configuration)).toEqual([]);
    expect(found([policy, read([statement({ actions: ["*"], resources: ["*"] })])], configuration)).toEqual([
      "critical policy-wide aws_iam_policy.api",
    ]);
  });
});

describe("a policy that is that of another resource", () => {
  const OTHER = "aws_iam_policy.other";
  const TO_OTHER = refers(`${OTHER}.policy`, OTHER);

  it("is compared by its text", () => {
    expect(found([ROLE, waits(), create(OTHER, { policy: text("s3:GetObject") })], TO_OTHER)).toEqual([]);
    expect(found([ROLE, waits(), create(OTHER, { policy: text("s3:*") })], TO_OTHER)).toEqual([
      `medium policy-wide ${OTHER}`,
      `medium policy-widened ${POLICY}`,
    ]);
  });

  it("is compared by the document that the other one waits for", () => {
    const configuration = references({
      [POLICY]: { policy: { references: [`${OTHER}.policy`, OTHER] } },
      [OTHER]: { policy: { references: [`${DATA}.json`, DATA] } },
    });
    expect(found([ROLE, waits(), create(OTHER, {}, unknown), read([statement()])], configuration)).toEqual([]);
  });

  it("stays unknown when that is", () => {
    expect(found([ROLE, waits(), create(OTHER, {}, unknown)], TO_OTHER)).toEqual([
      `low policy-unknown ${OTHER}`,
      UNKNOWN,
    ]);
  });

  it("ends where two hand each other on", () => {
    const configuration = references({
      [POLICY]: { policy: { references: [`${OTHER}.policy`, OTHER] } },
      [OTHER]: { policy: { references: [`${POLICY}.policy`, POLICY] } },
    });
    expect(found([ROLE, waits(), create(OTHER, {}, unknown)], configuration)).toEqual([
      `low policy-unknown ${OTHER}`,
      UNKNOWN,
    ]);
  });
});
