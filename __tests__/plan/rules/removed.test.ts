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

const reserves = (reserved_concurrent_executions: number | null): Json => ordinary({ reserved_concurrent_executions });
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

const waits = (period: number, evaluation_periods: number, datapoints_to_alarm: number | null = null): Json =>
  alarm({ period, evaluation_periods, datapoints_to_alarm });

const backup = (...rule: Json[]): Json => ({ name: "b", rule });
const copies = (...vaults: string[]): Json => ({
  rule_name: "daily",
  copy_action: vaults.map((destination_vault_arn) => ({ destination_vault_arn })),
});
const replicates = (...rule: Json[]): Json => ({ bucket: "b", rule });
const copy = (id: string, more: Json = {}): Json => ({
  id,
  status: "Enabled",
  destination: [{ bucket: "arn:other" }],
  filter: [{ prefix: id }],
  ...more,
});

const action = (name: string): Json => ({ [name]: [{}] });
const acl = (byDefault: string, ...rule: Json[]): Json => ({ name: "w", default_action: [action(byDefault)], rule });
const refuses = (name: string, how = "block"): Json => ({ name, action: [action(how)] });
const managedGroup = (how: string): Json => ({ name: "m", action: [], override_action: [action(how)] });

describe.each<[string, readonly [string, Json, Json, string[]][]]>([
  [
    "aws_lambda_function.x",
    [
      ["leaves its VPC", ordinary(inVpc), ordinary(), ["high function-leaves-vpc"]],
      ["has other subnets", ordinary(inVpc), ordinary({ vpc_config: [{ subnet_ids: ["t"] }] }), []],
      ["never had one", ordinary(), ordinary({ description: "x" }), []],
      ["loses its reserved concurrency", reserves(10), reserves(-1), ["medium work-stops"]],
      ["loses it as it is not set", reserves(10), reserves(null), ["medium work-stops"]],
      ["reserves less", reserves(10), reserves(5), ["low work-stops"]],
      ["is stopped", reserves(10), reserves(0), ["high work-stops"]],
      ["reserves more", reserves(10), reserves(20), []],
      ["reserves some", reserves(-1), reserves(5), []],
      ["runs again", reserves(0), reserves(-1), []],
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
      ["tells fewer", alarm({ alarm_actions: ["a", "b"] }), alarm({ alarm_actions: ["b"] }), ["low alarm-removed"]],
      ["tells more", alarm(), alarm({ alarm_actions: ["topic", "b"] }), []],
      ["waits longer", waits(60, 3), waits(60, 10), ["low alarm-removed"]],
      ["wants more of its periods", waits(60, 10, 2), waits(60, 10, 5), ["low alarm-removed"]],
      ["waits as long in other periods", waits(60, 5), waits(300, 1), []],
      ["waits shorter", waits(60, 10), waits(60, 3), []],
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
      ["has a rule of another name", rules(expires(90)), rules(expires(90, { id: "new" })), []],
      [
        "has a rule of another name that deletes sooner",
        rules(expires(90)),
        rules(expires(30, { id: "new" })),
        ["medium objects-expire-sooner"],
      ],
      [
        "deletes under more prefixes",
        rules(expires(30, { filter: [{ prefix: "logs/" }] })),
        rules(expires(30, { filter: [{ prefix: "" }] })),
        ["medium objects-expire-sooner"],
      ],
      [
        "deletes under a part of the prefix",
        rules(expires(30, { filter: [{ prefix: "logs/" }] })),
        rules(expires(30, { filter: [{ prefix: "logs/old/" }] })),
        [],
      ],
      [
        "deletes what has no tag too",
        rules(expires(30, { filter: [{ tag: [{ key: "a", value: "b" }] }] })),
        rules(expires(30)),
        ["medium objects-expire-sooner"],
      ],
      [
        "keeps fewer old versions",
        rules({
          id: "v",
          status: "Enabled",
          noncurrent_version_expiration: [{ noncurrent_days: 9, newer_noncurrent_versions: 5 }],
        }),
        rules({
          id: "v",
          status: "Enabled",
          noncurrent_version_expiration: [{ noncurrent_days: 9, newer_noncurrent_versions: 1 }],
        }),
        ["medium objects-expire-sooner"],
      ],
      [
        "no longer deletes old versions",
        rules({
          id: "v",
          status: "Enabled",
          noncurrent_version_expiration: [{ noncurrent_days: 9, newer_noncurrent_versions: 5 }],
        }),
        rules({ id: "v", status: "Enabled", noncurrent_version_expiration: [] }),
        [],
      ],
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
    "aws_backup_plan.y",
    [
      [
        "keeps fewer days by its second rule",
        backup({ rule_name: "daily" }, { rule_name: "monthly", lifecycle: [{ delete_after: 365 }] }),
        backup({ rule_name: "monthly", lifecycle: [{ delete_after: 30 }] }, { rule_name: "daily" }),
        ["medium backup-retention-shortened"],
      ],
      [
        "has its rules in another order",
        backup({ rule_name: "daily" }, { rule_name: "monthly", lifecycle: [{ delete_after: 365 }] }),
        backup({ rule_name: "monthly", lifecycle: [{ delete_after: 365 }] }, { rule_name: "daily" }),
        [],
      ],
      [
        "loses a rule",
        backup({ rule_name: "daily" }, { rule_name: "monthly" }),
        backup({ rule_name: "daily" }),
        ["medium backup-retention-shortened"],
      ],
      ["is copied no longer", backup(copies("a", "b")), backup(copies("a")), ["medium backup-retention-shortened"]],
      ["is copied to more", backup(copies("a")), backup(copies("a", "b")), []],
      [
        "no longer has every point in time",
        backup({ rule_name: "daily", enable_continuous_backup: true }),
        backup({ rule_name: "daily", enable_continuous_backup: false }),
        ["medium backup-retention-shortened"],
      ],
    ],
  ],
  [
    "aws_s3_bucket_replication_configuration.x",
    [
      ["loses a rule", replicates(copy("a"), copy("b")), replicates(copy("a")), ["medium replication-off"]],
      [
        "switches a rule off",
        replicates(copy("a")),
        replicates(copy("a", { status: "Disabled" })),
        ["medium replication-off"],
      ],
      ["calls a rule otherwise", replicates(copy("a")), replicates(copy("a", { id: "z" })), []],
      ["copies elsewhere", replicates(copy("a")), replicates(copy("a", { destination: [{ bucket: "arn:b" }] })), []],
      ["gets a rule", replicates(copy("a")), replicates(copy("a"), copy("b")), []],
    ],
  ],
  [
    "aws_secretsmanager_secret.x",
    [
      [
        "loses a replica",
        { name: "s", replica: [{ region: "eu-west-1" }] },
        { name: "s", replica: [] },
        ["high replica-removed"],
      ],
      ["gets a replica", { name: "s", replica: [] }, { name: "s", replica: [{ region: "eu-west-1" }] }, []],
    ],
  ],
  [
    "aws_wafv2_web_acl.x",
    [
      ["lets through what it blocked", acl("block"), acl("allow"), ["high firewall-removed"]],
      ["loses a rule", acl("allow", refuses("a"), refuses("b")), acl("allow", refuses("a")), ["high firewall-removed"]],
      ["counts only", acl("allow", refuses("a")), acl("allow", refuses("a", "count")), ["high firewall-removed"]],
      [
        "counts a group only",
        acl("allow", managedGroup("none")),
        acl("allow", managedGroup("count")),
        ["high firewall-removed"],
      ],
      ["asks instead", acl("allow", refuses("a")), acl("allow", refuses("a", "captcha")), []],
      ["blocks by default", acl("allow"), acl("block"), []],
      ["loses a rule that counts", acl("allow", refuses("a", "count")), acl("allow"), []],
      [
        "has its rules in another order",
        acl("allow", refuses("a"), refuses("b")),
        acl("allow", refuses("b"), refuses("a")),
        [],
      ],
    ],
  ],
  [
    "aws_sns_topic_subscription.x",
    [
      [
        "loses its dead letters",
        { topic_arn: "t", redrive_policy: "{}" },
        { topic_arn: "t" },
        ["medium dead-letters-off"],
      ],
      ["gets them", { topic_arn: "t" }, { topic_arn: "t", redrive_policy: "{}" }, []],
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

describe("a lifecycle that a bucket gets", () => {
  const X = "aws_s3_bucket_lifecycle_configuration.x";
  it("deletes what is there, and not in a new bucket", () => {
    const made = create(X, rules(expires(30)));
    expect(found(made, keep("aws_s3_bucket.b", { bucket: "b" }))).toEqual([`medium objects-expire-sooner ${X}`]);
    expect(found(made, create("aws_s3_bucket.b", { bucket: "b" }))).toEqual([]);
    expect(found(create(X, rules(expires(undefined))), keep("aws_s3_bucket.b", { bucket: "b" }))).toEqual([]);
  });
});

describe("what watches logs", () => {
  it.each(["metric", "subscription"])("is missed when it goes, and not with its group: %s", (kind) => {
    const X = `aws_cloudwatch_log_${kind}_filter.x`;
    const gone = destroy(X, { name: "f", log_group_name: "/g" });
    const said = (...more: ChangeSpec[]) => found(gone, ...more).filter((line) => line.includes(X));
    expect(said(keep("aws_cloudwatch_log_group.g", { name: "/g" }))).toEqual([`medium alarm-removed ${X}`]);
    expect(said(destroy("aws_cloudwatch_log_group.g", { name: "/g" }))).toEqual([]);
    expect(said(create(`aws_cloudwatch_log_${kind}_filter.y`, { name: "f2", log_group_name: "/g" }))).toEqual([]);
  });
});

describe("a replica of a key", () => {
  it("is missed when it goes", () => {
    const X = "aws_kms_replica_key.x";
    expect(
      found(destroy(X, { primary_key_arn: "arn:key" })).filter((line) => line.includes("replica-removed")),
    ).toEqual([`high replica-removed ${X}`]);
  });
});

describe("a subnet's route table", () => {
  const X = "aws_route_table_association.x";
  const there = (id: string) => ({ subnet_id: "subnet-1", route_table_id: id });
  const table = (id: string, gateway: string) =>
    keep(`aws_route_table.${id.replaceAll("-", "_")}`, {
      id,
      route: [{ cidr_block: "0.0.0.0/0", gateway_id: gateway }],
    });
  const [open, closed] = [table("rtb-open", "igw-1"), table("rtb-closed", "vgw-1")];
  const moves = update(X, there("rtb-closed"), there("rtb-open"));

  it("leads to the internet from now on", () => {
    expect(found(open, closed, moves)).toEqual([`high subnet-made-public ${X}`]);
    const route = keep("aws_route.r", {
      route_table_id: "rtb-bare",
      destination_ipv6_cidr_block: "::/0",
      gateway_id: "igw-1",
    });
    const bare = keep("aws_route_table.bare", { id: "rtb-bare", route: [] });
    expect(found(route, bare, closed, update(X, there("rtb-closed"), there("rtb-bare")))).toEqual([
      `high subnet-made-public ${X}`,
    ]);
  });

  it("leads there by another association of the same subnet", () => {
    const [gone, made] = [destroy(X, there("rtb-closed")), create("aws_route_table_association.y", there("rtb-open"))];
    expect(found(open, closed, gone, made)).toEqual(["high subnet-made-public aws_route_table_association.y"]);
  });

  it("may have led there before, where the plans do not have the table", () => {
    expect(found(open, moves)).toEqual([`medium subnet-made-public ${X}`]);
  });

  it("led there before, does not now, or is that of a new subnet", () => {
    expect(found(open, closed, update(X, there("rtb-open"), there("rtb-closed")))).toEqual([]);
    expect(found(open, table("rtb-2", "igw-1"), update(X, there("rtb-2"), there("rtb-open")))).toEqual([]);
    expect(found(open, closed, create(X, there("rtb-open")))).toEqual([]);
    expect(found(open, closed, keep(X, there("rtb-open")))).toEqual([]);
  });

  it("is that of a whole VPC", () => {
    const main = "aws_main_route_table_association.m";
    const of = (id: string) => ({ vpc_id: "vpc-1", route_table_id: id });
    expect(found(open, closed, update(main, of("rtb-closed"), of("rtb-open")))).toEqual([
      `high subnet-made-public ${main}`,
    ]);
  });
});

it("a route to the internet is that which went to NAT under another address, also over IPv6", () => {
  const six = { route_table_id: "rtb-1", destination_ipv6_cidr_block: "::/0", destination_cidr_block: "" };
  const gone = destroy("aws_route.a", { ...six, egress_only_gateway_id: "eigw-1", destination_prefix_list_id: "" });
  const made = create("aws_route.b", { ...six, destination_cidr_block: null, gateway_id: "igw-1" });
  expect(found(gone, made)).toEqual(["high route-to-internet aws_route.b"]);
  expect(found(gone, create("aws_route.b", { ...six, route_table_id: "rtb-2", gateway_id: "igw-1" }))).toEqual([]);
});
