import { describe, expect, it } from "@jest/globals";
import { policiesWidened } from "../../../../plan/rules/access/policies.ts";
import { policiesUnknown } from "../../../../plan/rules/access/unknownPolicies.ts";
import type { ChangeSpec, PlanSpec } from "../../../support/plan/json.ts";
import { brief, create, DELETE_FIRST, findingsOf, type Json, keep, references, update } from "../capacity/samples.ts";

const rules = [...policiesWidened, ...policiesUnknown];
const found = (changes: ChangeSpec[], more: Partial<PlanSpec> = {}) => brief(findingsOf(rules, { changes, ...more }));

const text = JSON.stringify({ Statement: { Effect: "Allow", Action: "s3:GetObject", Resource: "r" } });
const ROLE = keep("aws_iam_role.api", { name: "api", assume_role_policy: text });
const POLICY = "aws_iam_role_policy.api";
const policy = (values: Json = { policy: text }): Json => ({ role: "api", name: "api", ...values });
const unknown = { afterUnknown: { policy: true } };

describe("a policy that cannot be compared", () => {
  it("is said to be unknown until apply", () => {
    const [finding] = findingsOf(rules, [ROLE, update(POLICY, policy(), policy({}), unknown)]);
    expect(finding).toMatchObject({
      rule: "policy-unknown",
      severity: "medium",
      address: POLICY,
      attribute: "policy",
      what: "What the policy of a role allows from now on is unknown until apply.",
    });
  });

  it("is not said to be unknown when something else of the resource is", () => {
    expect(found([ROLE, update(POLICY, policy(), policy(), { afterUnknown: { id: true } })])).toEqual([]);
  });

  it("is said to be unknown once per stack for all that are new", () => {
    const more = create("aws_iam_role_policy.more", { role: "more" }, unknown);
    const changes = [
      create("aws_iam_role.more", { name: "more", assume_role_policy: text }),
      more,
      create("aws_iam_policy.shared", {}, unknown),
    ];
    const findings = findingsOf(rules, { a: { changes }, b: { changes: [create("aws_iam_policy.b", {}, unknown)] } });
    expect(brief(findings)).toEqual([
      "low policy-unknown aws_iam_policy.b",
      "low policy-unknown aws_iam_policy.shared",
    ]);
    expect(findings[0]?.what).toBe(
      "What new policies of this stack allow is unknown until apply: aws_iam_policy.shared (policy) and aws_iam_role_policy.more (policy).",
    );
  });

  it("is nobody's decision when AWS makes it", () => {
    const endpoint = create("aws_vpc_endpoint.s3", { service_name: "s3" }, unknown);
    expect(found([endpoint])).toEqual([]);
    const configuration = references({
      "aws_vpc_endpoint.s3": { policy: { references: ["aws_s3_bucket.media.arn"] } },
    });
    expect(found([endpoint], { configuration })).toEqual(["low policy-unknown aws_vpc_endpoint.s3"]);
  });

  it("is said to be sensitive when it changes", () => {
    const marked = (before: string, after: string) =>
      update(POLICY, policy({ policy: before }), policy({ policy: after }), {
        beforeSensitive: { policy: true },
        afterSensitive: { policy: true },
      });
    expect(found([ROLE, marked(text, `${text} `)])).toEqual([`medium policy-sensitive ${POLICY}`]);
    expect(found([ROLE, marked(text, text)])).toEqual([]);
  });

  it("is said to be sensitive when it is on one side", () => {
    const other = policy({ policy: text.replace("s3:GetObject", "s3:PutObject") });
    expect(found([ROLE, update(POLICY, policy(), other, { beforeSensitive: { policy: true } })])).toEqual([
      `medium policy-sensitive ${POLICY}`,
    ]);
    expect(found([ROLE, update(POLICY, policy(), other, { afterSensitive: { policy: true } })])).toEqual([
      `medium policy-sensitive ${POLICY}`,
    ]);
  });

  it.each(["{", "[]", '"text"', '{"Statement":[{"Effect":"Maybe"}]}'])("is no policy: %s", (broken) => {
    expect(found([ROLE, update(POLICY, policy(), policy({ policy: broken }))])).toEqual([
      `medium policy-unreadable ${POLICY}`,
    ]);
    expect(found([ROLE, update(POLICY, policy({ policy: broken }), policy())])).toEqual([
      `medium policy-unreadable ${POLICY}`,
    ]);
  });

  it("is a permission whose source only the apply knows", () => {
    const permission = { function_name: "api", principal: "s3.amazonaws.com" };
    const replaced = (after: Json, afterUnknown = {}) =>
      update("aws_lambda_permission.s3", { ...permission, source_arn: "arn:aws:s3:::a" }, after, {
        actions: DELETE_FIRST,
        afterUnknown,
      });
    expect(found([replaced(permission, { source_arn: true })])).toEqual([
      "medium policy-unknown aws_lambda_permission.s3",
    ]);
    expect(found([replaced({ ...permission, source_arn: "arn:aws:s3:::a" }, { id: true })])).toEqual([]);
  });

  it("is a permission whose source changes under a mark", () => {
    const permission = (source_arn: string) => ({ function_name: "api", principal: "s3.amazonaws.com", source_arn });
    const replaced = (after: string) =>
      update("aws_lambda_permission.s3", permission("arn:aws:s3:::a"), permission(after), {
        actions: DELETE_FIRST,
        beforeSensitive: { source_arn: true },
        afterSensitive: { source_arn: true },
      });
    expect(found([replaced("arn:aws:s3:::b")])).toEqual(["medium policy-sensitive aws_lambda_permission.s3"]);
    expect(found([replaced("arn:aws:s3:::a")])).toEqual([]);
  });
});
