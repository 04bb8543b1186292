import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { groupsOf } from "../../../cost/bill/groups.ts";
import { createBasis } from "../../../cost/constants.ts";
import { inventoryOfPlan, resourcesOf } from "../../../cost/inventory/planned.ts";

// A plan of the real terraform before anything exists: count, for_each, and a module that gets its capacity provider by variable.
const { planned_values, configuration } = JSON.parse(
  readFileSync(new URL("../../../plan/examples/modules.plan.json", import.meta.url), "utf8"),
);
const all = resourcesOf(planned_values.root_module);
const PROVIDER = "aws_lambda_capacity_provider";
const FUNCTION = "aws_lambda_function";

const provider = (name: string, values = {}) => ({
  address: `${PROVIDER}.${name}`,
  type: PROVIDER,
  values: { arn: `arn:aws:lambda:eu-west-1:1:capacity-provider:${name}`, name, ...values },
});

const managed = (name: string, capacity_provider_arn: unknown, values = {}) => ({
  address: `${FUNCTION}.${name}`,
  type: FUNCTION,
  values: {
    function_name: name,
    memory_size: 4096,
    capacity_provider_config: [{ lambda_managed_instances_capacity_provider_config: [{ capacity_provider_arn }] }],
    ...values,
  },
});

describe("a plan in which nothing is known yet", () => {
  const inventory = inventoryOfPlan(all, configuration, "video");

  it("finds resources of modules, and each function's own capacity provider through the module's variable", () => {
    expect(inventory.functions.map(({ address, provider: on }) => [address, on?.address])).toEqual([
      ['module.video["a"].aws_lambda_function.api', 'aws_lambda_capacity_provider.tenant["a"]'],
      ['module.video["b"].aws_lambda_function.api', 'aws_lambda_capacity_provider.tenant["b"]'],
    ]);
    expect(inventory.providers).toMatchObject([
      { maxVCpus: 64, allowedInstanceTypes: ["m7g.*"] },
      { maxVCpus: 32, scaling: { mode: "Auto" } },
    ]);
    expect(inventory.functions[0]).toMatchObject({ architecture: "arm64", memoryMib: 4096, memoryGibPerVCpu: 4 });
  });

  it("follows a module's output to the one function that is meant", () => {
    expect(inventory.scalingConfigs).toMatchObject([
      { function: { stack: "video", address: 'module.video["a"].aws_lambda_function.api' }, min: 2, max: 6 },
    ]);
    const unknown = all.map((one) =>
      one.type === "aws_lambda_function_scaling_config"
        ? { ...one, values: { function_scaling_config: one.values?.function_scaling_config } }
        : one,
    );
    expect(inventoryOfPlan(unknown, configuration, "video").scalingConfigs).toEqual(inventory.scalingConfigs);
  });

  it("counts an endpoint's zones by the subnets that a reference stands for", () => {
    expect(inventory.interfaceEndpoints).toMatchObject([{ subnets: 3 }]);
    const withoutIds = all.map((one) =>
      one.type === "aws_vpc_endpoint" ? { ...one, values: { vpc_endpoint_type: "Interface" } } : one,
    );
    expect(inventoryOfPlan(withoutIds, configuration).interfaceEndpoints).toMatchObject([{ subnets: 3 }]);
  });

  it("knows the Region, addresses and gateways, and that a workflow's definition is not known", () => {
    expect(inventory.regions).toEqual(["eu-west-1"]);
    expect(inventory.natGateways).toEqual([{ stack: "video", address: "aws_nat_gateway.nat" }]);
    expect(inventory.publicIpv4).toEqual([{ stack: "video", address: "aws_eip.nat" }]);
    expect(inventory.workflows).toMatchObject([{ address: "aws_sfn_state_machine.unknown", max: undefined }]);
  });
});

describe("what was there before, without a configuration", () => {
  it.each([
    ["its ARN", "arn:aws:lambda:eu-west-1:1:capacity-provider:one"],
    ["an ARN of another partition with its name", "arn:aws-cn:lambda:cn-north-1:2:capacity-provider:one"],
  ])("links a function to its capacity provider by %s", (_, arn) => {
    const { functions, notes } = inventoryOfPlan([provider("two"), provider("one"), managed("api", arn)]);
    expect(functions[0]?.provider?.address).toBe(`${PROVIDER}.one`);
    expect(notes).toEqual([]);
  });

  it("says so when the capacity provider is somewhere else, and counts what ordinary Lambda runs apart", () => {
    const resources = [
      managed("api", "arn:aws:lambda:eu-west-1:1:capacity-provider:other"),
      managed("cron", null, { capacity_provider_config: [], memory_size: null }),
      provider("one"),
    ];
    const inventory = inventoryOfPlan(resources);
    const { functions, ordinaryFunctions } = inventory;
    const [{ limits, notes } = {}] = groupsOf(inventory, createBasis({ defaultMaxVCpus: 300 }));
    expect(functions).toMatchObject([{ address: `${FUNCTION}.api`, provider: undefined, architecture: "x86_64" }]);
    expect(ordinaryFunctions).toMatchObject([{ address: `${FUNCTION}.cron`, memoryMib: 128 }]);
    expect(limits?.maxVCpus).toBe(300);
    expect(notes).toEqual([
      {
        subject: `${FUNCTION}.api`,
        text: "its capacity provider is in none of the stacks: any instance type, and 300 vCPUs, Lambda's default",
      },
    ]);
  });

  it("takes Lambda's defaults where a capacity provider or a function says nothing", () => {
    const arn = provider("one").values.arn;
    const empty = { instance_requirements: [{ allowed_instance_types: [], architectures: null }], tags: null };
    const inventory = inventoryOfPlan([provider("one", empty), managed("api", arn, { memory_size: 128 })]);
    const { limits, functions } = groupsOf(inventory, createBasis())[0] ?? {};
    expect(limits).toMatchObject({ maxVCpus: 400, scaling: { mode: "Auto" }, allowedInstanceTypes: undefined });
    expect(functions).toMatchObject([{ memoryMib: 2048, memoryGibPerVCpu: 2 }]);
  });

  it("ignores data sources, resources without values, and items and definitions of others", () => {
    const resources = [
      { ...provider("read"), mode: "data" },
      { address: "aws_nat_gateway.new", type: "aws_nat_gateway", values: null },
      {
        address: "aws_dynamodb_table_item.x",
        type: "aws_dynamodb_table_item",
        values: { item: '{"pk":{"S":"user"}}' },
      },
      { address: "aws_dynamodb_table_item.y", type: "aws_dynamodb_table_item", values: { item: "not JSON" } },
      { address: "aws_sfn_state_machine.x", type: "aws_sfn_state_machine", values: { definition: '{"StartAt":"A"}' } },
    ];
    expect(inventoryOfPlan(resources)).toMatchObject({
      providers: [],
      natGateways: [{ address: "aws_nat_gateway.new" }],
      declared: [],
      workflows: [],
      notes: [],
    });
  });

  it("says so when a declaration breaks its own rules", () => {
    const item = JSON.stringify({
      pk: { S: "declaration" },
      sk: { S: "api" },
      functionName: { S: "api" },
      baseline: { M: { min: { N: "3" }, max: { N: "2" } } },
      limit: { N: "8" },
    });
    const { declared, notes } = inventoryOfPlan([
      { address: "aws_dynamodb_table_item.api", type: "aws_dynamodb_table_item", values: { item } },
    ]);
    expect(declared).toEqual([]);
    expect(notes[0]?.text).toBe("is no declaration, and is not counted: baseline: min must not be above max, got 3/2");
  });
});
