// Whether there is a way from A to B, and over what: true, false, or not to be told from the plans.
import type { Resource } from "../world/world.ts";

/** What a way out consists of, besides the VPC and the subnets themselves. */
export const PARTS: ReadonlySet<string> = new Set([
  "aws_nat_gateway",
  "aws_internet_gateway",
  "aws_vpc_endpoint",
  "aws_route",
  "aws_route_table",
  "aws_route_table_association",
  "aws_vpc_security_group_egress_rule",
  "aws_vpc_security_group_ingress_rule",
]);

export interface Way {
  readonly isOpen: boolean | "unknown";
  /** What it leads over: with any of it gone it may be closed. */
  readonly over: readonly Resource[];
}

export const CLOSED: Way = { isOpen: false, over: [] };
export const UNKNOWN_WAY: Way = { isOpen: "unknown", over: [] };
export const openOver = (...over: readonly Resource[]): Way => ({ isOpen: true, over });

const over = (ways: readonly Way[]): readonly Resource[] => [...new Set(ways.flatMap((way) => way.over))];

/** One of them is enough. */
export function anyOf(ways: readonly Way[]): Way {
  const open = ways.filter(({ isOpen }) => isOpen === true);
  if (open.length > 0) return openOver(...over(open));
  return ways.some(({ isOpen }) => isOpen === "unknown") ? UNKNOWN_WAY : CLOSED;
}

/** All of them are needed. */
export function allOf(ways: readonly Way[]): Way {
  if (ways.some(({ isOpen }) => isOpen === false)) return CLOSED;
  return ways.some(({ isOpen }) => isOpen === "unknown") ? UNKNOWN_WAY : openOver(...over(ways));
}
