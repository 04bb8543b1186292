// Where a new VPC's Availability Zones have their subnets.
import type { EnvironmentConfig } from "./schema.ts";

export type NewNetwork = Extract<EnvironmentConfig["network"], { vpc: "new" }>;

/** A zone, and which of the eight /20 blocks of each kind its subnets are. */
export interface ZoneBlock {
  readonly name: string;
  readonly block: number;
}

const FIRST_LETTER = "a".charCodeAt(0);

/** An id names the same place in every account; which letter it has is each account's own. */
const ZONE_ID = /^[a-z0-9]+-az(\d)$/;

/** Where a subnet is, by its zone's letter or id. https://docs.aws.amazon.com/ram/latest/userguide/working-with-az-ids.html */
export const zoneOfSubnet = (zone: string): { availabilityZone: string } | { availabilityZoneId: string } =>
  ZONE_ID.test(zone) ? { availabilityZoneId: zone } : { availabilityZone: zone };

/** Which block a zone has of itself: the first for the letter a, and for the id that ends with 1. */
function blockOf(zone: string): number {
  const number = ZONE_ID.exec(zone)?.[1];
  return number === undefined ? (zone.at(-1) ?? "").charCodeAt(0) - FIRST_LETTER : Number(number) - 1;
}

/**
 * The zones in the order of their blocks. A block follows from its zone's letter or id, or is the one that is written down: a zone
 * that comes or goes moves no other one's addresses, and the order of a list means nothing.
 */
export function zonesOf({ availabilityZones }: Pick<NewNetwork, "availabilityZones">): ZoneBlock[] {
  const zones = Array.isArray(availabilityZones)
    ? availabilityZones.map((name) => ({ name, block: blockOf(name) }))
    : Object.entries(availabilityZones).map(([name, block]) => ({ name, block }));
  return byBlock(zones);
}

export const byBlock = <T extends ZoneBlock>(zones: readonly T[]): T[] =>
  zones.toSorted((a, b) => a.block - b.block || (a.name < b.name ? -1 : 1));

/** What tells one VPC's subnets from another's: zones in the order of their blocks, and the blocks where they have gaps. */
export function subnetIdentity(zones: readonly ZoneBlock[]): unknown {
  const names = zones.map(({ name }) => name);
  return zones.every(({ block }, index) => block === index) ? names : zones.map(({ name, block }) => [name, block]);
}
