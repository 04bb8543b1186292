// Ingress rules, wherever they are written, as what they let in.
import { type Attributes, at, isAttributes, isSensitive, isUnknown, type Value } from "../../value.ts";
import { type Cidr, contains, isPrivate, isWorld, parseCidr } from "./cidr.ts";

export interface Source {
  readonly kind: "cidr" | "group" | "prefixList" | "unknown";
  readonly text: string;
  /** Of addresses, unless they are written in an unknown way. */
  readonly cidr?: Cidr | undefined;
}

export interface Opening {
  /** `tcp`, `udp`, or `-1` for all. */
  readonly protocol: string;
  readonly from: number;
  readonly to: number;
  readonly source: Source;
}

const LAST_PORT = 65_535;

/** https://www.iana.org/assignments/protocol-numbers */
const NUMBERS: Readonly<Record<string, string>> = {
  "1": "icmp",
  "6": "tcp",
  "17": "udp",
  "58": "icmpv6",
  all: "-1",
};

const ICMP = new Set(["icmp", "icmpv6"]);

function protocolOf(value: Value | undefined): string {
  if (typeof value !== "string" && typeof value !== "number") return "-1";
  const text = String(value).toLowerCase();
  return NUMBERS[text] ?? text;
}

function portsOf(rule: Attributes, protocol: string): Pick<Opening, "from" | "to"> {
  const [from, to] = [at(rule, "from_port"), at(rule, "to_port")];
  // Of ICMP they are a type and a code, and -1 stands for all.
  const isEvery = protocol === "-1" || ICMP.has(protocol) || typeof from !== "number" || typeof to !== "number";
  return isEvery || from < 0 ? { from: 0, to: LAST_PORT } : { from, to };
}

const UNKNOWN: Source = { kind: "unknown", text: "a source that is unknown until apply" };

function sourcesAt(value: Value | undefined, kind: Exclude<Source["kind"], "unknown">): readonly Source[] {
  if (Array.isArray(value)) return (value as readonly Value[]).flatMap((one) => sourcesAt(one, kind));
  // A group that is not known yet is one that comes with the same apply.
  if (isUnknown(value) || isSensitive(value)) return kind === "group" ? [] : [UNKNOWN];
  if (typeof value !== "string" || value === "") return [];
  return [kind === "cidr" ? { kind, text: value, cidr: parseCidr(value) } : { kind, text: value }];
}

/** What one rule lets in. The attributes of `aws_vpc_security_group_ingress_rule`, `aws_security_group_rule` and inline blocks. */
export function openingsIn(rule: Attributes): readonly Opening[] {
  const protocol = protocolOf(at(rule, "ip_protocol") ?? at(rule, "protocol"));
  const ports = portsOf(rule, protocol);
  const sources = [
    ...["cidr_ipv4", "cidr_ipv6", "cidr_blocks", "ipv6_cidr_blocks", "cidr_block", "ipv6_cidr_block"].flatMap((name) =>
      sourcesAt(at(rule, name), "cidr"),
    ),
    ...["prefix_list_id", "prefix_list_ids"].flatMap((name) => sourcesAt(at(rule, name), "prefixList")),
    ...["referenced_security_group_id", "source_security_group_id", "security_groups"].flatMap((name) =>
      sourcesAt(at(rule, name), "group"),
    ),
  ];
  return sources.map((source) => ({ protocol, ...ports, source }));
}

/** Of a list of inline blocks; what is unknown as a whole lets in an unknown source. */
export function openingsInBlocks(blocks: Value | undefined): readonly Opening[] {
  if (isUnknown(blocks) || isSensitive(blocks)) return [{ protocol: "-1", from: 0, to: LAST_PORT, source: UNKNOWN }];
  if (!Array.isArray(blocks)) return [];
  return (blocks as readonly Value[]).flatMap((block) =>
    isAttributes(block) ? openingsIn(block) : openingsInBlocks(isUnknown(block) || isSensitive(block) ? block : []),
  );
}

function sourceCovers(wide: Source, narrow: Source): boolean {
  if (wide.kind !== narrow.kind || wide.kind === "unknown") return false;
  if (wide.text === narrow.text) return true;
  return wide.cidr !== undefined && narrow.cidr !== undefined && contains(wide.cidr, narrow.cidr);
}

/** Whether everything that `narrow` lets in, `wide` lets in. */
export const letsIn = (wide: Opening, narrow: Opening): boolean =>
  (wide.protocol === "-1" || wide.protocol === narrow.protocol) &&
  wide.from <= narrow.from &&
  wide.to >= narrow.to &&
  sourceCovers(wide.source, narrow.source);

export type Reach = "world" | "public" | "private" | "prefixList" | "group" | "unknown";

/** From where it can be reached. */
export function reachOf({ source: { kind, cidr } }: Opening): Reach {
  if (kind !== "cidr") return kind;
  if (cidr === undefined) return "unknown";
  if (isWorld(cidr)) return "world";
  return isPrivate(cidr) ? "private" : "public";
}

/** `tcp 443`, `tcp 8000-8100`, `all ports and protocols` */
export function portsText({ protocol, from, to }: Opening): string {
  if (protocol === "-1") return "all ports and protocols";
  if (ICMP.has(protocol)) return protocol;
  if (from === 0 && to === LAST_PORT) return `all ${protocol} ports`;
  return from === to ? `${protocol} ${from}` : `${protocol} ${from}-${to}`;
}

/** Remote shells, databases, caches and other ports that are searched for all day. */
const SEARCHED_FOR = [20, 21, 22, 23, 445, 1433, 1521, 2375, 3306, 3389, 5432, 5439, 5900, 6379, 9200, 11_211, 27_017];

export const isSearchedFor = ({ protocol, from, to }: Opening): boolean =>
  !ICMP.has(protocol) && SEARCHED_FOR.some((port) => from <= port && port <= to);

export const isWeb = ({ protocol, from, to }: Opening): boolean =>
  (protocol === "tcp" || protocol === "udp") && from === to && (from === 80 || from === 443);
