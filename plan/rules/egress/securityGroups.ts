// Whether security groups let HTTPS through: rules of their own resources, or written in the group.
import { nested, number, texts } from "../../../terraform/block.ts";
import type { Resource, World, Worlds } from "../world/world.ts";
import { anyOf, openOver, UNKNOWN_WAY, type Way } from "./way.ts";

const HTTPS = 443;
const GROUP = "aws_security_group";

type Values = Resource["values"];
export type Direction = "ingress" | "egress";

/** What stands on the other side of a rule. */
export interface Peer {
  readonly groups: readonly Resource[];
  /** Whether an address range alone can stand for it. */
  byRange(cidr: string): boolean;
  /** Whether a prefix list can: that of a gateway endpoint, or another one. */
  byPrefixList(gateway: Resource | undefined): boolean;
}

const RULE_TYPE = { ingress: "aws_vpc_security_group_ingress_rule", egress: "aws_vpc_security_group_egress_rule" };

function coversHttps(values: Values): boolean {
  const protocol = String(values.ip_protocol ?? values.protocol ?? "-1").toLowerCase();
  if (["-1", "all"].includes(protocol)) return true;
  if (protocol !== "tcp" && protocol !== "6") return false;
  const [from, to] = [number(values.from_port), number(values.to_port)];
  // Unknown until apply: no reason to say that it is closed.
  return from === undefined || to === undefined || (from <= HTTPS && HTTPS <= to);
}

const RANGES = ["cidr_ipv4", "cidr_ipv6", "cidr_blocks", "ipv6_cidr_blocks"];
const GROUPS = ["referenced_security_group_id", "source_security_group_id", "security_groups"];
const LISTS = ["prefix_list_id", "prefix_list_ids"];

const valuesAt = (values: Values, names: readonly string[]): unknown[] =>
  names.flatMap((name) => values[name] ?? []).filter((value) => value !== "");

/** The gateway endpoint whose prefix list it is. */
const gatewayOf = (world: World, from: Resource, list: unknown): Resource | undefined =>
  world.one(from, list, "aws_vpc_endpoint") ??
  world.ofType("aws_vpc_endpoint").find(({ values }) => values.prefix_list_id === list);

function meets(world: World, from: Resource, values: Values, group: Resource, peer: Peer): boolean {
  if (!coversHttps(values)) return false;
  const others = world.all(from, valuesAt(values, GROUPS), GROUP);
  if (others.some((other) => peer.groups.includes(other))) return true;
  if (values.self === true && peer.groups.includes(group)) return true;
  if (valuesAt(values, LISTS).some((list) => peer.byPrefixList(gatewayOf(world, from, list)))) return true;
  return (texts(valuesAt(values, RANGES)) ?? []).some((cidr) => peer.byRange(cidr));
}

interface Ruled {
  readonly rule: Resource;
  readonly group: Resource | undefined;
}

const rulesIn = (world: World): Readonly<Record<Direction, readonly Ruled[]>> => {
  const of = (direction: Direction): Ruled[] =>
    [
      ...world.ofType(RULE_TYPE[direction]),
      ...world.ofType("aws_security_group_rule").filter(({ values }) => values.type === direction),
    ].map((rule) => ({ rule, group: world.one(rule, rule.values.security_group_id, GROUP) }));
  return { ingress: of("ingress"), egress: of("egress") };
};

const isSame = (a: Resource | undefined, b: Resource): boolean => a?.stack === b.stack && a.address === b.address;

/** A group that has rules as resources shows them in its own attributes too, from the state and out of date. */
const hasRuleResources = ({ before, after }: Worlds, group: Resource): boolean =>
  [before, after].some((world) =>
    Object.values(world.once(rulesIn)).some((rules) => rules.some((rule) => isSame(rule.group, group))),
  );

function throughOne(worlds: Worlds, world: World, group: Resource, direction: Direction, peer: Peer): Way {
  const rules = world.once(rulesIn)[direction].filter((rule) => rule.group === group);
  const open = rules.filter(({ rule }) => meets(world, rule, rule.values, group, peer));
  if (open.length > 0) return openOver(...open.map(({ rule }) => rule));
  if (hasRuleResources(worlds, group)) return { isOpen: false, over: [] };
  const written = nested(group.values[direction]);
  if (group.values[direction] === undefined) return direction === "egress" ? UNKNOWN_WAY : { isOpen: false, over: [] };
  return written.some((values) => meets(world, group, values, group, peer))
    ? openOver(group)
    : { isOpen: false, over: [] };
}

/** The groups that a value names; undefined when one of them is in no plan. */
export function groupsOf(world: World, from: Resource, ids: unknown): readonly Resource[] | undefined {
  if (!Array.isArray(ids) && typeof ids !== "string") return undefined;
  const given = [ids].flat();
  const groups = given.map((id) => world.one(from, id, GROUP));
  if (groups.length === 0 || groups.some((group) => group === undefined)) return undefined;
  return groups.filter((group) => group !== undefined);
}

/** Through one of the groups; groups that no plan has are taken to be open. */
export const throughGroups = (
  worlds: Worlds,
  world: World,
  groups: readonly Resource[] | undefined,
  direction: Direction,
  peer: Peer,
): Way =>
  groups === undefined ? openOver() : anyOf(groups.map((group) => throughOne(worlds, world, group, direction, peer)));
