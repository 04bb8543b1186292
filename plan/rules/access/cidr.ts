// Address ranges, IPv4 and IPv6.
import { BlockList, isIP } from "node:net";

export interface Cidr {
  readonly family: "ipv4" | "ipv6";
  readonly address: string;
  readonly prefix: number;
  readonly addresses: BlockList;
}

/** `10.0.0.0/16`, `::/0` or one address; undefined when it is neither. */
export function parseCidr(text: string): Cidr | undefined {
  const [address = "", bits, ...rest] = text.trim().split("/");
  const version = isIP(address);
  if (version === 0 || rest.length > 0 || (bits !== undefined && !/^\d{1,3}$/.test(bits))) return undefined;
  const longest = version === 4 ? 32 : 128;
  const prefix = bits === undefined ? longest : Number(bits);
  if (prefix > longest) return undefined;
  const family = version === 4 ? "ipv4" : "ipv6";
  const addresses = new BlockList();
  addresses.addSubnet(address, prefix, family);
  return { family, address, prefix, addresses };
}

/** Whether every address of `narrow` is in `wide`. */
export function contains(wide: Cidr, narrow: Cidr): boolean {
  if (wide.family !== narrow.family || wide.prefix > narrow.prefix) return false;
  if (wide.prefix === 0) return true;
  return wide.addresses.check(narrow.address, narrow.family);
}

/** The addresses as a number. */
function asNumber({ address, family }: Cidr): bigint {
  if (family === "ipv4") return address.split(".").reduce((sum, part) => sum * 256n + BigInt(part), 0n);
  const written = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...parts: string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = parts.map(Number);
    return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  });
  const [head = [], tail] = written.split("::").map((half) => half.split(":").filter((part) => part !== ""));
  const missing = tail === undefined ? 0 : 8 - head.length - tail.length;
  const groups = [...head, ...Array.from({ length: missing }, () => "0"), ...(tail ?? [])];
  return groups.reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n);
}

const longestOf = ({ family }: Cidr): number => (family === "ipv4" ? 32 : 128);

const isWhole = (cidr: Cidr, value: bigint): boolean => value % (1n << BigInt(longestOf(cidr) - cidr.prefix)) === 0n;

/** The other half of the range that is twice as large. */
const isSibling = (low: Cidr, high: Cidr): boolean => {
  if (low.family !== high.family || low.prefix !== high.prefix || low.prefix === 0) return false;
  const size = 1n << BigInt(longestOf(low) - low.prefix);
  const value = asNumber(low);
  return isWhole(low, value) && value % (size * 2n) === 0n && asNumber(high) === value + size;
};

/** The same addresses in as few ranges as it takes: `0.0.0.0/1` and `128.0.0.0/1` are `0.0.0.0/0`. */
export function merged(texts: readonly string[]): readonly string[] {
  let ranges = texts.map((text) => ({ text, cidr: parseCidr(text) }));
  for (;;) {
    const pair = ranges.flatMap(({ cidr: low }, i) =>
      low === undefined
        ? []
        : ranges.flatMap(({ cidr: high }, j) => (i !== j && high && isSibling(low, high) ? [{ i, j, low }] : [])),
    )[0];
    if (pair === undefined) break;
    const text = `${pair.low.address}/${pair.low.prefix - 1}`;
    ranges = [...ranges.filter((_, at) => at !== pair.i && at !== pair.j), { text, cidr: parseCidr(text) }];
  }
  return ranges
    .filter(
      ({ cidr }, at) =>
        cidr === undefined ||
        !ranges.some(
          (other, place) =>
            place !== at &&
            other.cidr !== undefined &&
            contains(other.cidr, cidr) &&
            (place < at || !contains(cidr, other.cidr)),
        ),
    )
    .map(({ text }) => text);
}

// Private, shared, link-local and loopback ranges: https://www.iana.org/assignments/iana-ipv4-special-registry
const INSIDE = [
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "100.64.0.0/10",
  "169.254.0.0/16",
  "127.0.0.0/8",
  "fc00::/7",
  "fe80::/10",
]
  .map(parseCidr)
  .filter((cidr) => cidr !== undefined);

/** Whether no address in it is reached from the internet. */
export const isPrivate = (cidr: Cidr): boolean => INSIDE.some((inside) => contains(inside, cidr));

/** Everybody, or half of everybody: two halves are a way around looking for `/0`. */
export const isWorld = ({ prefix }: Cidr): boolean => prefix <= 1;
