// From a capacity provider's instances to a service of AWS: by the internet, an interface endpoint or a gateway endpoint.
import { only } from "../../../terraform/block.ts";
import { knownText, type Resource, type World, type Worlds } from "../world/world.ts";
import { groupsOf, type Peer, throughGroups } from "./securityGroups.ts";
import { subnetsOf, tableOf, vpcOf, wayOut } from "./subnets.ts";
import { allOf, anyOf, CLOSED, openOver, UNKNOWN_WAY, type Way } from "./way.ts";

const ENDPOINT = "aws_vpc_endpoint";

/** `logs` of `com.amazonaws.eu-west-1.logs`; undefined when it is not known. */
export const serviceOf = ({ values }: Resource): string | undefined =>
  /^(?:cn\.)?com\.amazonaws\.[\w-]+\.([\w.-]+)$/.exec(knownText(values.service_name) ?? "")?.[1];

const INTERNET: Peer = { groups: [], byRange: (cidr) => cidr === "0.0.0.0/0", byPrefixList: () => false };

const gatewayPeer = (endpoint: Resource): Peer => ({
  groups: [],
  byRange: (cidr) => cidr === "0.0.0.0/0",
  byPrefixList: (gateway) => gateway === undefined || gateway === endpoint,
});

/** Whether a range or list holds the other side's addresses is not computed: it is taken to, unless it is a gateway's. */
const interfacePeer = (groups: readonly Resource[] | undefined): Peer => ({
  groups: groups ?? [],
  byRange: () => true,
  byPrefixList: (gateway) => gateway === undefined,
});

export interface Place {
  readonly subnets: readonly Resource[];
  /** Undefined when one is in no plan, or only the VPC's default group is used. */
  readonly groups: readonly Resource[] | undefined;
  readonly vpc: Resource | string;
}

/** Undefined when the network is in none of the plans. */
export function placeOfInstances(world: World, provider: Resource): Place | undefined {
  const subnets = subnetsOf(world, provider);
  const [first] = subnets ?? [];
  const vpc = first && vpcOf(world, first);
  if (subnets === undefined || vpc === undefined) return undefined;
  const { security_group_ids: ids } = only(provider.values.vpc_config);
  return { subnets, groups: groupsOf(world, provider, ids), vpc };
}

export const endpointsIn = (world: World, { vpc }: Place): readonly Resource[] =>
  world.ofType(ENDPOINT).filter((endpoint) => vpcOf(world, endpoint) === vpc);

const hasDns = (vpc: Resource | string): boolean =>
  typeof vpc === "string" || (vpc.values.enable_dns_support !== false && vpc.values.enable_dns_hostnames !== false);

function throughInterface(worlds: Worlds, world: World, endpoint: Resource, { groups, vpc }: Place): Way {
  const { private_dns_enabled: dns, security_group_ids: ids } = endpoint.values;
  if (dns === false || dns === null || !hasDns(vpc)) return CLOSED;
  const added = world
    .ofType("aws_vpc_endpoint_security_group_association")
    .some((association) => world.one(association, association.values.vpc_endpoint_id, ENDPOINT) === endpoint);
  const own = added ? undefined : groupsOf(world, endpoint, ids);
  return allOf([
    dns === true ? openOver(endpoint, ...(typeof vpc === "string" ? [] : [vpc])) : UNKNOWN_WAY,
    // Of groups that are not known, any rule may let it through.
    own && groups === undefined ? openOver() : throughGroups(worlds, world, own, "ingress", interfacePeer(groups)),
    throughGroups(worlds, world, groups, "egress", interfacePeer(own)),
  ]);
}

function throughGateway(worlds: Worlds, world: World, endpoint: Resource, { groups }: Place, subnet: Resource): Way {
  const table = tableOf(world, subnet);
  if (table === undefined) return UNKNOWN_WAY;
  const named = world.all(endpoint, endpoint.values.route_table_ids, "aws_route_table");
  const associated = world
    .ofType("aws_vpc_endpoint_route_table_association")
    .filter((one) => world.one(one, one.values.vpc_endpoint_id, ENDPOINT) === endpoint)
    .find((one) => world.one(one, one.values.route_table_id, "aws_route_table") === table);
  if (!named.includes(table) && associated === undefined) return CLOSED;
  return allOf([
    openOver(endpoint, ...(associated ? [associated] : [])),
    throughGroups(worlds, world, groups, "egress", gatewayPeer(endpoint)),
  ]);
}

/** To the internet, from every subnet. */
export const wayToInternet = (worlds: Worlds, world: World, place: Place): Way =>
  allOf([
    ...place.subnets.map((subnet) => wayOut(worlds, world, subnet)),
    throughGroups(worlds, world, place.groups, "egress", INTERNET),
  ]);

/** To a service, from every subnet. */
export function wayToService(worlds: Worlds, world: World, place: Place, service: string): Way {
  const endpoints = endpointsIn(world, place);
  const ofService = endpoints.filter((endpoint) => serviceOf(endpoint) === service);
  const unknown = endpoints.some(
    (endpoint) => serviceOf(endpoint) === undefined && endpoint.change?.action === "create",
  );
  const internetGroups = throughGroups(worlds, world, place.groups, "egress", INTERNET);
  return allOf(
    place.subnets.map((subnet) =>
      anyOf([
        ...ofService.map((endpoint) =>
          endpoint.values.vpc_endpoint_type === "Interface"
            ? throughInterface(worlds, world, endpoint, place)
            : throughGateway(worlds, world, endpoint, place, subnet),
        ),
        allOf([wayOut(worlds, world, subnet), internetGroups]),
        unknown ? UNKNOWN_WAY : CLOSED,
      ]),
    ),
  );
}
