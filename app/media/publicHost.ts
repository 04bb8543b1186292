// Whether a host is on the public internet: a function that fetches what a client names is else a way into its own network.
import { lookup } from "node:dns/promises";
import { BlockList, isIP } from "node:net";

/** The addresses of a name. */
export type Resolve = (host: string) => Promise<readonly string[]>;

/** All addresses, of both families, as the operating system finds them. */
export const resolveHost: Resolve = async (host) =>
  (await lookup(host, { all: true, verbatim: true })).map(({ address }) => address);

/** The host is not on the public internet, or cannot be found: then `cause` is the resolver's error, if there was one. */
export class NotPublicError extends Error {
  override readonly name = "NotPublic";
}

/** What is not globally reachable: https://www.iana.org/assignments/iana-ipv4-special-registry */
const RESERVED_V4 = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.31.196.0", 24],
  ["192.52.193.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["192.175.48.0", 24],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3], // multicast, reserved, broadcast
] as const;

/** Inside 2000::/3, which alone is global: https://www.iana.org/assignments/iana-ipv6-special-registry */
const RESERVED_V6 = [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16], // 6to4: an IPv4 address inside
  ["2620:4f:8000::", 48],
  ["3fff::", 20],
] as const;

/** Addresses that carry an IPv4 address in their last 32 bits: mapped, and translated (NAT64). */
const CARRIES_V4 = [
  ["::ffff:0:0", 96],
  ["64:ff9b::", 96],
] as const;

const blockList = (nets: readonly (readonly [string, number])[], family: "ipv4" | "ipv6"): BlockList => {
  const list = new BlockList();
  for (const [net, prefix] of nets) list.addSubnet(net, prefix, family);
  return list;
};

const reservedV4 = blockList(RESERVED_V4, "ipv4");
const reservedV6 = blockList(RESERVED_V6, "ipv6");
const carriesV4 = blockList(CARRIES_V4, "ipv6");
const globalV6 = blockList([["2000::", 3]], "ipv6");

/** The IPv4 address in the last 32 bits of an IPv6 address. */
function lastV4(address: string): string {
  // The URL parser writes every form as hexadecimal groups.
  const groups = new URL(`http://[${address}]`).hostname.slice(1, -1).split(":");
  const [high = 0, low = 0] = groups.slice(-2).map((group) => Number.parseInt(group || "0", 16));
  return [high >> 8, high & 255, low >> 8, low & 255].join(".");
}

/** @param address IPv4 in four decimal parts, or IPv6; every other text is not public */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !reservedV4.check(address, "ipv4");
  if (family !== 6 || address.includes("%")) return false;
  // A translator (NAT64) leads to the IPv4 address; a mapped one is that address.
  if (carriesV4.check(address, "ipv6")) return isPublicAddress(lastV4(address));
  return globalV6.check(address, "ipv6") && !reservedV6.check(address, "ipv6");
}

/**
 * The addresses of a host, all of them public. Connect to one of these, not to the name: it may resolve to others next time.
 * @param host a name or an address as `URL.hostname` gives it: decimal, octal and hexadecimal forms are resolved there
 * @throws NotPublicError
 */
export async function assertPublicHost(host: string, resolve: Resolve = resolveHost): Promise<readonly string[]> {
  const refused = (why: string, cause?: unknown) =>
    new NotPublicError(`${JSON.stringify(host)} ${why}`, cause === undefined ? undefined : { cause });
  // Written as a URL would have it, however it was given: 2130706433 and 0x7f.1 are 127.0.0.1.
  const url = URL.canParse(`https://${host}/`) ? new URL(`https://${host}/`) : undefined;
  if (!url || url.href !== `https://${url.hostname}/`) throw refused("is not a host");
  const name = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const notFound = (cause: unknown) => {
    throw refused("cannot be found", cause);
  };
  const addresses = isIP(name) ? [name] : await resolve(name).catch(notFound);
  if (addresses.length === 0) throw refused("cannot be found");
  if (!addresses.every(isPublicAddress)) throw refused("is not on the public internet");
  return addresses;
}
