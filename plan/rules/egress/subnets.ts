// Where a capacity provider's instances are: subnets, their VPC, and the routes out of them.
import { nested, only } from "../../../terraform/block.ts";
import { knownText, type Resource, type World, type Worlds } from "../world/world.ts";
import { anyOf, CLOSED, openOver, UNKNOWN_WAY, type Way } from "./way.ts";

/** The provider's subnets; undefined when one of them is in no plan. */
export function subnetsOf(world: World, provider: Resource): readonly Resource[] | undefined {
  const { subnet_ids: ids } = only(provider.values.vpc_config);
  if (!Array.isArray(ids)) return undefined;
  const subnets = ids.map((id) => world.one(provider, id, "aws_subnet"));
  if (subnets.length === 0 || subnets.some((subnet) => subnet === undefined)) return undefined;
  return subnets.filter((subnet) => subnet !== undefined);
}

/** The VPC that a resource names: the same for all that are in it; undefined when it is not known. */
export function vpcOf(world: World, resource: Resource): Resource | string | undefined {
  return world.one(resource, resource.values.vpc_id, "aws_vpc") ?? knownText(resource.values.vpc_id);
}

const TABLES = ["aws_route_table", "aws_default_route_table"] as const;
const ANYWHERE = "0.0.0.0/0";

/** What a route may lead to, with the type that stands for it in a plan. IPv6 alone does not reach CloudWatch Logs. */
const TARGETS: Readonly<Record<string, string | undefined>> = {
  nat_gateway_id: "aws_nat_gateway",
  gateway_id: "aws_internet_gateway",
  transit_gateway_id: "aws_ec2_transit_gateway",
  network_interface_id: "aws_network_interface",
  vpc_peering_connection_id: "aws_vpc_peering_connection",
  vpc_endpoint_id: "aws_vpc_endpoint",
  carrier_gateway_id: "aws_ec2_carrier_gateway",
  local_gateway_id: undefined,
  core_network_arn: undefined,
  instance_id: undefined,
};

const tableNamed = (world: World, from: Resource, value: unknown): Resource | undefined =>
  TABLES.map((type) => world.one(from, value, type)).find((table) => table !== undefined);

/** Where a route leads, if that is there: a target of the world before that is gone leads nowhere. */
function throughRoute(
  { before, after }: Worlds,
  world: World,
  from: Resource,
  values: Resource["values"],
  via: readonly Resource[],
): Way {
  const destination = values.destination_cidr_block ?? values.cidr_block;
  if (destination !== ANYWHERE) return CLOSED;
  for (const [attribute, type] of Object.entries(TARGETS)) {
    const value = values[attribute];
    if (typeof value !== "string" || value === "" || value === "local") continue;
    const target = type === undefined ? undefined : world.one(from, value, type);
    if (target) return openOver(...via, from, target);
    const was = type === undefined || world !== after ? undefined : before.one(from, value, type);
    return was ? CLOSED : openOver(...via, from);
  }
  return UNKNOWN_WAY;
}

function routesOf(worlds: Worlds, world: World, isOf: (route: Resource) => boolean, via: readonly Resource[]): Way[] {
  return world
    .ofType("aws_route")
    .filter(isOf)
    .map((route) => throughRoute(worlds, world, route, route.values, via));
}

function throughTable(worlds: Worlds, world: World, table: Resource, via: readonly Resource[]): Way {
  const routes = routesOf(
    worlds,
    world,
    (route) => tableNamed(world, route, route.values.route_table_id) === table,
    via,
  );
  const written = nested(table.values.route).map((values) => throughRoute(worlds, world, table, values, via));
  return anyOf(hasRouteResources(worlds, table) ? routes : [...routes, ...written]);
}

/** A table that has routes as resources shows them in its own attribute too, from the state and out of date. */
function hasRouteResources({ before, after }: Worlds, table: Resource): boolean {
  return [before, after].some((world) =>
    world.ofType("aws_route").some((route) => {
      const of = tableNamed(world, route, route.values.route_table_id);
      return of?.stack === table.stack && of.address === table.address;
    }),
  );
}

/** A subnet without an association uses its VPC's main table. */
function throughMainTable(worlds: Worlds, world: World, subnet: Resource): Way {
  const vpc = vpcOf(world, subnet);
  if (vpc === undefined || typeof vpc === "string") return UNKNOWN_WAY;
  const isMain = (id: unknown) =>
    id !== undefined && id === (vpc.values.main_route_table_id ?? vpc.values.default_route_table_id);
  const ofVpc = (from: Resource, value: unknown) => isMain(value) || world.one(from, value, "aws_vpc") === vpc;
  const chosen = world
    .ofType("aws_main_route_table_association")
    .find((association) => vpcOf(world, association) === vpc);
  const table = chosen
    ? tableNamed(world, chosen, chosen.values.route_table_id)
    : world.ofType("aws_default_route_table").find((one) => ofVpc(one, one.values.default_route_table_id));
  if (chosen && table === undefined) return UNKNOWN_WAY;
  if (table) return throughTable(worlds, world, table, chosen ? [chosen] : []);
  return anyOf(routesOf(worlds, world, (route) => ofVpc(route, route.values.route_table_id), []));
}

/** The association of a subnet with a route table. */
export const associationOf = (world: World, subnet: Resource): Resource | undefined =>
  world
    .ofType("aws_route_table_association")
    .find((association) => world.one(association, association.values.subnet_id, "aws_subnet") === subnet);

/** The route table of a subnet that has one of its own; undefined when it is not known. */
export function tableOf(world: World, subnet: Resource): Resource | undefined {
  const association = associationOf(world, subnet);
  return association && tableNamed(world, association, association.values.route_table_id);
}

/** From a subnet to the internet, through its routes alone. */
export function wayOut(worlds: Worlds, world: World, subnet: Resource): Way {
  const association = associationOf(world, subnet);
  if (association === undefined) return throughMainTable(worlds, world, subnet);
  const table = tableNamed(world, association, association.values.route_table_id);
  return table ? throughTable(worlds, world, table, [association]) : UNKNOWN_WAY;
}
