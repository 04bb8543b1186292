// Where the routes of a route table lead.
import { type Attributes, at, isAttributes, type Value } from "../../value.ts";
import type { Resource, World } from "../world/world.ts";

export const ROUTE = "aws_route";
export const TABLES = ["aws_route_table", "aws_default_route_table"] as const;

/** What a route through leaves the subnets private. */
const PRIVATE = [
  "nat_gateway_id",
  "transit_gateway_id",
  "vpc_endpoint_id",
  "network_interface_id",
  "egress_only_gateway_id",
  "core_network_arn",
] as const;

export interface Way {
  readonly to: string;
  readonly isPrivate: boolean;
  readonly isInternet: boolean;
}

const isSet = (value: unknown): boolean => value !== null && value !== undefined && value !== "";

const isInternet = (world: World, from: Resource, gateway: unknown): boolean =>
  typeof gateway === "string" &&
  (gateway.startsWith("igw-") || world.one(from, gateway, "aws_internet_gateway") !== undefined);

/** By destination: of one route, or of those that are written in their table. */
export function waysOf(world: World, resource: Resource): ReadonlyMap<string, Way> {
  const { type, values } = resource;
  const blocks = type === ROUTE ? [values] : Array.isArray(values.route) ? values.route : [];
  return new Map(
    blocks.flatMap((block: Value): (readonly [string, Way])[] => {
      if (!isAttributes(block)) return [];
      const route: Attributes = block;
      const to = ["destination_cidr_block", "cidr_block", "destination_ipv6_cidr_block", "ipv6_cidr_block"]
        .map((name) => at(route, name))
        .find((value) => typeof value === "string" && value !== "");
      if (typeof to !== "string") return [];
      const isPrivate = PRIVATE.some((name) => isSet(at(route, name)));
      return [[to, { to, isPrivate, isInternet: isInternet(world, resource, at(route, "gateway_id")) }]];
    }),
  );
}
