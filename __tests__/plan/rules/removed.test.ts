import { describe, expect, it } from "@jest/globals";
import { RULES } from "../../../plan/rules.ts";
import type { ChangeSpec } from "../../support/plan/json.ts";
import { brief, create, destroy, findingsOf, type Json, keep, managed, ordinary, update } from "./capacity/samples.ts";

const found = (...changes: ChangeSpec[]) => brief(findingsOf(RULES, changes));

const machine = (states: Json): Json => ({
  name: "m",
  role_arn: "r",
  definition: JSON.stringify({ StartAt: "A", States: states }),
});
const all = { ErrorEquals: ["States.ALL"] };
const task = (more: Json = {}): Json => ({ Type: "Task", Resource: "x", End: true, ...more });

const rules = (...blocks: Json[]): Json => ({ bucket: "b", rule: blocks });
const expires = (days: number | undefined, more: Json = {}): Json => ({
  id: "old",
  status: "Enabled",
  expiration: days === undefined ? [] : [{ days }],
  ...more,
});

const nat = { route_table_id: "rtb-1", destination_cidr_block: "0.0.0.0/0", nat_gateway_id: "nat-1", gateway_id: "" };
const igw = { ...nat, nat_gateway_id: null, gateway_id: "igw-1" };

const invoke = (destination: string | undefined, attempts?: number): Json => ({
  function_name: "f",
  maximum_retry_attempts: attempts ?? null,
  destination_config: destination === undefined ? [] : [{ on_failure: [{ destination }] }],
});

const inVpc = { vpc_config: [{ subnet_ids: ["s"], security_group_ids: ["g"] }] };
const alarm = (more: Json = {}): Json => ({
  alarm_name: "a",
  actions_enabled: true,
  alarm_actions: ["topic"],
  comparison_operator: "GreaterThanThreshold",
  threshold: 5,
  treat_missing_data: "breaching",
  ...more,
});

describe.each<[string, readonly [string, Json, Json, string[]][]]>([
  [
    "aws_lambda_function.x",
    [
      ["leaves its VPC", ordinary(inVpc), ordinary(), ["high function-leaves-vpc"]],
      ["has other subnets", ordinary(inVpc), ordinary({ vpc_config: [{ subnet_ids: ["t"] }] }), []],
      ["never had one", ordinary(), ordinary({ description: "x" }), []],
    ],
  ],
  [
    "aws_sfn_state_machine.x",
    [
      [
        "loses Retry and Catch",
        machine({ A: task({ Retry: [all], Catch: [{ ...all, Next: "F" }] }), F: { Type: "Fail" } }),
        machine({ A: task() }),
        ["medium workflow-errors-unhandled", "medium workflow-errors-unhandled"],
      ],
      [
        "loses Retry in a map",
        machine({ M: { Type: "Map", ItemProcessor: { States: { A: task({ Retry: [all] }) } } } }),
        machine({ M: { Type: "Map", ItemProcessor: { States: { A: task() } } } }),
        ["medium workflow-errors-unhandled"],
      ],
      [
        "repeats no time",
        machine({ A: task({ Retry: [all] }) }),
        machine({ A: task({ Retry: [{ ...all, MaxAttempts: 0 }] }) }),
        ["medium workflow-errors-unhandled"],
      ],
      [
        "repeats more errors",
        machine({ A: task({ Retry: [{ ErrorEquals: ["E"] }] }) }),
        machine({ A: task({ Retry: [all] }) }),
        [],
      ],
      ["loses the whole state", machine({ A: task({ Retry: [all] }), B: task() }), machine({ B: task() }), []],
    ],
  ],
  [
    "aws_cloudwatch_metric_alarm.x",
    [
      ["is switched off", alarm(), alarm({ actions_enabled: false }), ["medium alarm-removed"]],
      ["tells no one", alarm(), alarm({ alarm_actions: [] }), ["medium alarm-removed"]],
      ["takes missing data as fine", alarm(), alarm({ treat_missing_data: "missing" }), ["low alarm-removed"]],
      ["goes off later", alarm(), alarm({ threshold: 50 }), ["low alarm-removed"]],
      ["goes off sooner", alarm(), alarm({ threshold: 2 }), []],
      ["tells another", alarm(), alarm({ alarm_actions: ["other"] }), []],
    ],
  ],
  [
    "aws_route.x",
    [
      ["goes to the internet", nat, igw, ["high route-to-internet"]],
      ["goes to another NAT gateway", nat, { ...nat, nat_gateway_id: "nat-2" }, []],
      ["was public", igw, { ...igw, gateway_id: "igw-2" }, []],
      ["goes to a virtual private gateway", nat, { ...igw, gateway_id: "vgw-1" }, []],
    ],
  ],
  [
    "aws_s3_bucket_lifecycle_configuration.x",
    [
      ["deletes sooner", rules(expires(90)), rules(expires(30)), ["medium objects-expire-sooner"]],
      ["begins to delete", rules(expires(undefined)), rules(expires(30)), ["medium objects-expire-sooner"]],
      ["deletes later", rules(expires(30)), rules(expires(90)), []],
      ["has a rule that is off", rules(expires(90)), rules(expires(30, { status: "Disabled" })), []],
    ],
  ],
  [
    "aws_backup_plan.x",
    [
      [
        "keeps fewer days",
        { name: "b", rule: [{ lifecycle: [{ delete_after: 90 }] }] },
        { name: "b", rule: [{ lifecycle: [{ delete_after: 30 }] }] },
        ["medium backup-retention-shortened"],
      ],
      [
        "keeps no longer forever",
        { name: "b", rule: [{ lifecycle: [] }] },
        { name: "b", rule: [{ lifecycle: [{ delete_after: 30 }] }] },
        ["medium backup-retention-shortened"],
      ],
      [
        "keeps more",
        { name: "b", rule: [{ lifecycle: [{ delete_after: 30 }] }] },
        { name: "b", rule: [{ lifecycle: [] }] },
        [],
      ],
    ],
  ],
  [
    "aws_dynamodb_table.x",
    [
      [
        "loses a replica",
        { name: "t", replica: [{ region_name: "eu-west-1" }, { region_name: "eu-west-2" }] },
        { name: "t", replica: [{ region_name: "eu-west-2" }] },
        ["high replica-removed"],
      ],
      ["gets a replica", { name: "t", replica: [] }, { name: "t", replica: [{ region_name: "eu-west-2" }] }, []],
    ],
  ],
  [
    "aws_lambda_function_event_invoke_config.x",
    [
      ["loses its destination", invoke("arn"), invoke(undefined), ["medium retries-removed"]],
      ["repeats no time", invoke("arn", 2), invoke("arn", 0), ["medium retries-removed"]],
      ["has another destination", invoke("arn"), invoke("other"), []],
    ],
  ],
])("%s", (address, cases) => {
  it.each(cases)("%s", (_, before, after, expected) => {
    expect(found(update(address, before, after))).toEqual(expected.map((line) => `${line} ${address}`));
  });
});

it("a function on managed instances has its provider's network", () => {
  expect(
    found(update("aws_lambda_function.x", managed(inVpc), managed())).filter((line) => line.includes("leaves-vpc")),
  ).toEqual([]);
});

describe("an alarm that is removed", () => {
  const X = "aws_cloudwatch_metric_alarm.x";
  const gone = destroy(X, alarm());
  it("is missed, alone and beside what stays, and not with its whole system", () => {
    expect(found(gone)).toEqual([`medium alarm-removed ${X}`]);
    expect(found(gone, keep("aws_sqs_queue.q", { name: "q" }))).toEqual([`medium alarm-removed ${X}`]);
    expect(found(gone, destroy("aws_lambda_alias.q", { name: "q" }))).toEqual([]);
  });
  it("is not missed at another address", () => {
    expect(found(gone, create("aws_cloudwatch_metric_alarm.y", alarm()))).toEqual([]);
  });
});

describe("a firewall's association", () => {
  const X = "aws_wafv2_web_acl_association.x";
  const gone = destroy(X, { resource_arn: "arn:lb", web_acl_arn: "acl" });
  it("is missed when it goes, and not with what it stood before, or when another takes over", () => {
    expect(found(gone)).toEqual([`high firewall-removed ${X}`]);
    expect(found(gone, destroy("aws_lb.b", { arn: "arn:lb" })).filter((line) => line.includes(X))).toEqual([]);
    const other = create("aws_wafv2_web_acl_association.y", { resource_arn: "arn:lb", web_acl_arn: "acl-2" });
    expect(found(gone, other)).toEqual([]);
  });
});

describe("the permission of a layer", () => {
  const X = "aws_lambda_layer_version_permission.x";
  const layer = (more: Json): Json => ({ layer_name: "l", action: "lambda:GetLayerVersion", ...more });
  const organization = { principal: "*", organization_id: "o-1" };
  it("opens to everybody", () => {
    expect(found(create(X, layer({ principal: "*", organization_id: null })))).toEqual([
      `critical resource-policy-wide ${X}`,
    ]);
    expect(found(update(X, layer(organization), layer({ principal: "*", organization_id: null })))).toEqual([
      `critical resource-policy-widened ${X}`,
    ]);
    expect(found(create(X, layer(organization)))).toEqual([]);
  });
});
