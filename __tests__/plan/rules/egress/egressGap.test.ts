import { describe, expect, it } from "@jest/globals";
import { egressGap } from "../../../../plan/rules/egress/egressGap.ts";
import type { ChangeSpec } from "../../../support/plan/json.ts";
import {
  brief,
  CREATE_FIRST,
  create,
  DELETE_FIRST,
  destroy,
  findingsOf,
  type Json,
  keep,
  PROVIDER_ADDRESS,
  provider,
  update,
} from "../capacity/samples.ts";

const ZONES = ["a", "b", "c"];
const NAT = "aws_nat_gateway.main";
const nat = { id: "nat-1", subnet_id: "subnet-public" };
const route = (zone: string, gateway = "nat-1"): Json => ({
  route_table_id: `rtb-${zone}`,
  destination_cidr_block: "0.0.0.0/0",
  nat_gateway_id: gateway,
});

const network: readonly ChangeSpec[] = [
  keep("aws_vpc.main", { id: "vpc-1", enable_dns_support: true, enable_dns_hostnames: true }),
  keep("aws_security_group.instances", { id: "sg-instances", vpc_id: "vpc-1", ingress: [], egress: [] }),
  keep("aws_vpc_security_group_egress_rule.anywhere", {
    ip_protocol: "tcp",
    from_port: 443,
    to_port: 443,
    security_group_id: "sg-instances",
    cidr_ipv4: "0.0.0.0/0",
  }),
  ...ZONES.flatMap((zone) => [
    keep(`aws_subnet.${zone}`, { id: `subnet-${zone}`, vpc_id: "vpc-1", availability_zone: `eu-west-1${zone}` }),
    keep(`aws_route_table.${zone}`, { id: `rtb-${zone}`, vpc_id: "vpc-1" }),
    keep(`aws_route_table_association.${zone}`, { subnet_id: `subnet-${zone}`, route_table_id: `rtb-${zone}` }),
  ]),
];
const routes = ZONES.map((zone) => keep(`aws_route.${zone}`, route(zone)));
const endpoint: Json = {
  id: "vpce-logs",
  vpc_id: "vpc-1",
  service_name: "com.amazonaws.eu-west-1.logs",
  vpc_endpoint_type: "Interface",
  private_dns_enabled: true,
  subnet_ids: ZONES.map((zone) => `subnet-${zone}`),
  security_group_ids: ["sg-elsewhere"],
};

const findings = (...changes: ChangeSpec[]) =>
  findingsOf([egressGap], {
    network: { changes: [...network, ...changes] },
    service: { changes: [keep(PROVIDER_ADDRESS, provider())] },
  });
const found = (...changes: ChangeSpec[]) => brief(findings(...changes));
const rerouted = ZONES.map((zone) => update(`aws_route.${zone}`, route(zone), route(zone, "nat-2")));
const second = create("aws_nat_gateway.second", { id: "nat-2", subnet_id: "subnet-public" });

describe("egress that moves", () => {
  it("may have a gap when the old NAT gateway goes in the apply that makes the new one", () => {
    const [finding, ...others] = findings(destroy(NAT, nat), second, ...rerouted);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ rule: "egress-gap", severity: "medium", address: NAT });
    expect(finding?.what).toContain("there may be a gap");
  });

  it("has one when the NAT gateway is deleted before it is made again", () => {
    const [finding] = findings(update(NAT, nat, { ...nat, id: "nat-2" }, { actions: DELETE_FIRST }), ...rerouted);
    expect(finding).toMatchObject({ severity: "medium", address: NAT });
    expect(finding?.what).toContain("between the two there is none");
  });

  it("may have one from endpoints to NAT", () => {
    const changes = ZONES.map((zone) => create(`aws_route.${zone}`, route(zone)));
    expect(found(destroy("aws_vpc_endpoint.logs", endpoint), create(NAT, nat), ...changes)).toEqual([
      "medium egress-gap aws_vpc_endpoint.logs",
    ]);
  });

  it("has none when the new way comes first, was there already, or stays", () => {
    const first = update(NAT, nat, { ...nat, id: "nat-2" }, { actions: CREATE_FIRST });
    expect(found(first, ...rerouted)).toEqual([]);
    expect(found(destroy("aws_vpc_endpoint.logs", endpoint), keep(NAT, nat), ...routes)).toEqual([]);
    expect(found(keep(NAT, nat), second, ...routes)).toEqual([]);
    const unused = destroy("aws_nat_gateway.unused", { id: "nat-3", subnet_id: "subnet-public" });
    expect(found(keep(NAT, nat), unused, ...routes)).toEqual([]);
  });

  it("is lost, which is another finding, when nothing comes instead", () => {
    expect(found(destroy(NAT, nat), ...routes)).toEqual([]);
  });
});
