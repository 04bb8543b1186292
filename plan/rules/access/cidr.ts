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
