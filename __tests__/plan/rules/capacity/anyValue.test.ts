import { describe, it } from "@jest/globals";
import fc from "fast-check";
import { capacityRules } from "../../../../plan/rules/capacity/capacityRules.ts";
import { dataRules } from "../../../../plan/rules/data/dataRules.ts";
import { driftRules } from "../../../../plan/rules/drift/driftRules.ts";
import { egressRules } from "../../../../plan/rules/egress/egressRules.ts";
import { workRules } from "../../../../plan/rules/work/workRules.ts";
import type { ChangeSpec } from "../../../support/plan/json.ts";
import {
  DECLARATION_ADDRESS,
  declaration,
  FUNCTION_ADDRESS,
  findingsOf,
  type Json,
  managed,
  PROVIDER_ADDRESS,
  provider,
  SCALING_ADDRESS,
  scaling,
  window,
} from "./samples.ts";

const rules = [...capacityRules, ...dataRules, ...driftRules, ...egressRules, ...workRules];

const RESOURCES: Readonly<Record<string, Json>> = {
  [PROVIDER_ADDRESS]: provider(),
  [FUNCTION_ADDRESS]: managed(),
  [SCALING_ADDRESS]: scaling(3, 10),
  [DECLARATION_ADDRESS]: declaration({ windows: [window()] }),
  "aws_subnet.a": { id: "subnet-a", vpc_id: "vpc-1", availability_zone: "eu-west-1a" },
  "aws_route_table_association.a": { subnet_id: "subnet-a", route_table_id: "rtb-a" },
  "aws_route_table.a": { id: "rtb-a", vpc_id: "vpc-1", route: [{ cidr_block: "0.0.0.0/0", nat_gateway_id: "nat-1" }] },
  "aws_vpc_endpoint.logs": { id: "vpce-1", vpc_id: "vpc-1", service_name: "com.amazonaws.eu-west-1.logs" },
  "aws_security_group.instances": { id: "sg-instances", egress: [{ from_port: 443, to_port: 443, protocol: "tcp" }] },
  "aws_dynamodb_table.videos": { name: "videos", deletion_protection_enabled: true },
  "aws_scheduler_schedule.tick": { name: "tick", state: "ENABLED", schedule_expression: "rate(1 minute)" },
  "aws_cloudwatch_event_rule.ended": { name: "ended", state: "ENABLED", is_enabled: true },
  "aws_cloudwatch_event_target.ended": { rule: "ended", arn: "arn:aws:lambda:eu-west-1:111122223333:function:video" },
  "aws_apigatewayv2_api.video": {
    id: "api-1",
    cors_configuration: [{ allow_origins: ["*"], allow_credentials: true }],
  },
  "aws_apigatewayv2_integration.video": { api_id: "api-1", integration_uri: "arn:aws:apigateway:eu-west-1:lambda:x" },
  "aws_lambda_permission.video": { function_name: "video", principal: "s3.amazonaws.com" },
};

type Path = readonly (string | number)[];

/** Every place in a value, the value itself included. */
const placesIn = (value: unknown, path: Path = []): Path[] => [
  path,
  ...(typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([key, inner]) =>
        placesIn(inner, [...path, Array.isArray(value) ? Number(key) : key]),
      )
    : []),
];

function replacedAt(value: unknown, [step, ...rest]: Path, by: unknown): unknown {
  if (step === undefined) return by;
  if (Array.isArray(value)) return value.map((item, index) => (index === step ? replacedAt(item, rest, by) : item));
  return { ...(value as Json), [step]: replacedAt((value as Json)[step], rest, by) };
}

/** Where nothing is marked, there is an empty object. */
const markAt = ([step, ...rest]: Path): unknown => {
  if (step === undefined) return true;
  return typeof step === "number" ? [...Array(step).fill({}), markAt(rest)] : { [step]: markAt(rest) };
};

const ACTIONS = [
  ["update"],
  ["no-op"],
  ["create"],
  ["delete"],
  ["delete", "create"],
  ["create", "delete"],
  ["create", "forget"],
  ["forget"],
  ["dance"],
];

const change = fc.constantFrom(...Object.keys(RESOURCES)).chain((address) => {
  const values = RESOURCES[address] ?? {};
  const place = fc.constantFrom(...placesIn(values).filter((path) => path.length > 0));
  const odd = fc.option(fc.record({ place, by: fc.anything({ maxDepth: 2 }).map(json) }));
  const side = odd.map((given) => (given ? (replacedAt(values, given.place, given.by) as Json) : values));
  return fc.record({
    address: fc.constant(address),
    before: side,
    after: side,
    actions: fc.constantFrom(...ACTIONS),
    afterUnknown: fc.option(place.map(markAt), { nil: {} }),
    beforeSensitive: fc.option(place.map(markAt), { nil: {} }),
    afterSensitive: fc.option(place.map(markAt), { nil: {} }),
  });
});

function json(value: unknown): unknown {
  try {
    return JSON.parse(JSON.stringify(value) ?? "null");
  } catch {
    return "no JSON";
  }
}

const sides = ({ actions, ...spec }: { actions: string[] } & Omit<ChangeSpec, "actions">): ChangeSpec => ({
  ...spec,
  actions,
  before: actions[0] === "create" && actions.length === 1 ? null : (spec.before ?? null),
  after: ["delete", "forget"].includes(String(actions[0])) && actions.length === 1 ? null : (spec.after ?? null),
});

describe("rules", () => {
  it("take any value, mark and action at any place", () => {
    fc.assert(
      fc.property(fc.uniqueArray(change, { selector: ({ address }) => address }), (changes) => {
        const specs = changes.map(sides);
        findingsOf(rules, { changes: specs, drift: specs });
      }),
      { numRuns: 300 },
    );
  });
});
