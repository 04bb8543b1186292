// A subnet that gets a route table with a way straight to the internet, and had one without.
import { rule } from "../rule.ts";
import { changesOf, placeOf } from "../world/changes.ts";
import type { Resource, World } from "../world/world.ts";
import { SUBNET } from "./usersOf.ts";
import { ROUTE, TABLES, waysOf } from "./ways.ts";

const ASSOCIATION = "aws_route_table_association";
const MAIN = "aws_main_route_table_association";

/** What the association is of: one subnet, one gateway, or all subnets of a VPC that have no table of their own. */
const ATTRIBUTES = ["subnet_id", "vpc_id"] as const;

interface Associated {
  readonly resource: Resource;
  /** The table, where the plans have it. */
  readonly table: Resource | undefined;
}

const tableOf = (world: World, from: Resource, value: unknown): Resource | undefined =>
  TABLES.map((type) => world.one(from, value, type)).find((found) => found !== undefined);

/** What stands for the subnet or VPC, the same on both sides of the apply. */
function ownerOf(world: World, association: Resource): string | undefined {
  for (const attribute of ATTRIBUTES) {
    const value = association.values[attribute];
    const owner = world.one(association, value, attribute === "subnet_id" ? SUBNET : "aws_vpc");
    if (owner) return `${owner.stack}\n${owner.address}`;
    if (typeof value === "string" && value !== "") return value;
  }
  return undefined;
}

const associationsIn = (world: World): ReadonlyMap<string, Associated> =>
  new Map(
    world.ofType(ASSOCIATION, MAIN).flatMap((resource): (readonly [string, Associated])[] => {
      const owner = ownerOf(world, resource);
      return owner === undefined
        ? []
        : [[owner, { resource, table: tableOf(world, resource, resource.values.route_table_id) }]];
    }),
  );

const routesByTable = (world: World): ReadonlyMap<Resource | undefined, readonly Resource[]> =>
  Map.groupBy(world.ofType(ROUTE), (route) => tableOf(world, route, route.values.route_table_id));

/** Whether a table sends everything that is not its own to an internet gateway. */
const isPublic = (world: World, table: Resource): boolean =>
  [table, ...(world.once(routesByTable).get(table) ?? [])].some((from) =>
    [...waysOf(world, from).values()].some(({ to, isInternet }) => isInternet && /^(?:0\.0\.0\.0|::)\/0$/.test(to)),
  );

export const subnetMadePublic = rule({
  id: "subnet-made-public",
  severity: ["high", "medium"],
  title: "A subnet gets a route table that leads straight to the internet",
  why: "What has a public address in it is reached from the internet, and what has none has no way out any more.",
  remedy: "Keep the private route table, and put what has to be public into a subnet of its own.",
  types: [ASSOCIATION, MAIN],
  *check(reviewed) {
    const { before, after } = reviewed.worlds;
    const changing = new Set(changesOf(reviewed, ASSOCIATION, MAIN));
    if (changing.size === 0) return;
    const earlier = before.once(associationsIn);
    for (const [owner, { resource, table }] of after.once(associationsIn)) {
      const { change } = resource;
      if (change === undefined || !changing.has(change) || change.action === "noOp") continue;
      const was = earlier.get(owner);
      // Of a new subnet, or one that had no table of its own, nothing changes that the plans show.
      if (table === undefined || was === undefined || !isPublic(after, table)) continue;
      if (was.table !== undefined && isPublic(before, was.table)) continue;
      yield {
        severity: was.table === undefined ? "medium" : "high",
        ...placeOf(change),
        attribute: "route_table_id",
        what: `The subnet moves to route table ${table.address}, which leads straight to the internet${was.table === undefined ? "; the one that it had is not in these plans" : ""}.`,
      };
    }
  },
});
