import { describe, expect, it } from "@jest/globals";
import { readPlans, stackOf } from "../../../plan/read/readPlan.ts";
import { isUnknown, UNKNOWN } from "../../../plan/value.ts";
import { planJson, planOf } from "../../support/plan/json.ts";

const source = (file: string, json: object) => ({ file, bytes: new TextEncoder().encode(JSON.stringify(json)) });

describe("a plan", () => {
  it("has its changes in the order of their addresses", () => {
    const { changes } = planOf(
      planJson({
        changes: [
          { address: "b.b", after: {} },
          { address: "a.a", before: {}, deposed: "00000002" },
          { address: "a.a", before: {}, deposed: "00000001" },
          { address: "a.a", after: {} },
        ],
      }),
    );

    expect(changes.map(({ address, deposed }) => [address, deposed])).toEqual([
      ["a.a", undefined],
      ["a.a", "00000001"],
      ["a.a", "00000002"],
      ["b.b", undefined],
    ]);
  });

  it("says where a resource was, why it is replaced, and which attribute forces that", () => {
    const { changes } = planOf(
      planJson({
        changes: [
          {
            address: 'module.a["x"].aws_subnet.b[0]',
            previousAddress: "aws_subnet.b",
            actions: ["delete", "create"],
            actionReason: "replace_because_cannot_update",
            replacePaths: [["vpc_config", 0, "subnet_ids"]],
            before: { cidr_block: "10.0.0.0/24" },
            after: { cidr_block: "10.0.1.0/24" },
          },
        ],
      }),
      "prod-network",
    );

    expect(changes).toEqual([
      {
        stack: "prod-network",
        address: 'module.a["x"].aws_subnet.b[0]',
        previousAddress: "aws_subnet.b",
        mode: "managed",
        type: "aws_subnet",
        name: "b",
        action: "deleteThenCreate",
        rawActions: [],
        reason: "replace_because_cannot_update",
        replacePaths: [["vpc_config", 0, "subnet_ids"]],
        before: { cidr_block: "10.0.0.0/24" },
        after: { cidr_block: "10.0.1.0/24" },
      },
    ]);
  });

  it("has nothing before what is created, and nothing after what is deleted", () => {
    const { changes } = planOf(
      planJson({
        changes: [
          { address: "a.new", after: { a: 1 } },
          { address: "a.old", before: { a: 1 } },
        ],
      }),
    );

    expect(changes.map(({ before, after }) => [before, after])).toEqual([
      [undefined, { a: 1 }],
      [{ a: 1 }, undefined],
    ]);
  });

  it("says what is known only after apply, also where nothing of it is written", () => {
    const { changes } = planOf(
      planJson({
        changes: [
          {
            address: "a.b",
            after: { list: ["a", null], known: 1, whole: null },
            afterUnknown: { id: true, list: [false, true], block: [{ arn: true }], whole: { x: true }, known: false },
          },
        ],
      }),
    );

    expect(changes[0]?.after).toEqual({
      block: [{ arn: UNKNOWN }],
      id: UNKNOWN,
      known: 1,
      list: ["a", UNKNOWN],
      whole: { x: UNKNOWN },
    });
    expect(isUnknown(changes[0]?.after?.id)).toBe(true);
  });

  it("says when it is errored or incomplete", () => {
    expect(planOf(planJson({}))).toMatchObject({ errored: false, complete: true });
    expect(planOf(planJson({ errored: true }))).toMatchObject({ errored: true, complete: false });
    expect(planOf(planJson({ complete: false }))).toMatchObject({ errored: false, complete: false });
  });

  it("is incomplete when it puts off an action", () => {
    const deferred_action_invocations = [{ reason: "deferred_prereq", action_invocation: { address: "action.a.b" } }];

    expect(planOf(planJson({ rest: { deferred_action_invocations } })).complete).toBe(false);
    expect(planOf(planJson({ rest: { deferred_action_invocations: [] } })).complete).toBe(true);
  });

  it("is complete when its format does not say so yet", () => {
    const { complete: _complete, errored: _errored, ...older } = planJson({ formatVersion: "1.0" });

    expect(planOf(older)).toMatchObject({ errored: false, complete: true, formatVersion: "1.0" });
  });

  it("has what is deferred, and why", () => {
    const { deferred, changes } = planOf(
      planJson({
        deferred: [{ reason: "instance_count_unknown", change: { address: "aws_eip.a[*]", after: { domain: "vpc" } } }],
      }),
    );

    expect(changes).toEqual([]);
    expect(deferred).toMatchObject([
      { reason: "instance_count_unknown", change: { address: "aws_eip.a[*]", action: "create" } },
    ]);
  });

  it.each<[string, unknown, unknown]>([
    ["nothing and an empty map", null, {}],
    ["nothing and an empty list, within a block", [{ rules: null }], [{ rules: [] }]],
    ["nothing and an empty text", null, ""],
    ["the formatting of a document", '{"a":1}', '{\n  "a": 1\n}'],
  ])("does not take form for drift: %s", (_, before, after) => {
    const drift = [{ address: "a.b", before: { max: 3, value: before }, after: { max: 3, value: after } }];

    expect(planOf(planJson({ drift })).drift).toEqual([]);
  });

  it.each<[string, unknown, unknown]>([
    ["an element that is empty", [""], []],
    ["a document with another value", '{"a":1}', '{"a":2}'],
    ["false, which is no absence", null, false],
  ])("takes a value for drift: %s", (_, before, after) => {
    const drift = [{ address: "a.b", before: { value: before }, after: { value: after } }];

    expect(planOf(planJson({ drift })).drift).toHaveLength(1);
  });

  it("keeps the digits of numbers that a double does not carry", () => {
    const text = JSON.stringify(
      planJson({ changes: [{ address: "a.b", before: { n: 1 }, after: { n: 2, small: 0.1 } }] }),
    );
    const bytes = new TextEncoder().encode(text.replaceAll('"n":2', '"n":9007199254740993'));
    const [plan] = readPlans([{ file: "a.json", bytes }]);

    expect(plan?.changes[0]?.after).toEqual({ n: "9007199254740993", small: 0.1 });
  });

  it("has what was changed outside of Terraform", () => {
    const { drift } = planOf(planJson({ drift: [{ address: "a.b", before: { max: 3 }, after: { max: 9 } }] }));

    expect(drift).toMatchObject([{ action: "update", before: { max: 3 }, after: { max: 9 } }]);
  });

  it("has the actions that an apply runs beside the changes", () => {
    const invoked = {
      address: "action.aws_lambda_invoke.migrate",
      type: "aws_lambda_invoke",
      lifecycle_action_trigger: { triggering_resource_address: "aws_db_instance.main" },
    };
    const { invocations } = planOf(planJson({ rest: { action_invocations: [invoked] } }));

    expect(invocations).toEqual([{ address: "action.aws_lambda_invoke.migrate", trigger: "aws_db_instance.main" }]);
  });

  it("names the checks that do not pass, each instance by itself", () => {
    const address = (to_display: string) => ({ kind: "resource", to_display });
    const { failedChecks } = planOf(
      planJson({
        checks: [
          {
            address: address("check.fine"),
            status: "pass",
            instances: [{ address: address("check.fine"), status: "pass" }],
          },
          {
            address: address("a.b"),
            status: "fail",
            instances: [
              { address: address("a.b[0]"), status: "pass" },
              {
                address: address("a.b[1]"),
                status: "fail",
                problems: [{ message: "too small" }, { message: "too old" }],
              },
            ],
          },
          { address: address("a.c"), status: "error" },
          { address: address("a.d"), status: "unknown", instances: [{ address: address("a.d"), status: "unknown" }] },
          { address: address("a.e"), status: "never seen" },
        ],
      }),
    );

    expect(failedChecks).toEqual([
      { address: "a.b[1]", status: "fail", messages: ["too small", "too old"] },
      { address: "a.c", status: "error", messages: [] },
      { address: "a.d", status: "unknown", messages: [] },
      { address: "a.e", status: "unknown", messages: [] },
    ]);
  });

  it.each([
    [{ id: "vpc-1" }, {}, "vpc-1"],
    [{ id: "vpc-1" }, { id: true }, "(sensitive)"],
    [{ unknown: true }, {}, "(known after apply)"],
    [{ identity: { account: "1", name: "a" } }, {}, "account=1, name=a"],
    [{ identity: { account: "1", name: "a" } }, { name: true }, "account=1, name=(sensitive)"],
  ])("imports %j with the marks %j as %s", (importing, marks, shown) => {
    const after = { id: "vpc-1", name: "a" };
    const { changes } = planOf(
      planJson({
        changes: [{ address: "a.b", actions: ["no-op"], before: after, after, afterSensitive: marks, importing }],
      }),
    );

    expect(changes[0]).toMatchObject({ action: "noOp", importing: shown });
  });

  it("has the resources of both states, of all modules, without what is marked", () => {
    const resource = (address: string, values: object, sensitive_values: object) => ({
      ...{ address, mode: "managed", type: "aws_db_instance", name: "a", values, sensitive_values },
    });
    const { before, after } = planOf(
      planJson({
        priorState: {
          values: {
            root_module: {
              resources: [resource("aws_db_instance.a", { password: "abc", port: 1 }, { password: true })],
              child_modules: [
                {
                  address: "module.m",
                  child_modules: [
                    {
                      address: "module.m.module.n",
                      resources: [
                        resource(
                          "module.m.module.n.aws_db_instance.a",
                          { users: ["x", "y"] },
                          { users: [false, true] },
                        ),
                      ],
                    },
                  ],
                },
              ],
            },
          },
        },
      }),
    );

    expect(after).toEqual(before);
    expect(before.map(({ address, values }) => [address, values])).toEqual([
      ["aws_db_instance.a", { port: 1 }],
      ["module.m.module.n.aws_db_instance.a", { users: ["x", null] }],
    ]);
  });
});

describe("the configuration of a plan", () => {
  it("keeps what refers to what, and no value", () => {
    const { configuration } = planOf(
      planJson({
        variables: { password: { value: "hunter2-variable" } },
        configuration: {
          provider_config: {
            aws: {
              expressions: { region: { constant_value: "eu-west-1" }, secret_key: { constant_value: "hunter2-key" } },
            },
          },
          root_module: {
            variables: { password: { default: "hunter2-default" } },
            outputs: { arn: { expression: { constant_value: "hunter2-output", references: ["a.b.arn", "a.b"] } } },
            resources: [
              {
                address: "a.b",
                type: "a",
                expressions: {
                  name: { constant_value: "hunter2-name" },
                  role: { references: ["aws_iam_role.r.arn", "aws_iam_role.r"] },
                  block: [{ text: { constant_value: "hunter2-text" } }, { key: { references: ["var.key"] } }],
                },
              },
            ],
            module_calls: {
              m: {
                expressions: { size: { constant_value: "hunter2-size" }, id: { references: ["a.b.id", "a.b"] } },
                module: { resources: [{ address: "a.c", expressions: { id: { references: ["var.id"] } } }] },
              },
            },
          },
        },
      }),
    );

    expect(configuration).toEqual({
      provider_config: { aws: { expressions: { region: { constant_value: "eu-west-1" } } } },
      root_module: {
        outputs: { arn: { expression: { references: ["a.b.arn", "a.b"] } } },
        resources: [
          {
            address: "a.b",
            expressions: {
              name: { references: [] },
              role: { references: ["aws_iam_role.r.arn", "aws_iam_role.r"] },
              block: [{ text: { references: [] } }, { key: { references: ["var.key"] } }],
            },
          },
        ],
        module_calls: {
          m: {
            expressions: { size: { references: [] }, id: { references: ["a.b.id", "a.b"] } },
            module: {
              outputs: {},
              resources: [{ address: "a.c", expressions: { id: { references: ["var.id"] } } }],
              module_calls: {},
            },
          },
        },
      },
    });
  });

  it("keeps a state machine's definition, unless that is marked", () => {
    const definition = { constant_value: `{"max": 24, "arn": "\${a.b.arn}"}`, references: ["a.b.arn", "a.b"] };
    const address = "aws_sfn_state_machine.m";
    const configuration = {
      root_module: { resources: [{ address, type: "aws_sfn_state_machine", expressions: { definition } }] },
    };
    const planned = (afterSensitive: object) =>
      JSON.stringify(
        planOf(
          planJson({
            configuration,
            changes: [{ address, after: {}, afterUnknown: { definition: true }, afterSensitive }],
          }),
        ).configuration,
      );

    expect(planned({})).toContain('\\"max\\": 24');
    expect(planned({ definition: true })).not.toContain("max");
  });
});

describe("plans that are read together", () => {
  it.each([
    ["plans/prod-network.plan.json", "prod-network"],
    ["prod-network.json", "prod-network"],
    ["./a.b.tfplan.json", "a.b"],
    ["plan", "plan"],
    ["-", "stdin"],
  ])("%s is of the stack %s", (file, stack) => {
    expect(stackOf(file)).toBe(stack);
  });

  it("stay in the order in which they were given", () => {
    const plans = readPlans([source("b.json", planJson({})), source("a.json", planJson({}))]);

    expect(plans.map(({ stack }) => stack)).toEqual(["b", "a"]);
  });

  it("must have different names", () => {
    const both = [source("dev/network.plan.json", planJson({})), source("prod/network.json", planJson({}))];

    expect(() => readPlans(both)).toThrow(
      "dev/network.plan.json and prod/network.json: must have different names, which are those of the stacks, got network twice",
    );
  });
});
