import { describe, expect, it } from "@jest/globals";
import { networkRules } from "../../../../plan/rules/network/networkRules.ts";
import type { ChangeSpec } from "../../../support/plan/json.ts";
import {
  brief,
  CREATE_FIRST,
  create,
  destroy,
  findingsOf,
  keep,
  PROVIDER_ADDRESS,
  provider,
  update,
} from "../capacity/samples.ts";

const SUBNET = "aws_subnet.c";
const GROUP = "aws_security_group.instances";
const VPC = "aws_vpc.main";
const subnet = (zone: string) => ({ id: `subnet-${zone}`, vpc_id: "vpc-1", availability_zone: `eu-west-1${zone}` });
const group = { id: "sg-instances", vpc_id: "vpc-1" };
const vpc = { id: "vpc-1", cidr_block: "10.0.0.0/16" };

const findings = (network: ChangeSpec[], ...service: ChangeSpec[]) =>
  findingsOf(networkRules, { network: { changes: network }, service: { changes: service } });
const found = (...given: Parameters<typeof findings>) => brief(findings(...given));

const stays = keep(PROVIDER_ADDRESS, provider());
const inSubnets = (...subnets: string[]) =>
  provider({ name: "video-2", vpc_config: [{ subnet_ids: subnets, security_group_ids: ["sg-instances"] }] });
const moves = update(PROVIDER_ADDRESS, provider(), inSubnets("subnet-a", "subnet-b"), { actions: CREATE_FIRST });
const subnetGoes = destroy(SUBNET, subnet("c"));

describe("a part of the network that goes", () => {
  it.each([
    ["subnet is destroyed", subnetGoes, SUBNET],
    ["subnet is replaced", update(SUBNET, subnet("c"), { vpc_id: "vpc-1" }, { actions: ["delete", "create"] }), SUBNET],
    ["security group is destroyed", destroy(GROUP, group), GROUP],
  ])("fails while a provider of another stack names it: %s", (_, change, address) => {
    const [finding, ...others] = findings([change], stays);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ severity: "critical", rule: "network-in-use", address, applyFails: true });
    expect(finding?.what).toContain("video-1 (service)");
    expect(finding?.why).toContain("DependencyViolation");
  });

  it("has no order that works while the provider moves with its own stack", () => {
    const [finding] = findings([subnetGoes], moves);
    expect(finding).toMatchObject({ severity: "critical", what: expect.stringContaining("no order of applies works") });
    expect(finding?.remedy).toContain("two phases");
  });

  it("is not kept for a second phase when it is replaced", () => {
    const anew = update(SUBNET, subnet("c"), { vpc_id: "vpc-1" }, { actions: ["delete", "create"] });
    expect(findings([anew], moves)[0]?.remedy).toContain("beside it under another address");
  });

  it("stands for all that is in it when it is a VPC", () => {
    const vpcGoes = update(VPC, vpc, { cidr_block: "10.1.0.0/16" }, { actions: ["delete", "create"] });
    const changes = [vpcGoes, ...["a", "b", "c"].map((zone) => destroy(`aws_subnet.${zone}`, subnet(zone)))];
    const [finding, ...others] = findings([...changes, destroy(GROUP, group)], moves);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ severity: "critical", address: VPC });
    expect(finding?.remedy).toContain("refuses to replace a VPC");
  });

  it("is said once for several subnets", () => {
    const [finding, ...others] = findings([destroy("aws_subnet.b", subnet("b")), subnetGoes], stays);
    expect(others).toEqual([]);
    expect(finding?.what).toContain("aws_subnet.b and aws_subnet.c are destroyed");
  });

  it("is fine when the provider goes too, does not use it, is in the same stack, or only tags change", () => {
    expect(found([subnetGoes], destroy(PROVIDER_ADDRESS, provider()))).toEqual([]);
    expect(found([destroy("aws_subnet.d", subnet("d"))], stays)).toEqual([]);
    expect(found([subnetGoes, moves])).toEqual([]);
    expect(found([update(SUBNET, subnet("c"), { ...subnet("c"), tags: { team: "video" } })], stays)).toEqual([]);
    expect(found([destroy(SUBNET, subnet("c"), { actions: ["forget"] })], stays)).toEqual([]);
    expect(found([create("aws_subnet.d", { vpc_id: "vpc-1" })], stays)).toEqual([]);
  });
});

describe("the network's plan alone", () => {
  it("says that other stacks must let go first", () => {
    const [finding, ...others] = findings([subnetGoes]);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ severity: "high", address: SUBNET });
    expect(finding?.what).toContain("whatever uses it in other stacks must let go first");
    expect(found([destroy(GROUP, group)])).toEqual([`high network-in-use ${GROUP}`]);
  });

  it("says nothing of public subnets, and of the group of endpoints", () => {
    const nat = keep("aws_nat_gateway.main", { id: "nat-1", subnet_id: "subnet-c" });
    expect(found([subnetGoes, nat])).toEqual([]);
    expect(found([destroy(SUBNET, { ...subnet("c"), map_public_ip_on_launch: true })])).toEqual([]);
    const endpoint = keep("aws_vpc_endpoint.logs", { id: "vpce-1", security_group_ids: ["sg-instances"] });
    expect(found([destroy(GROUP, group), endpoint])).toEqual([]);
  });
});
