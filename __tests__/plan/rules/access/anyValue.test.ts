import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { accessRules } from "../../../../plan/rules/access/accessRules.ts";
import { policiesWidened } from "../../../../plan/rules/access/policies.ts";
import { POLICY_ATTRIBUTES } from "../../../../plan/rules/access/policyAttributes.ts";
import { protectionRules } from "../../../../plan/rules/protection/protectionRules.ts";
import { startCpuTime } from "../../../support/cpuTime.ts";
import type { ChangeSpec } from "../../../support/plan/json.ts";
import { findingsOf, type Json } from "../capacity/samples.ts";

const rules = [...accessRules, ...protectionRules];

const TYPES = [
  ...POLICY_ATTRIBUTES.keys(),
  "aws_iam_role_policy_attachment",
  "aws_vpc_security_group_ingress_rule",
  "aws_security_group",
  "aws_network_acl",
  "aws_network_acl_rule",
  "aws_apigatewayv2_route",
  "aws_apigatewayv2_authorizer",
  "aws_apigatewayv2_stage",
  "aws_dynamodb_table",
  "aws_cloudwatch_log_group",
  "aws_flow_log",
];

const NAMES = [
  ...[
    "policy",
    "assume_role_policy",
    "inline_policy",
    "managed_policy_arns",
    "policy_arn",
    "role",
    "name",
    "principal",
  ],
  ...["source_arn", "security_group_id", "cidr_ipv4", "from_port", "to_port", "ip_protocol", "ingress", "rule_action"],
  ...["authorization_type", "authorization_scopes", "authorizer_id", "jwt_configuration", "default_route_settings"],
  ...["route_settings", "point_in_time_recovery", "server_side_encryption", "ttl", "retention_in_days", "vpc_id"],
];

const DOCUMENTS = [
  "",
  "{",
  "null",
  "{}",
  '{"Statement":null}',
  '{"Statement":[{"Effect":"Allow"}]}',
  '{"Statement":{"Effect":"Allow","Principal":null,"Action":{},"Resource":[1,null],"Condition":{"StringEquals":1,"":{"":[]}}}}',
  '{"Statement":[{"Effect":"Deny","NotPrincipal":{"AWS":{}},"NotAction":[],"NotResource":"*","Condition":{"IpAddress":{"a":"x"},"NumericLessThan":{"b":"y"}}}]}',
];

const leaf = fc.oneof(
  fc.constantFrom<unknown>(...DOCUMENTS, null, true, false, 0, -1, 443, "0.0.0.0/0", "ALL"),
  fc.string(),
);
const value = fc.oneof(
  leaf,
  fc.array(leaf, { maxLength: 3 }),
  fc.array(fc.dictionary(fc.constantFrom(...NAMES), leaf, { maxKeys: 3 }), { maxLength: 2 }),
);
const attributes = fc.dictionary(fc.constantFrom(...NAMES), value, { maxKeys: 8 });
const marks = fc.dictionary(fc.constantFrom(...NAMES), fc.constantFrom<unknown>(true, [true], [{ policy: true }], {}), {
  maxKeys: 4,
});

const change = fc
  .record({
    type: fc.constantFrom(...TYPES),
    name: fc.constantFrom("a", "b"),
    before: attributes,
    after: attributes,
    afterUnknown: marks,
    beforeSensitive: marks,
    afterSensitive: marks,
    actions: fc.constantFrom<readonly string[]>(
      ...[["create"], ["update"], ["delete"], ["forget"], ["delete", "create"], ["create", "delete"], ["dance"]],
    ),
  })
  .map(({ type, name, before, after, actions, ...rest }): ChangeSpec => {
    const [first] = actions;
    const only = actions.length === 1;
    return {
      ...rest,
      address: `${type}.${name}`,
      actions,
      before: only && first === "create" ? null : (before as Json),
      after: only && (first === "delete" || first === "forget") ? null : (after as Json),
    };
  });

const plan = fc.uniqueArray(change, { selector: ({ address }) => address, maxLength: 6 });

describe("rules about access and protection", () => {
  it("take any value, mark and action, and say everything in short texts", () => {
    fc.assert(
      fc.property(plan, (changes) => {
        for (const { what, why, remedy } of findingsOf(rules, changes)) {
          for (const text of [what, why, remedy]) {
            expect(text).not.toMatch(/undefined|\[object|NaN/);
            expect(text.length).toBeLessThan(4000);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it("find nothing where nothing changes", () => {
    fc.assert(
      fc.property(plan, (changes) => {
        const still = changes.map(({ address, before }) => ({ address, before: before ?? {}, after: before ?? {} }));
        expect(findingsOf(rules, still)).toEqual([]);
      }),
    );
  });

  it("look at three thousand changed policies within ten seconds, also on a slow machine", () => {
    const statement = (index: number) => ({
      Effect: "Allow",
      Action: Array.from({ length: 8 }, (_, action) => `service${action}:Action${index}`),
      Resource: Array.from({ length: 8 }, (_, resource) => `arn:aws:service:::thing-${resource}/*`),
    });
    const policy = (count: number) =>
      JSON.stringify({ Statement: Array.from({ length: count }, (_, index) => statement(index)) });
    const changes = Array.from({ length: 3000 }, (_, index) => ({
      address: `aws_iam_role_policy.p${index}`,
      before: { role: `role-${index}`, policy: policy(4) },
      after: { role: `role-${index}`, policy: policy(5) },
    }));
    const spent = startCpuTime();
    expect(findingsOf(policiesWidened, changes)).toHaveLength(3000);
    expect(spent()).toBeLessThan(10_000);
  });
});
