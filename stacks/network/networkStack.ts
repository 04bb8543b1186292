// The network that instances run in: private subnets in several zones, no ingress, and only the egress that is needed.
import { DefaultSecurityGroup } from "@cdktf/provider-aws/lib/default-security-group/index.js";
import { RouteTable } from "@cdktf/provider-aws/lib/route-table/index.js";
import { RouteTableAssociation } from "@cdktf/provider-aws/lib/route-table-association/index.js";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group/index.js";
import { Subnet } from "@cdktf/provider-aws/lib/subnet/index.js";
import { Vpc } from "@cdktf/provider-aws/lib/vpc/index.js";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule/index.js";
import type { Construct } from "constructs";
import type { EnvironmentConfig } from "../config/schema.ts";
import { EnvironmentStack } from "../shared/environmentStack.ts";
import { GatewayEndpoints, InterfaceEndpoints, NatGateways, type Place } from "./egress.ts";
import { VpcFlowLog } from "./flowLog.ts";
import { subnetCidr } from "./subnets.ts";

/** What the functions on managed instances call besides DynamoDB: their logs, and the workflow. */
export const REQUIRED_SERVICES = ["logs", "states"] as const;

type NewNetwork = Extract<EnvironmentConfig["network"], { vpc: "new" }>;

export class NetworkStack extends EnvironmentStack {
  /** One per Availability Zone in a new VPC, any number in an existing one. */
  readonly subnetIds: string[];
  readonly instanceSecurityGroupId: string;

  constructor(scope: Construct, config: EnvironmentConfig) {
    super(scope, "network", config);
    const { network } = config;
    if (network.vpc === "existing") {
      this.subnetIds = Object.values(network.subnetIds).flat();
      const group = this.#addInstanceGroup(network.vpcId);
      this.#allowHttps(group, "anywhere", { cidrIpv4: "0.0.0.0/0" });
      this.instanceSecurityGroupId = group.id;
      return;
    }
    const place = this.#addVpc(network);
    const group = this.#addInstanceGroup(place.vpcId);
    this.#addEgress(network, place, group);
    new VpcFlowLog(this, "flow-log", {
      name: this.names.flowLog,
      vpcId: place.vpcId,
      accountId: this.accountId,
      retentionDays: network.flowLogRetentionDays,
    });
    this.subnetIds = place.zones.map(({ subnetId }) => subnetId);
    this.instanceSecurityGroupId = group.id;
  }

  #addVpc({ cidr, availabilityZones }: NewNetwork): Place {
    const name = this.names.vpc;
    const vpc = new Vpc(this, "vpc", {
      cidrBlock: cidr,
      enableDnsSupport: true,
      enableDnsHostnames: true, // private DNS names of interface endpoints need both
      tags: { Name: name },
    });
    // Without rules: nothing that forgets to name a security group can talk.
    new DefaultSecurityGroup(this, "default-group", {
      vpcId: vpc.id,
      ingress: [],
      egress: [],
      tags: { Name: `${name}-unused` },
    });
    const zones = availabilityZones.map((zone, index) => {
      const tags = { Name: `${name}-private-${zone}` };
      const subnet = new Subnet(this, `private-${zone}`, {
        vpcId: vpc.id,
        availabilityZone: zone,
        cidrBlock: subnetCidr(cidr, "private", index),
        tags,
      });
      const table = new RouteTable(this, `private-routes-${zone}`, { vpcId: vpc.id, tags });
      new RouteTableAssociation(this, `private-route-${zone}`, { subnetId: subnet.id, routeTableId: table.id });
      return { name: zone, subnetId: subnet.id, routeTableId: table.id };
    });
    return { name, region: this.config.region, vpcId: vpc.id, cidr, zones };
  }

  #addInstanceGroup(vpcId: string): SecurityGroup {
    const name = this.names.instances;
    return new SecurityGroup(this, "instances", {
      name,
      vpcId,
      description: "Managed instances: no ingress",
      tags: { Name: name },
    });
  }

  #addEgress({ egress }: NewNetwork, place: Place, group: SecurityGroup): void {
    const { prefixListIds } = new GatewayEndpoints(this, "gateway-endpoints", place);
    for (const [service, prefixListId] of Object.entries(prefixListIds)) {
      this.#allowHttps(group, service, { prefixListId });
    }
    if (egress.type === "nat") {
      new NatGateways(this, "nat", { place, perZone: egress.gateways === "perAvailabilityZone" });
      this.#allowHttps(group, "anywhere", { cidrIpv4: "0.0.0.0/0" });
      return;
    }
    const endpoints = new InterfaceEndpoints(this, "interface-endpoints", {
      place: { ...place, name: this.names.endpoints },
      services: [...new Set([...REQUIRED_SERVICES, ...egress.alsoServices])],
      clientSecurityGroupId: group.id,
    });
    this.#allowHttps(group, "interface-endpoints", { referencedSecurityGroupId: endpoints.securityGroupId });
  }

  #allowHttps(
    group: SecurityGroup,
    to: string,
    target: { prefixListId: string } | { cidrIpv4: string } | { referencedSecurityGroupId: string },
  ): void {
    new VpcSecurityGroupEgressRule(this, `to-${to}`, {
      securityGroupId: group.id,
      description: `HTTPS to ${to}`,
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
      ...target,
    });
  }
}
