// The network that instances run in: private subnets in several zones, no ingress, and only the egress that is needed.
import { DefaultSecurityGroup } from "@cdktf/provider-aws/lib/default-security-group/index.js";
import { RouteTable } from "@cdktf/provider-aws/lib/route-table/index.js";
import { RouteTableAssociation } from "@cdktf/provider-aws/lib/route-table-association/index.js";
import { Subnet } from "@cdktf/provider-aws/lib/subnet/index.js";
import { Vpc } from "@cdktf/provider-aws/lib/vpc/index.js";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import type { EnvironmentConfig } from "../config/schema.ts";
import { byBlock, type NewNetwork, type ZoneBlock, zoneOfSubnet, zonesOf } from "../config/zones.ts";
import { EnvironmentStack } from "../shared/environmentStack.ts";
import { GatewayEndpoints, InterfaceEndpoints, NatGateways, type Place } from "./egress.ts";
import { VpcFlowLog } from "./flowLog.ts";
import { InstanceGroup } from "./instanceGroup.ts";
import { LET_GO_FIRST } from "./letGoFirst.ts";
import { storageAccess } from "./storageAccess.ts";
import { subnetCidr } from "./subnets.ts";

/** What the functions on managed instances call besides DynamoDB and S3: their logs, and the workflow. */
export const REQUIRED_SERVICES = ["logs", "states"] as const;

export class NetworkStack extends EnvironmentStack {
  /** Where capacity providers start instances. */
  readonly subnetIds: string[];
  readonly instanceSecurityGroupId: string;

  /** @param leaving zones that are still used by what has not moved yet: they keep all that they have, and get no instance */
  constructor(scope: Construct, config: EnvironmentConfig, leaving: readonly ZoneBlock[] = []) {
    super(scope, "network", config);
    const { network } = config;
    if (network.vpc === "existing") {
      this.subnetIds = Object.values(network.subnetIds).flat();
      const group = new InstanceGroup(this, this.names.instances, network.vpcId);
      group.allowHttps("anywhere", { cidrIpv4: "0.0.0.0/0" });
      this.instanceSecurityGroupId = group.id;
      return;
    }
    const place = this.#addVpc(network, leaving);
    const group = new InstanceGroup(this, this.names.instances, place.vpcId);
    const way = this.#addEgress(network, place, group);
    new VpcFlowLog(this, "flow-log", {
      name: this.names.flowLog,
      vpcId: place.vpcId,
      accountId: this.accountId,
      retentionDays: network.flowLogRetentionDays,
      egress: { type: network.egress.type, way },
    });
    this.subnetIds = place.zones.filter(({ isLeaving }) => !isLeaving).map(({ subnetId }) => subnetId);
    this.instanceSecurityGroupId = group.id;
  }

  #addVpc(network: NewNetwork, leaving: readonly ZoneBlock[]): Place {
    const { cidr } = network;
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
    const zone = ({ name: zone, block }: ZoneBlock, isLeaving: boolean) => {
      const tags = { Name: `${name}-private-${zone}` };
      const subnet = new Subnet(this, `private-${zone}`, {
        vpcId: vpc.id,
        ...zoneOfSubnet(zone),
        cidrBlock: subnetCidr(cidr, "private", block),
        tags,
        lifecycle: LET_GO_FIRST,
      });
      const table = new RouteTable(this, `private-routes-${zone}`, { vpcId: vpc.id, tags, lifecycle: LET_GO_FIRST });
      new RouteTableAssociation(this, `private-route-${zone}`, {
        subnetId: subnet.id,
        routeTableId: table.id,
        lifecycle: LET_GO_FIRST,
      });
      return { name: zone, block, subnetId: subnet.id, routeTableId: table.id, isLeaving };
    };
    const zones = byBlock([
      ...zonesOf(network).map((each) => zone(each, false)),
      ...leaving.map((each) => zone(each, true)),
    ]);
    return { name, region: this.config.region, vpcId: vpc.id, cidr, zones };
  }

  /** Returns what another kind of egress may not go before. */
  #addEgress({ egress }: NewNetwork, place: Place, group: InstanceGroup): readonly ITerraformDependable[] {
    const sourceArns = this.config.sources.buckets.map((name) => this.bucketArn(name));
    const { prefixListIds } = new GatewayEndpoints(this, "gateway-endpoints", {
      place,
      policies: { s3: storageAccess(this.bucketNamed(this.names.media).arn, sourceArns, this.accountId) },
    });
    for (const [service, prefixListId] of Object.entries(prefixListIds)) group.allowHttps(service, { prefixListId });
    if (egress.type === "nat") {
      return new NatGateways(this, "nat", { place, perZone: egress.gateways === "perAvailabilityZone", clients: group })
        .way;
    }
    return new InterfaceEndpoints(this, "interface-endpoints", {
      place: { ...place, name: this.names.endpoints },
      services: [...new Set([...REQUIRED_SERVICES, ...(this.config.tracing ? ["xray"] : []), ...egress.alsoServices])],
      clients: group,
    }).way;
  }
}
