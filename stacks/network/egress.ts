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
import { Construct } from "constructs";
import { subnetCidr } from "./subnets.ts";

/** Where an egress is built: one private subnet and route table per Availability Zone. */
export interface Place {
  readonly name: string;
  readonly region: string;
  readonly vpcId: string;
  readonly cidr: string;
  readonly zones: readonly { readonly name: string; readonly subnetId: string; readonly routeTableId: string }[];
}

const ANYWHERE = "0.0.0.0/0";

/** S3 and DynamoDB through the route tables; their traffic needs the managed prefix list in a security group. */
export class GatewayEndpoints extends Construct {
  readonly prefixListIds: Readonly<Record<"s3" | "dynamodb", string>>;

  constructor(scope: Construct, id: string, { name, region, vpcId, zones }: Place) {
    super(scope, id);
    const endpoint = (service: "s3" | "dynamodb") =>
      new VpcEndpoint(this, service, {
        vpcId,
        serviceName: `com.amazonaws.${region}.${service}`,
        vpcEndpointType: "Gateway",
        routeTableIds: zones.map(({ routeTableId }) => routeTableId),
        tags: { Name: `${name}-${service}` },
      }).prefixListId;
    this.prefixListIds = { s3: endpoint("s3"), dynamodb: endpoint("dynamodb") };
  }
}

/** One interface endpoint per service, in every zone, reachable from the instances' security group only. */
export class InterfaceEndpoints extends Construct {
  readonly securityGroupId: string;

  constructor(
    scope: Construct,
    id: string,
    {
      place,
      services,
      clientSecurityGroupId,
    }: { place: Place; services: readonly string[]; clientSecurityGroupId: string },
  ) {
    super(scope, id);
    const { name, region, vpcId, zones } = place;
    const group = new SecurityGroup(this, "group", {
      name,
      vpcId,
      description: "Interface endpoints: HTTPS from the instances",
      tags: { Name: name },
    });
    new VpcSecurityGroupIngressRule(this, "from-instances", {
      securityGroupId: group.id,
      referencedSecurityGroupId: clientSecurityGroupId,
      description: "HTTPS from the instances",
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
    });
    for (const service of services) {
      new VpcEndpoint(this, service, {
        vpcId,
        serviceName: `com.amazonaws.${region}.${service}`,
        vpcEndpointType: "Interface",
        privateDnsEnabled: true,
        subnetIds: zones.map(({ subnetId }) => subnetId),
        securityGroupIds: [group.id],
        tags: { Name: `${name}-${service}` },
      });
    }
    this.securityGroupId = group.id;
  }
}

/** A way out to the internet: public subnets with one NAT gateway, or one per zone so that the loss of a zone stays its own. */
export class NatGateways extends Construct {
  constructor(scope: Construct, id: string, { place, perZone }: { place: Place; perZone: boolean }) {
    super(scope, id);
    const { name, vpcId, cidr, zones } = place;
    const internet = new InternetGateway(this, "internet", { vpcId, tags: { Name: name } });
    const table = new RouteTable(this, "public", { vpcId, tags: { Name: `${name}-public` } });
    new Route(this, "to-internet", { routeTableId: table.id, destinationCidrBlock: ANYWHERE, gatewayId: internet.id });

    const gateways = zones.slice(0, perZone ? zones.length : 1).map((zone, index) => {
      const tags = { Name: `${name}-public-${zone.name}` };
      const subnet = new Subnet(this, `subnet-${zone.name}`, {
        vpcId,
        availabilityZone: zone.name,
        cidrBlock: subnetCidr(cidr, "public", index),
        tags,
      });
      new RouteTableAssociation(this, `route-${zone.name}`, { subnetId: subnet.id, routeTableId: table.id });
      const address = new Eip(this, `address-${zone.name}`, { domain: "vpc", tags });
      return new NatGateway(this, `gateway-${zone.name}`, {
        allocationId: address.id,
        subnetId: subnet.id,
        tags,
        dependsOn: [internet],
      });
    });

    zones.forEach((zone, index) => {
      const gateway = gateways[index] ?? gateways[0];
      if (!gateway) return;
      new Route(this, `out-${zone.name}`, {
        routeTableId: zone.routeTableId,
        destinationCidrBlock: ANYWHERE,
        natGatewayId: gateway.id,
      });
    });
  }
}
