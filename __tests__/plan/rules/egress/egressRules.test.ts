import { describe, expect, it } from "@jest/globals";
import { egressRules } from "../../../../plan/rules/egress/egressRules.ts";
import type { ChangeSpec } from "../../../support/plan/json.ts";
import { brief, findingsOf, type Json, PROVIDER_ADDRESS, provider } from "../capacity/samples.ts";

/** The resources of a network by address; where one is left out or another, the apply changes it. */
type Network = Readonly<Record<string, Json>>;

const VPC: Network = {
  "aws_vpc.main": { id: "vpc-1", enable_dns_support: true, enable_dns_hostnames: true },
  "aws_security_group.instances": { id: "sg-instances", vpc_id: "vpc-1", ingress: [], egress: [] },
  ...Object.fromEntries(
    ["a", "b", "c"].flatMap((zone): [string, Json][] => [
      [`aws_subnet.${zone}`, { id: `subnet-${zone}`, vpc_id: "vpc-1", availability_zone: `eu-west-1${zone}` }],
      [`aws_route_table.${zone}`, { id: `rtb-${zone}`, vpc_id: "vpc-1" }],
      [`aws_route_table_association.${zone}`, { subnet_id: `subnet-${zone}`, route_table_id: `rtb-${zone}` }],
    ]),
  ),
};

const rule = (values: Json): Json => ({ ip_protocol: "tcp", from_port: 443, to_port: 443, ...values });
const interfaceEndpoint = (service: string): Json => ({
  id: `vpce-${service}`,
  vpc_id: "vpc-1",
  service_name: `com.amazonaws.eu-west-1.${service}`,
  vpc_endpoint_type: "Interface",
  private_dns_enabled: true,
  subnet_ids: ["subnet-a", "subnet-b", "subnet-c"],
  security_group_ids: ["sg-endpoints"],
});

const INGRESS = "aws_vpc_security_group_ingress_rule.endpoints";
const TO_ENDPOINTS = "aws_vpc_security_group_egress_rule.endpoints";
const LOGS = "aws_vpc_endpoint.logs";
const STATES = "aws_vpc_endpoint.states";
const DYNAMODB = "aws_vpc_endpoint.dynamodb";

const ENDPOINTS: Network = {
  ...VPC,
  "aws_security_group.endpoints": { id: "sg-endpoints", vpc_id: "vpc-1", ingress: [], egress: [] },
  [INGRESS]: rule({ security_group_id: "sg-endpoints", referenced_security_group_id: "sg-instances" }),
  [TO_ENDPOINTS]: rule({ security_group_id: "sg-instances", referenced_security_group_id: "sg-endpoints" }),
  "aws_vpc_security_group_egress_rule.dynamodb": rule({ security_group_id: "sg-instances", prefix_list_id: "pl-1" }),
  [LOGS]: interfaceEndpoint("logs"),
  [STATES]: interfaceEndpoint("states"),
  [DYNAMODB]: {
    id: "vpce-dynamodb",
    vpc_id: "vpc-1",
    service_name: "com.amazonaws.eu-west-1.dynamodb",
    vpc_endpoint_type: "Gateway",
    prefix_list_id: "pl-1",
    private_dns_enabled: false,
    route_table_ids: ["rtb-a", "rtb-b", "rtb-c"],
    security_group_ids: [],
  },
};

const NAT: Network = {
  ...VPC,
  "aws_vpc_security_group_egress_rule.anywhere": rule({ security_group_id: "sg-instances", cidr_ipv4: "0.0.0.0/0" }),
  "aws_nat_gateway.main": { id: "nat-1" },
  ...Object.fromEntries(
    ["a", "b", "c"].map((zone): [string, Json] => [
      `aws_route.${zone}`,
      { route_table_id: `rtb-${zone}`, destination_cidr_block: "0.0.0.0/0", nat_gateway_id: "nat-1", gateway_id: "" },
    ]),
  ),
};

/** From one network to another: whatever differs is created, changed or destroyed. */
const between = (before: Network, after: Network): ChangeSpec[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].map((address) => ({
    address,
    before: before[address] ?? null,
    after: after[address] ?? null,
  }));

const without = (network: Network, ...addresses: readonly string[]): Network =>
  Object.fromEntries(Object.entries(network).filter(([address]) => !addresses.includes(address)));
const changed = (network: Network, address: string, values: Json): Network => ({
  ...network,
  [address]: { ...network[address], ...values },
});

const there: ChangeSpec = { address: PROVIDER_ADDRESS, before: provider(), after: provider() };

/** The network in one stack, the capacity provider in another. */
const findings = (before: Network, after: Network, service: readonly ChangeSpec[] = [there]) =>
  findingsOf(egressRules, { network: { changes: between(before, after) }, service: { changes: service } });
const found = (...given: Parameters<typeof findings>) => brief(findings(...given));

describe("the way to CloudWatch Logs through endpoints", () => {
  it.each([
    ["the endpoint goes", LOGS, without(ENDPOINTS, LOGS)],
    ["private DNS goes off", LOGS, changed(ENDPOINTS, LOGS, { private_dns_enabled: false })],
    [
      "the VPC no longer has DNS names",
      "aws_vpc.main",
      changed(ENDPOINTS, "aws_vpc.main", { enable_dns_hostnames: false }),
    ],
  ])("is lost when %s", (_, address, after) => {
    expect(found(ENDPOINTS, after)).toContain(`high egress-logs-lost ${address}`);
  });

  it.each([
    ["lets nobody in", INGRESS, without(ENDPOINTS, INGRESS)],
    ["lets another port in", INGRESS, changed(ENDPOINTS, INGRESS, { from_port: 80, to_port: 80 })],
    ["lets another group in", INGRESS, changed(ENDPOINTS, INGRESS, { referenced_security_group_id: "sg-endpoints" })],
    ["of the instances lets nothing out there", TO_ENDPOINTS, without(ENDPOINTS, TO_ENDPOINTS)],
  ])("is lost when the security group %s", (_, address, after) => {
    expect(found(ENDPOINTS, after)).toEqual([
      `high egress-logs-lost ${address}`,
      `medium egress-service-lost ${address}`,
    ]);
  });

  it.each([
    ["nothing changes", ENDPOINTS],
    ["an endpoint gets another tag", changed(ENDPOINTS, LOGS, { tags: { team: "video" } })],
    [
      "a range lets the instances in",
      changed(ENDPOINTS, INGRESS, { referenced_security_group_id: null, cidr_ipv4: "10.20.0.0/16" }),
    ],
    ["Terraform only lets go of nothing else", changed(ENDPOINTS, DYNAMODB, { policy: "{}" })],
  ])("stays when %s", (_, after) => {
    expect(found(ENDPOINTS, after)).toEqual([]);
  });

  it.each([
    ["NAT takes over", { ...without(ENDPOINTS, LOGS, STATES, DYNAMODB), ...NAT }],
    [
      "another logs endpoint takes over",
      { ...without(ENDPOINTS, LOGS), "aws_vpc_endpoint.other": interfaceEndpoint("logs") },
    ],
  ])("is there again, after a gap that there may be, when %s", (_, after) => {
    expect(found(ENDPOINTS, after)).toEqual([`medium egress-gap ${LOGS}`]);
  });

  it("stays when Terraform only lets go of the endpoint", () => {
    const changes = between(ENDPOINTS, ENDPOINTS).map((change) =>
      change.address === LOGS ? { ...change, after: null, actions: ["forget"] } : change,
    );
    expect(brief(findingsOf(egressRules, [...changes, there]))).toEqual([]);
  });

  it("is one finding for all capacity providers on it", () => {
    const second = {
      address: "aws_lambda_capacity_provider.second",
      before: provider({ name: "video-2" }),
      after: provider({ name: "video-2" }),
    };
    const [finding, ...others] = findings(ENDPOINTS, without(ENDPOINTS, LOGS), [there, second]);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      stack: "network",
      what: expect.stringContaining("instances of video-1 and video-2"),
    });
  });
});

describe("the way to CloudWatch Logs through NAT", () => {
  it.each([
    ["the gateway goes, and its routes stay", "aws_nat_gateway.main", without(NAT, "aws_nat_gateway.main")],
    ["a route of one zone goes", "aws_route.b", without(NAT, "aws_route.b")],
    [
      "a route no longer leads everywhere",
      "aws_route.c",
      changed(NAT, "aws_route.c", { destination_cidr_block: "10.0.0.0/8" }),
    ],
    [
      "a subnet falls back to the main route table",
      "aws_route_table_association.a",
      without(NAT, "aws_route_table_association.a"),
    ],
    [
      "nothing may leave the instances' group",
      "aws_vpc_security_group_egress_rule.anywhere",
      without(NAT, "aws_vpc_security_group_egress_rule.anywhere"),
    ],
  ])("is lost when %s", (_, address, after) => {
    expect(found(NAT, after)).toEqual([`high egress-logs-lost ${address}`]);
  });

  it.each([
    ["nothing changes", NAT],
    [
      "a zone gets a gateway of its own",
      { ...changed(NAT, "aws_route.b", { nat_gateway_id: "nat-2" }), "aws_nat_gateway.b": { id: "nat-2" } },
    ],
    [
      "a transit gateway takes over",
      changed(NAT, "aws_route.b", { nat_gateway_id: null, transit_gateway_id: "tgw-1" }),
    ],
  ])("stays when %s", (_, after) => {
    expect(found(NAT, after)).toEqual([]);
  });

  it("goes over to endpoints, and everything else is said to be lost", () => {
    expect(found(NAT, ENDPOINTS)).toEqual([
      "medium egress-gap aws_nat_gateway.main",
      "medium egress-internet-lost aws_nat_gateway.main",
    ]);
  });

  it("knows routes that are written in their table", () => {
    const written = (routes: readonly Json[]): Network => {
      const tables = ["a", "b", "c"].map((zone): [string, Json] => [
        `aws_route_table.${zone}`,
        { id: `rtb-${zone}`, vpc_id: "vpc-1", route: routes },
      ]);
      return { ...without(NAT, "aws_route.a", "aws_route.b", "aws_route.c"), ...Object.fromEntries(tables) };
    };
    const out = { cidr_block: "0.0.0.0/0", nat_gateway_id: "nat-1" };
    expect(found(written([out]), written([]))).toEqual(["high egress-logs-lost aws_route_table.a"]);
    expect(found(written([out]), written([out, { cidr_block: "10.9.0.0/16", gateway_id: "vgw-1" }]))).toEqual([]);
  });
});

describe("what a state shows of rules and routes that are resources", () => {
  it("is out of date when they go", () => {
    const out = { protocol: "tcp", from_port: 443, to_port: 443, security_groups: ["sg-endpoints"] };
    const shown = changed(ENDPOINTS, "aws_security_group.instances", { egress: [out] });
    expect(found(shown, without(shown, TO_ENDPOINTS))).toContain(`high egress-logs-lost ${TO_ENDPOINTS}`);
    const routes = changed(NAT, "aws_route_table.a", { route: [{ cidr_block: "0.0.0.0/0", nat_gateway_id: "nat-1" }] });
    expect(found(routes, without(routes, "aws_route.a"))).toEqual(["high egress-logs-lost aws_route.a"]);
  });

  it("is what counts where there are none", () => {
    const { [TO_ENDPOINTS]: _, "aws_vpc_security_group_egress_rule.dynamodb": __, ...rest } = ENDPOINTS;
    const out = { protocol: "-1", from_port: 0, to_port: 0, cidr_blocks: ["0.0.0.0/0"] };
    const written = changed(rest, "aws_security_group.instances", { egress: [out] });
    expect(found(written, changed(written, "aws_security_group.instances", { egress: [] }))).toContain(
      "high egress-logs-lost aws_security_group.instances",
    );
    expect(found(written, changed(written, "aws_security_group.instances", { description: "new" }))).toEqual([]);
  });
});

describe("other services", () => {
  it("are lost with their endpoint", () => {
    const [finding, ...others] = findings(ENDPOINTS, without(ENDPOINTS, STATES));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      rule: "egress-service-lost",
      severity: "medium",
      address: STATES,
      what: expect.stringContaining("no longer reach states"),
    });
  });

  it("are lost when a route table is taken from a gateway endpoint", () => {
    const after = changed(ENDPOINTS, DYNAMODB, { route_table_ids: ["rtb-a", "rtb-b"] });
    expect(found(ENDPOINTS, after)).toEqual([`medium egress-service-lost ${DYNAMODB}`]);
  });

  it("are not lost while NAT is there", () => {
    const both = { ...ENDPOINTS, ...NAT };
    expect(found(both, without(both, STATES, DYNAMODB, LOGS))).toEqual([]);
  });
});

describe("a capacity provider", () => {
  const created: ChangeSpec = { address: PROVIDER_ADDRESS, after: provider() };

  it("that is new needs a way to CloudWatch Logs", () => {
    expect(found(VPC, VPC, [created])).toEqual([`high egress-logs-lost ${PROVIDER_ADDRESS}`]);
    expect(found(ENDPOINTS, ENDPOINTS, [created])).toEqual([]);
    expect(found(NAT, NAT, [created])).toEqual([]);
  });

  it("that goes to other subnets needs it there", () => {
    const apart: Network = { ...NAT, "aws_subnet.d": { id: "subnet-d", vpc_id: "vpc-1" } };
    const moved: ChangeSpec = {
      address: PROVIDER_ADDRESS,
      before: provider(),
      after: provider({
        name: "video-2",
        vpc_config: [{ subnet_ids: ["subnet-d"], security_group_ids: ["sg-instances"] }],
      }),
      actions: ["create", "delete"],
    };
    expect(found(apart, apart, [moved])).toEqual([`high egress-logs-lost ${PROVIDER_ADDRESS}`]);
  });

  it("had none before, and is no finding about this plan", () => {
    expect(found(VPC, VPC)).toEqual([]);
  });

  it("in a network that no plan shows says nothing", () => {
    expect(brief(findingsOf(egressRules, [created]))).toEqual([]);
    expect(brief(findingsOf(egressRules, [there]))).toEqual([]);
    const foreign = without(ENDPOINTS, "aws_subnet.a");
    expect(found(foreign, without(foreign, LOGS))).toEqual([]);
  });
});
