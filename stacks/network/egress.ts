// How instances reach AWS: gateway endpoints always (they are free), and interface endpoints or NAT by configuration.
import { Eip } from "@cdktf/provider-aws/lib/eip/index.js";
import { InternetGateway } from "@cdktf/provider-aws/lib/internet-gateway/index.js";
import { NatGateway } from "@cdktf/provider-aws/lib/nat-gateway/index.js";
import { Route } from "@cdktf/provider-aws/lib/route/index.js";
import { RouteTable } from "@cdktf/provider-aws/lib/route-table/index.js";
import { RouteTableAssociation } from "@cdktf/provider-aws/lib/route-table-association/index.js";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group/index.js";
import { Subnet } from "@cdktf/provider-aws/lib/subnet/index.js";
import { VpcEndpoint } from "@cdktf/provider-aws/lib/vpc-endpoint/index.js";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule/index.js";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { zoneOfSubnet } from "../config/zones.ts";
import type { InstanceGroup } from "./instanceGroup.ts";
import { LET_GO_FIRST } from "./letGoFirst.ts";
import { subnetCidr } from "./subnets.ts";

/** Where an egress is built: one private subnet and route table per Availability Zone. */
export interface Place {
  readonly name: string;
  readonly region: string;
  readonly vpcId: string;
  readonly cidr: string;
  /** In the order of their blocks. */
  readonly zones: readonly PlaceZone[];
}

export interface PlaceZone {
  readonly name: string;
  /** Of its subnets in the VPC's address plan. */
  readonly block: number;
  readonly subnetId: string;
  readonly routeTableId: string;
  /** Instances no longer start there: it goes as soon as the last ones have. */
  readonly isLeaving: boolean;
}

const ANYWHERE = "0.0.0.0/0";

export interface GatewayEndpointsOptions {
  readonly place: Place;
  readonly policies: { readonly [service in "s3" | "dynamodb"]?: string };
}

/** S3 and DynamoDB through the route tables; their traffic needs the managed prefix list in a security group. */
export class GatewayEndpoints extends Construct {
  readonly prefixListIds: Readonly<Record<"s3" | "dynamodb", string>>;

  /** @param policies of the endpoints that do not let everything through */
  constructor(
    scope: Construct,
    id: string,
    { place: { name, region, vpcId, zones }, policies }: GatewayEndpointsOptions,
  ) {
    super(scope, id);
    const endpoint = (service: "s3" | "dynamodb") =>
      new VpcEndpoint(this, service, {
        vpcId,
        serviceName: `com.amazonaws.${region}.${service}`,
        vpcEndpointType: "Gateway",
        routeTableIds: zones.map(({ routeTableId }) => routeTableId),
        policy: policies[service],
        tags: { Name: `${name}-${service}` },
        lifecycle: LET_GO_FIRST,
      }).prefixListId;
    this.prefixListIds = { s3: endpoint("s3"), dynamodb: endpoint("dynamodb") };
  }
}

export interface InterfaceEndpointsOptions {
  readonly place: Place;
  readonly services: readonly string[];
  readonly clients: InstanceGroup;
}

/** One interface endpoint per service, in every zone, reachable from the instances' security group only. */
export class InterfaceEndpoints extends Construct {
  /** What an egress of another kind must not leave before itself is there. */
  readonly way: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, { place, services, clients }: InterfaceEndpointsOptions) {
    super(scope, id);
    const { name, region, vpcId, zones } = place;
    const group = new SecurityGroup(this, "group", {
      name,
      vpcId,
      description: "Interface endpoints: HTTPS from the instances",
      tags: { Name: name },
      lifecycle: LET_GO_FIRST,
    });
    const ingress = new VpcSecurityGroupIngressRule(this, "from-instances", {
      securityGroupId: group.id,
      referencedSecurityGroupId: clients.id,
      description: "HTTPS from the instances",
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
      lifecycle: LET_GO_FIRST,
    });
    const egress = clients.allowHttps("interface-endpoints", { referencedSecurityGroupId: group.id });
    const endpoints = services.map(
      (service) =>
        new VpcEndpoint(this, service, {
          vpcId,
          serviceName: `com.amazonaws.${region}.${service}`,
          vpcEndpointType: "Interface",
          privateDnsEnabled: true,
          subnetIds: zones.map(({ subnetId }) => subnetId),
          securityGroupIds: [group.id],
          tags: { Name: `${name}-${service}` },
          // Its private name leads all traffic to it at once: what lets traffic in and out is there before.
          dependsOn: [ingress, egress],
          lifecycle: LET_GO_FIRST,
        }),
    );
    this.way = [ingress, egress, ...endpoints];
  }
}

export interface NatGatewaysOptions {
  readonly place: Place;
  readonly perZone: boolean;
  readonly clients: InstanceGroup;
}

/** A way out to the internet: public subnets with one NAT gateway, or one per zone so that the loss of a zone stays its own. */
export class NatGateways extends Construct {
  /** What an egress of another kind must not leave before itself is there. */
  readonly way: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, { place, perZone, clients }: NatGatewaysOptions) {
    super(scope, id);
    const { name, vpcId, cidr, zones } = place;
    const internet = new InternetGateway(this, "internet", { vpcId, tags: { Name: name }, lifecycle: LET_GO_FIRST });
    const table = new RouteTable(this, "public", { vpcId, tags: { Name: `${name}-public` }, lifecycle: LET_GO_FIRST });
    const toInternet = new Route(this, "to-internet", {
      routeTableId: table.id,
      destinationCidrBlock: ANYWHERE,
      gatewayId: internet.id,
      lifecycle: LET_GO_FIRST,
    });

    const first = zones.find(({ isLeaving }) => !isLeaving);
    const gateways = new Map(
      zones
        .filter((zone) => perZone || zone === first)
        .map((zone) => {
          const tags = { Name: `${name}-public-${zone.name}` };
          const subnet = new Subnet(this, `subnet-${zone.name}`, {
            vpcId,
            ...zoneOfSubnet(zone.name),
            cidrBlock: subnetCidr(cidr, "public", zone.block),
            tags,
            lifecycle: LET_GO_FIRST,
          });
          const route = new RouteTableAssociation(this, `route-${zone.name}`, {
            subnetId: subnet.id,
            routeTableId: table.id,
            lifecycle: LET_GO_FIRST,
          });
          const address = new Eip(this, `address-${zone.name}`, { domain: "vpc", tags, lifecycle: LET_GO_FIRST });
          const gateway = new NatGateway(this, `gateway-${zone.name}`, {
            allocationId: address.id,
            subnetId: subnet.id,
            tags,
            // A private route may lead here only when the way on is there.
            dependsOn: [internet, toInternet, route],
            lifecycle: LET_GO_FIRST,
          });
          return [zone, gateway] as const;
        }),
    );

    const egress = clients.allowHttps("anywhere", { cidrIpv4: ANYWHERE });
    const routes = zones.flatMap((zone) => {
      const gateway = gateways.get(zone) ?? (first && gateways.get(first));
      if (!gateway) return [];
      const { name: zoneName, routeTableId } = zone;
      return new Route(this, `out-${zoneName}`, {
        routeTableId,
        destinationCidrBlock: ANYWHERE,
        natGatewayId: gateway.id,
        lifecycle: LET_GO_FIRST,
      });
    });
    this.way = [egress, ...routes];
  }
}
