import { afterAll, describe, expect, it } from "@jest/globals";
import { defineEnvironment } from "../../../stacks/config/environment.ts";
import { type Changes, EXISTING_VPC, environmentInput } from "../../support/stacks/environments.ts";
import {
  ACCOUNT_ID,
  fakeArchives,
  ref,
  removeTemporaryFolders,
  synthesise,
  type Template,
} from "../../support/stacks/template.ts";

interface Subnet {
  readonly availability_zone: string;
  readonly cidr_block: string;
  readonly map_public_ip_on_launch?: boolean;
}
interface Endpoint {
  readonly service_name: string;
  readonly vpc_endpoint_type: string;
  readonly private_dns_enabled?: boolean;
  readonly subnet_ids?: readonly string[];
  readonly security_group_ids?: readonly string[];
  readonly route_table_ids?: readonly string[];
}
interface Route {
  readonly route_table_id: string;
  readonly destination_cidr_block: string;
  readonly nat_gateway_id?: string;
  readonly gateway_id?: string;
}
interface EgressRule {
  readonly security_group_id: string;
  readonly ip_protocol: string;
  readonly from_port: number;
  readonly to_port: number;
  readonly prefix_list_id?: string;
  readonly referenced_security_group_id?: string;
  readonly cidr_ipv4?: string;
}
interface Nat {
  readonly subnet_id: string;
  readonly allocation_id: string;
  readonly depends_on: readonly string[];
}

const ZONES = ["eu-west-1a", "eu-west-1b", "eu-west-1c"];
const ANYWHERE = "0.0.0.0/0";

const NAT_ONE = { type: "nat", gateways: "one" } as const;

const define = (name: string, changes: Changes = {}) => defineEnvironment(environmentInput({ name, ...changes }));
const synthesised = synthesise([
  define("endpoints"),
  define("more", { "network.egress": { type: "endpoints", alsoServices: ["monitoring", "logs", "xray"] } }),
  define("natone", { "network.egress": { type: "nat", gateways: "one" } }),
  define("natzones", { "network.egress": { type: "nat", gateways: "perAvailabilityZone" } }),
  define("existing", { network: EXISTING_VPC }),
  define("gap", { "network.availabilityZones": ["eu-west-1c", "eu-west-1a"] }),
  define("written", { "network.availabilityZones": { "eu-west-1a": 1, "eu-west-1c": 0 }, "network.egress": NAT_ONE }),
  define("ids", { "network.availabilityZones": ["euw1-az3", "euw1-az1"], "network.egress": NAT_ONE }),
  define("shuffled", {
    "network.availabilityZones": ["eu-west-1c", "eu-west-1a", "eu-west-1b"],
    "network.egress": NAT_ONE,
  }),
  define("several", {
    network: {
      ...EXISTING_VPC,
      subnetIds: { "eu-west-1a": "subnet-aaaa1111", "eu-west-1b": ["subnet-bbbb2222", "subnet-cccc3333"] },
    },
  }),
]);
const moving = synthesise(
  [
    define("moving", { "network.availabilityZones": ["eu-west-1b", "eu-west-1c"], "network.egress": NAT_ONE }),
    define("narrower", { "network.availabilityZones": ["eu-west-1b", "eu-west-1c"] }),
  ],
  fakeArchives(),
  { moving: { "eu-west-1a": 0 }, narrower: { "eu-west-1a": 0 } },
);
afterAll(removeTemporaryFolders);

const network = (name: string) => synthesised.stack(`${name}-network`);

const privateSubnets = (template: Template) =>
  template.resources<Subnet>("aws_subnet").filter(({ address }) => address.startsWith("aws_subnet.private-"));
const publicSubnets = (template: Template) =>
  template.resources<Subnet>("aws_subnet").filter(({ address }) => !address.startsWith("aws_subnet.private-"));
const privateTables = (template: Template) =>
  template.resources("aws_route_table").filter(({ address }) => address.includes("private-routes-"));
const instances = (template: Template) =>
  template.resource("aws_security_group", { description: "Managed instances: no ingress" });

/** Where the instances may go. */
const egress = (template: Template) =>
  template
    .resources<EgressRule>("aws_vpc_security_group_egress_rule")
    .map(({ prefix_list_id: list, referenced_security_group_id: group, cidr_ipv4: cidr }) => list ?? group ?? cidr)
    .toSorted();
const endpoints = (template: Template, type: "Gateway" | "Interface") =>
  template
    .resources<Endpoint>("aws_vpc_endpoint")
    .filter(({ vpc_endpoint_type: of }) => of === type)
    .toSorted((a, b) => a.service_name.localeCompare(b.service_name));
const services = (template: Template, type: "Gateway" | "Interface") =>
  endpoints(template, type).map(({ service_name: name }) => name.replace("com.amazonaws.eu-west-1.", ""));
const prefixLists = (template: Template) =>
  endpoints(template, "Gateway").map((endpoint) => ref(endpoint, "prefix_list_id"));

describe.each(["endpoints", "natone", "natzones"])("a new network with %s", (name) => {
  const template = network(name);

  it("has one private subnet and one route table in each zone", () => {
    const subnets = privateSubnets(template);
    const associations = template.resources<{ subnet_id: string; route_table_id: string }>(
      "aws_route_table_association",
    );

    expect(subnets.map(({ availability_zone: zone }) => zone)).toEqual(ZONES);
    expect(subnets.map(({ cidr_block: cidr }) => cidr)).toEqual(["10.20.0.0/20", "10.20.16.0/20", "10.20.32.0/20"]);
    const tables = subnets.map(
      (subnet) => associations.find(({ subnet_id: id }) => id === ref(subnet, "id"))?.route_table_id,
    );
    expect(tables).toEqual(privateTables(template).map((table) => ref(table, "id")));
  });

  it("gives no subnet public addresses", () => {
    const subnets = template.resources<Subnet>("aws_subnet");
    expect(subnets.filter(({ map_public_ip_on_launch: open }) => open)).toEqual([]);
  });

  it("lets nothing into the instances", () => {
    const rules = template.resources<{ security_group_id: string }>("aws_vpc_security_group_ingress_rule");
    expect(rules.filter(({ security_group_id: id }) => id === ref(instances(template), "id"))).toEqual([]);
  });

  it("lets the instances out on port 443 only", () => {
    const rules = template.resources<EgressRule>("aws_vpc_security_group_egress_rule");

    expect(rules.length).toBeGreaterThan(0);
    for (const rule of rules) {
      expect(rule).toMatchObject({
        security_group_id: ref(instances(template), "id"),
        ip_protocol: "tcp",
        from_port: 443,
        to_port: 443,
      });
    }
  });

  it("reaches S3 and DynamoDB from every private subnet, for nothing", () => {
    expect(services(template, "Gateway")).toEqual(["dynamodb", "s3"]);
    const [policy] = template.resources<{ policy?: string }>("aws_vpc_endpoint").flatMap((one) => one.policy ?? []);
    const [media, others] = JSON.parse(policy ?? "{}").Statement;
    expect(media.Resource).toEqual([
      expect.stringMatching(/^arn:\S+:s3:::\w+-video-media-\S+-eu-west-1$/),
      `${media.Resource[0]}/*`,
    ]);
    expect(others.Condition).toEqual({ StringNotEquals: { "aws:PrincipalAccount": ACCOUNT_ID } });
    for (const { route_table_ids: tables } of endpoints(template, "Gateway")) {
      expect(tables).toEqual(privateTables(template).map((table) => ref(table, "id")));
    }
  });

  it("empties the default security group", () => {
    expect(template.resource("aws_default_security_group")).toMatchObject({ ingress: [], egress: [] });
  });

  it("resolves the private names of endpoints", () => {
    expect(template.resource("aws_vpc")).toMatchObject({ enable_dns_support: true, enable_dns_hostnames: true });
  });

  it("logs who talked to whom", () => {
    const group = template.resource<{ name: string }>("aws_cloudwatch_log_group");

    expect(group.name).toBe(`/aws/vpc/${name}-video-flow-log`);
    expect(template.resource("aws_flow_log")).toMatchObject({
      vpc_id: ref(template.resource("aws_vpc"), "id"),
      traffic_type: "ALL",
      log_destination: ref(group, "arn"),
      iam_role_arn: ref(template.resource("aws_iam_role"), "arn"),
    });
    expect(template.statements).toEqual([
      {
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
        Resource: [`${ref(group, "arn")}:*`],
      },
    ]);
  });
});

describe("a network with endpoints", () => {
  const template = network("endpoints");

  it("has one for logs and one for the workflow, in every zone", () => {
    expect(services(template, "Interface")).toEqual(["logs", "states"]);
    for (const endpoint of endpoints(template, "Interface")) {
      expect(endpoint).toMatchObject({
        private_dns_enabled: true,
        subnet_ids: privateSubnets(template).map((subnet) => ref(subnet, "id")),
      });
    }
  });

  it("adds those that the configuration names, each once", () => {
    expect(services(network("more"), "Interface")).toEqual(["logs", "monitoring", "states", "xray"]);
  });

  it("lets the instances reach the endpoints and nothing else", () => {
    const group = template.resource("aws_security_group", {
      description: "Interface endpoints: HTTPS from the instances",
    });
    expect(egress(template)).toEqual([...prefixLists(template), ref(group, "id")].toSorted());
  });

  it("lets only the instances reach the endpoints", () => {
    const [used, ...others] = new Set(
      endpoints(template, "Interface").flatMap((endpoint) => endpoint.security_group_ids),
    );
    const rule = template.resource("aws_vpc_security_group_ingress_rule");

    expect(others).toEqual([]);
    expect(rule).toMatchObject({
      security_group_id: used,
      referenced_security_group_id: ref(instances(template), "id"),
      ip_protocol: "tcp",
      from_port: 443,
      to_port: 443,
    });
  });

  it("has no way to or from the internet", () => {
    for (const type of ["aws_internet_gateway", "aws_nat_gateway", "aws_eip", "aws_route"]) {
      expect(template.resources(type)).toEqual([]);
    }
    expect(publicSubnets(template)).toEqual([]);
  });
});

describe.each([
  ["natone", 1],
  ["natzones", 3],
])("a network with %s", (name, gateways) => {
  const template = network(name);
  const nats = template.resources<Nat>("aws_nat_gateway");

  it(`has ${gateways} NAT gateways, each in a public subnet of its own, once the way to the internet is there`, () => {
    const internet = template.resource("aws_internet_gateway");

    expect(nats).toHaveLength(gateways);
    expect(publicSubnets(template).map(({ availability_zone: zone }) => zone)).toEqual(ZONES.slice(0, gateways));
    expect(nats.map(({ subnet_id: id }) => id)).toEqual(publicSubnets(template).map((subnet) => ref(subnet, "id")));
    expect(new Set(nats.map(({ allocation_id: id }) => id)).size).toBe(gateways);
    for (const { depends_on: before } of nats) {
      expect(before).toEqual(
        expect.arrayContaining([internet.address, expect.stringMatching(/^aws_route\.nat_to-int/)]),
      );
    }
  });

  it("sends every private subnet through a gateway, its own zone's where it has one", () => {
    const routes = template.resources<Route>("aws_route").filter((route) => route.nat_gateway_id);

    expect(routes).toEqual(
      privateTables(template).map((table, index) =>
        expect.objectContaining({
          route_table_id: ref(table, "id"),
          destination_cidr_block: ANYWHERE,
          nat_gateway_id: ref(nats[index] ?? nats[0] ?? { address: "none" }, "id"),
        }),
      ),
    );
  });

  it("sends only public subnets to the internet directly", () => {
    const [route, ...others] = template.resources<Route>("aws_route").filter(({ gateway_id: id }) => id);
    const associated = template
      .resources<{ subnet_id: string; route_table_id: string }>("aws_route_table_association")
      .filter(({ route_table_id: table }) => table === route?.route_table_id);

    expect(others).toEqual([]);
    expect(route).toMatchObject({ destination_cidr_block: ANYWHERE });
    expect(associated.map(({ subnet_id: id }) => id)).toEqual(
      publicSubnets(template).map((subnet) => ref(subnet, "id")),
    );
  });

  it("has no interface endpoints to pay for", () => {
    expect(services(template, "Interface")).toEqual([]);
  });

  it("lets the instances reach anything by HTTPS", () => {
    expect(egress(template)).toEqual([...prefixLists(template), ANYWHERE].toSorted());
  });
});

describe("an existing network", () => {
  const template = network("existing");

  it("gets the instances' security group and nothing else", () => {
    const types = new Set(template.resources().map(({ address }) => address.split(".")[0]));

    expect([...types].toSorted()).toEqual(["aws_security_group", "aws_vpc_security_group_egress_rule"]);
    expect(instances(template)).toMatchObject({ vpc_id: EXISTING_VPC.vpcId });
    expect(egress(template)).toEqual([ANYWHERE]);
  });

  it("gives its subnets to the capacity providers", () => {
    const providers = synthesised
      .stack("existing-service")
      .resources<{ vpc_config: { subnet_ids: string[] }[] }>("aws_lambda_capacity_provider");

    expect(providers.map(({ vpc_config: [config] }) => config?.subnet_ids)).toEqual([
      ["subnet-aaaa1111", "subnet-bbbb2222"],
      ["subnet-aaaa1111", "subnet-bbbb2222"],
    ]);
  });

  it("gives several subnets of a zone, and lets the operator's role use each", () => {
    const service = synthesised.stack("several-service");
    const [
      {
        vpc_config: [config],
      } = { vpc_config: [] },
    ] = service.resources<{ vpc_config: { subnet_ids: string[] }[] }>("aws_lambda_capacity_provider");

    const subnets = ["subnet-aaaa1111", "subnet-bbbb2222", "subnet-cccc3333"];
    expect(config?.subnet_ids).toEqual(subnets);
    const allowed = JSON.stringify(service.statementsOf("several-video-operator"));
    for (const subnet of subnets) expect(allowed).toContain(`:subnet/${subnet}"`);
  });
});

describe("a zone's addresses", () => {
  const blocks = (template: Template) =>
    Object.fromEntries(
      privateSubnets(template).map(({ availability_zone: zone, cidr_block: cidr }) => [zone.at(-1), cidr]),
    );

  it("follow from its letter, whichever other zones there are", () => {
    expect(blocks(network("gap"))).toEqual({ a: "10.20.0.0/20", c: "10.20.32.0/20" });
  });

  it("are the ones that are written down", () => {
    expect(blocks(network("written"))).toEqual({ a: "10.20.16.0/20", c: "10.20.0.0/20" });
  });

  it("follow from the number of a zone's id, and the subnets are in the zone of that id", () => {
    const inZone = (zone: string, cidr: string) => ({ availability_zone_id: zone, cidr_block: cidr });
    expect(privateSubnets(network("ids"))).toMatchObject([
      inZone("euw1-az1", "10.20.0.0/20"),
      inZone("euw1-az3", "10.20.32.0/20"),
    ]);
    expect(publicSubnets(network("ids"))).toMatchObject([inZone("euw1-az1", "10.20.128.0/20")]);
    for (const subnet of privateSubnets(network("ids"))) expect(subnet).not.toHaveProperty("availability_zone");
  });

  it("do not follow from the list's order, which nothing does", () => {
    const text = (name: string) => network(name).text.replaceAll(name, "");

    expect(text("shuffled")).toBe(text("natone"));
  });

  it("put the one NAT gateway where the first block is", () => {
    expect(publicSubnets(network("written"))).toMatchObject([
      { availability_zone: "eu-west-1c", cidr_block: "10.20.128.0/20" },
    ]);
  });
});

describe("a zone that leaves", () => {
  const leaving = (name: string) => moving.stack(`${name}-network`);

  it("keeps its subnet, route table and endpoints", () => {
    const template = leaving("narrower");

    expect(privateSubnets(template).map(({ availability_zone: zone }) => zone)).toEqual(ZONES);
    for (const { subnet_ids: ids } of endpoints(template, "Interface")) expect(ids).toHaveLength(3);
  });

  it("gets no more instances", () => {
    const [provider] = moving
      .stack("narrower-service")
      .resources<{ vpc_config: { subnet_ids: string[] }[] }>("aws_lambda_capacity_provider");

    expect(provider?.vpc_config[0]?.subnet_ids).toHaveLength(2);
  });

  it("has its way out through a gateway that stays", () => {
    const template = leaving("moving");
    const gateway = template.resource<Nat>("aws_nat_gateway");
    const routes = template.resources<Route>("aws_route").filter(({ nat_gateway_id: id }) => id !== undefined);

    expect(publicSubnets(template)).toMatchObject([{ availability_zone: "eu-west-1b" }]);
    expect(routes.map(({ nat_gateway_id: id }) => id)).toEqual(Array(3).fill(ref(gateway, "id")));
  });
});

describe("what goes", () => {
  it.each(["endpoints", "natone", "natzones"])("goes after what replaces it is there, with %s", (name) => {
    const template = network(name);
    const lifecycles = template
      .resources<{ lifecycle?: object }>()
      .filter(({ address }) => /^aws_(subnet|route|nat|eip|internet|vpc_endpoint|vpc_security_group)/.test(address))
      .map(({ lifecycle }) => lifecycle);

    expect(lifecycles.length).toBeGreaterThan(15);
    for (const lifecycle of lifecycles) expect(lifecycle).toEqual({ create_before_destroy: true });
  });

  it.each(["endpoints", "natone"])("waits for the flow log, which waits for all of the way out, with %s", (name) => {
    const template = network(name);
    const { depends_on: before } = template.resource<{ depends_on: string[] }>("aws_flow_log");
    const way = template
      .resources("aws_vpc_endpoint")
      .map(({ address }) => address)
      .filter((address) => address.includes("interface"))
      .concat(template.resources<Route>("aws_route").flatMap((r) => (r.nat_gateway_id ? [r.address] : [])));

    expect(way.length).toBeGreaterThan(1);
    expect(before).toEqual(expect.arrayContaining(way));
  });
});
