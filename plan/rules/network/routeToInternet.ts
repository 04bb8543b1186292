// A way out that went through a NAT gateway, or the like, and goes straight to the internet from now on.
import { type Attributes, at, isAttributes, type Value } from "../../value.ts";
import { rule } from "../rule.ts";
import { changesOf, placeOf } from "../world/changes.ts";
import type { Resource, World } from "../world/world.ts";

const TYPES = ["aws_route", "aws_route_table", "aws_default_route_table"] as const;

/** What a route through leaves the subnets private. */
const PRIVATE = [
  "nat_gateway_id",
  "transit_gateway_id",
  "vpc_endpoint_id",
  "network_interface_id",
  "egress_only_gateway_id",
  "core_network_arn",
] as const;

interface Way {
  readonly to: string;
  readonly isPrivate: boolean;
  readonly isInternet: boolean;
}

const isSet = (value: unknown): boolean => value !== null && value !== undefined && value !== "";

const isInternet = (world: World, from: Resource, gateway: unknown): boolean =>
  typeof gateway === "string" &&
  (gateway.startsWith("igw-") || world.one(from, gateway, "aws_internet_gateway") !== undefined);

function waysOf(world: World, resource: Resource): ReadonlyMap<string, Way> {
  const { type, values } = resource;
  const blocks = type === "aws_route" ? [values] : Array.isArray(values.route) ? values.route : [];
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

export const routeToInternet = rule({
  id: "route-to-internet",
  severity: "high",
  title: "A private route goes straight to the internet",
  why: "The subnets of the route table become public: what has a public address in them is reached from the internet, and what has none has no way out any more.",
  remedy: "Keep the route to the NAT gateway, and give public subnets a route table of their own.",
  types: TYPES,
  *check(reviewed) {
    const { before, after } = reviewed.worlds;
    for (const change of changesOf(reviewed, ...TYPES)) {
      const [was, is] = [before.same(change), after.same(change)];
      if (was === undefined || is === undefined || change.action === "noOp") continue;
      const earlier = waysOf(before, was);
      for (const { to, isInternet: isPublic } of waysOf(after, is).values()) {
        if (!isPublic || !earlier.get(to)?.isPrivate) continue;
        yield {
          ...placeOf(change),
          attribute: change.type === "aws_route" ? "gateway_id" : "route",
          what: `The route to ${to} goes to an internet gateway, and went through a private way such as a NAT gateway.`,
        };
      }
    }
  },
});
