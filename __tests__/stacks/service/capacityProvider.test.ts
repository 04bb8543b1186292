import { afterAll, describe, expect, it } from "@jest/globals";
import { defineEnvironment } from "../../../stacks/config/environment.ts";
import type { EnvironmentConfig } from "../../../stacks/config/schema.ts";
import { capacityProviderName, instanceLogGroupName } from "../../../stacks/service/capacityProvider.ts";
import { type Changes, EXISTING_VPC, environmentInput } from "../../support/stacks/environments.ts";
import { handedOver, ref, removeTemporaryFolders, synthesise } from "../../support/stacks/template.ts";

interface Provider {
  readonly name: string;
  readonly vpc_config: readonly Record<string, unknown>[];
  readonly instance_requirements: readonly Record<string, unknown>[];
  readonly capacity_provider_scaling_config: readonly Record<string, unknown>[];
  readonly depends_on: readonly string[];
}

const define = (changes: Changes = {}) => defineEnvironment(environmentInput(changes));

const nameIn = ({ network, functions }: EnvironmentConfig) =>
  capacityProviderName({
    name: "test-video-processor",
    config: functions.processor.capacityProvider,
    network,
    subnetIds: [],
    securityGroupIds: [],
  });

const KMS = "arn:aws:kms:eu-west-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef";
/** Two subnets of one zone. */
const TWO = ["subnet-bbbb2222", "subnet-cccc3333"];
const on = (field: string) => `functions.processor.capacityProvider.${field}`;

describe("a capacity provider's name", () => {
  const original = nameIn(define());

  it("ends with eight hexadecimal digits of its immutable fields", () => {
    expect(original).toMatch(/^test-video-processor-[0-9a-f]{8}$/);
  });

  it.each<[string, Changes]>([
    ["zones", { "network.availabilityZones": ["eu-west-1a", "eu-west-1b"] }],
    ["zones' blocks", { "network.availabilityZones": { "eu-west-1a": 0, "eu-west-1b": 2, "eu-west-1c": 1 } }],
    ["zones with a gap between them", { "network.availabilityZones": ["eu-west-1a", "eu-west-1c"] }],
    ["addresses", { "network.cidr": "10.21.0.0/16" }],
    ["network", { network: EXISTING_VPC }],
    ["architecture", { "functions.processor.architecture": "x86_64", [on("architecture")]: "x86_64" }],
    ["allowed instance types", { [on("allowedInstanceTypes")]: ["m8g.large"] }],
    ["excluded instance types", { [on("excludedInstanceTypes")]: ["m8g.large"] }],
    ["KMS key", { [on("kmsKeyArn")]: KMS }],
    ["revision", { [on("revision")]: 0 }],
  ])("changes with its %s, so that the successor can exist beside it", (_what, changes) => {
    expect(nameIn(define(changes))).not.toBe(original);
  });

  it("stays what deployed environments have while no revision is written", () => {
    expect(original).toBe("test-video-processor-2f60944d");
  });

  it("changes with each revision, whether it is written as a number or as text", () => {
    const [one, two, word] = [1, 2, "2"].map((revision) => nameIn(define({ [on("revision")]: revision })));
    expect(two).not.toBe(one);
    expect(word).toBe(two);
  });

  it("tells allowed from excluded instance types", () => {
    const types = ["m8g.large"];
    expect(nameIn(define({ [on("allowedInstanceTypes")]: types }))).not.toBe(
      nameIn(define({ [on("excludedInstanceTypes")]: types })),
    );
  });

  it.each<[string, Changes]>([
    ["zones' order", { "network.availabilityZones": ["eu-west-1c", "eu-west-1a", "eu-west-1b"] }],
    [
      "zones' way of being written",
      { "network.availabilityZones": { "eu-west-1c": 2, "eu-west-1a": 0, "eu-west-1b": 1 } },
    ],
    ["vCPUs", { [on("maxVCpus")]: 64 }],
    ["scaling mode", { [on("scaling")]: { mode: "Auto" } }],
    ["CPU target", { [on("scaling")]: { mode: "Manual", targetCpuPercent: 50 } }],
    ["function's memory", { "functions.processor.memoryMib": 8_192 }],
    ["function's concurrency", { "functions.processor.maxConcurrency": 8 }],
    ["function's lease", { "functions.processor.lease": { min: 2, max: 4 } }],
    ["egress", { "network.egress": { type: "nat", gateways: "one" } }],
    ["logs' retention", { "logs.retentionDays": 30 }],
  ])("stays when its %s changes, which AWS does in place", (_what, changes) => {
    expect(nameIn(define(changes))).toBe(original);
  });

  it("is the same for the same subnets of an existing network, in whatever order they are written", () => {
    const { subnetIds } = EXISTING_VPC;
    const reversed = Object.fromEntries(Object.entries(subnetIds).toReversed());

    const [name, other] = [subnetIds, reversed].map((ids) =>
      nameIn(define({ network: { ...EXISTING_VPC, subnetIds: ids } })),
    );
    expect(other).toBe(name);
  });

  it("stays what it was when a zone could have one subnet only, also where it is written as a list", () => {
    const { "eu-west-1b": one } = EXISTING_VPC.subnetIds;
    const listed = { ...EXISTING_VPC.subnetIds, "eu-west-1b": [one] };

    const names = [EXISTING_VPC.subnetIds, listed].map((subnetIds) =>
      nameIn(define({ network: { ...EXISTING_VPC, subnetIds } })),
    );
    expect(names).toEqual(["test-video-processor-5c63f109", "test-video-processor-5c63f109"]);
  });

  it("is the same for the subnets of a zone in whatever order they are written", () => {
    const [name, other] = [TWO, TWO.toReversed()].map((ids) =>
      nameIn(define({ network: { ...EXISTING_VPC, subnetIds: { ...EXISTING_VPC.subnetIds, "eu-west-1b": ids } } })),
    );
    expect(other).toBe(name);
  });

  it.each<[string, Changes]>([
    ["VPC", { vpcId: "vpc-00000009" }],
    ["subnets", { subnetIds: { "eu-west-1a": "subnet-aaaa1111", "eu-west-1b": "subnet-00000009" } }],
    ["second subnet of a zone", { subnetIds: { ...EXISTING_VPC.subnetIds, "eu-west-1b": TWO } }],
  ])("changes with the %s of an existing network", (_what, change) => {
    const name = nameIn(define({ network: EXISTING_VPC }));
    expect(nameIn(define({ network: { ...EXISTING_VPC, ...change } }))).not.toBe(name);
  });
});

describe("the capacity providers", () => {
  const plain = define({ name: "plain" });
  const chosen = define({
    name: "chosen",
    "functions.processor.architecture": "x86_64",
    [on("architecture")]: "x86_64",
    [on("allowedInstanceTypes")]: ["m7i.large"],
    [on("kmsKeyArn")]: KMS,
    "functions.api.capacityProvider.excludedInstanceTypes": ["t4g.*"],
  });
  const synthesised = synthesise([plain, chosen]);
  afterAll(removeTemporaryFolders);

  const providers = (environment: string) => {
    const [api, processor, ...others] = synthesised
      .stack(`${environment}-service`)
      .resources<Provider>("aws_lambda_capacity_provider");
    if (!api || !processor || others.length > 0) throw new Error("not two capacity providers");
    return { api, processor };
  };

  it("carry their functions' names and are made before their predecessors go", () => {
    const { api, processor } = providers("plain");

    expect(processor.name).toMatch(/^plain-video-processor-[0-9a-f]{8}$/);
    expect(api.name).toMatch(/^plain-video-api-[0-9a-f]{8}$/);
    for (const provider of [api, processor]) {
      expect(provider).toHaveProperty("lifecycle", { create_before_destroy: true });
    }
  });

  it("run in all private subnets, with the instances' security group", () => {
    const subnet = (zone: string) => handedOver("plain-network", `aws_subnetprivate-${zone}id`);

    const { api, processor } = providers("plain");

    expect(api.vpc_config).toEqual([
      {
        subnet_ids: ["eu-west-1a", "eu-west-1b", "eu-west-1c"].map(subnet),
        security_group_ids: [handedOver("plain-network", "aws_security_groupinstancesid")],
      },
    ]);
    expect(processor.vpc_config).toEqual(api.vpc_config);
  });

  it("name every attribute of their instance requirements, null where unset, as Terraform demands", () => {
    expect(providers("plain").processor.instance_requirements).toEqual([
      { architectures: ["arm64"], allowed_instance_types: null, excluded_instance_types: null },
    ]);
    expect(providers("chosen").processor.instance_requirements).toEqual([
      { architectures: ["x86_64"], allowed_instance_types: ["m7i.large"], excluded_instance_types: null },
    ]);
    expect(providers("chosen").api.instance_requirements).toEqual([
      { architectures: ["arm64"], allowed_instance_types: null, excluded_instance_types: ["t4g.*"] },
    ]);
  });

  it("name every attribute of their scaling, null where Lambda decides", () => {
    const { api, processor } = providers("plain");

    expect(api.capacity_provider_scaling_config).toEqual([
      { max_vcpu_count: 32, scaling_mode: "Auto", scaling_policies: null },
    ]);
    expect(processor.capacity_provider_scaling_config).toEqual([
      {
        max_vcpu_count: 32,
        scaling_mode: "Manual",
        scaling_policies: [{ predefined_metric_type: "LambdaCapacityProviderAverageCPUUtilization", target_value: 70 }],
      },
    ]);
  });

  it("encrypt volumes with the configured key, and with AWS's own without one", () => {
    expect(providers("chosen").processor).toHaveProperty("kms_key_arn", KMS);
    expect(providers("chosen").api).not.toHaveProperty("kms_key_arn");
  });

  it.each(["api", "processor"] as const)("find the log group for the %s's instances in place", (id) => {
    const provider = providers("plain")[id];
    const group = synthesised
      .stack("plain-service")
      .resource("aws_cloudwatch_log_group", { name: instanceLogGroupName(provider.name) });

    expect(provider.depends_on).toContain(group.address);
  });

  it("share one operator role, which may launch instances before the first provider is made", () => {
    const template = synthesised.stack("plain-service");
    const role = template.resource("aws_iam_role", { name: "plain-video-operator" });
    const policy = template.resource("aws_iam_role_policy", { role: ref(role, "name") });

    const { api, processor } = providers("plain");
    for (const provider of [api, processor]) {
      expect(provider.depends_on).toContain(policy.address);
      expect(provider).toHaveProperty("permissions_config", [
        { capacity_provider_operator_role_arn: ref(role, "arn") },
      ]);
    }
  });
});

describe("a network from the time when blocks followed the order of the list", () => {
  // What the code of that time gave for ["eu-west-1c", "eu-west-1a", "eu-west-1b"].
  const NAME = "test-video-processor-b2ceefb3";

  it("keeps its provider's name when its blocks are written down", () => {
    const recorded = { "eu-west-1a": 1, "eu-west-1b": 2, "eu-west-1c": 0 };
    expect(nameIn(define({ "network.availabilityZones": recorded }))).toBe(NAME);
  });
});
