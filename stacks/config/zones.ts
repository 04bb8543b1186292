// Where a new VPC's Availability Zones have their subnets.
import type { EnvironmentConfig } from "./schema.ts";

export type NewNetwork = Extract<EnvironmentConfig["network"], { vpc: "new" }>;

/** A zone, and which of the eight /20 blocks of each kind its subnets are. */
export interface ZoneBlock {
  readonly name: string;
  readonly block: number;
}

const FIRST_LETTER = "a".charCodeAt(0);

/**
 * The zones in the order of their blocks. A block follows from its zone's letter, or is the one that is written down: a zone
 * that comes or goes moves no other one's addresses, and the order of a list means nothing.
 */
export function zonesOf({ availabilityZones }: Pick<NewNetwork, "availabilityZones">): ZoneBlock[] {
  const zones = Array.isArray(availabilityZones)
    ? availabilityZones.map((name) => ({ name, block: (name.at(-1) ?? "").charCodeAt(0) - FIRST_LETTER }))
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
