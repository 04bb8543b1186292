// Rules of the network: zones that the Region has, subnets that are different ones, addresses that are private.
import { LIMITS } from "../limits.ts";
import type { EnvironmentConfig } from "../schema.ts";
import type { NewNetwork } from "../zones.ts";

/** The zones of a Region that some account has. */
export function zonesIn(region: string): string[] {
  const letters: Readonly<Record<string, number>> = LIMITS.zoneLetters.value;
  return [..."abcdef"].slice(0, letters[region] ?? 3).map((letter) => `${region}${letter}`);
}

export function* networkRules({ network, region }: EnvironmentConfig): Generator<string> {
  const { value: minZones } = LIMITS.minAvailabilityZones;
  const path = network.vpc === "new" ? "network.availabilityZones" : "network.subnetIds";
  const zones = network.vpc === "new" ? namesOf(network) : Object.keys(network.subnetIds);
  if (new Set(zones).size !== zones.length) yield `${path}: must not name a zone twice, got ${zones.join(", ")}`;
  const known = zonesIn(region);
  if (zones.length < minZones || zones.length > known.length) {
    yield `${path}: must name ${minZones} to ${known.length} Availability Zones, got ${zones.length}`;
  }
  for (const zone of zones) {
    if (!known.includes(zone)) yield `${path}: must be a zone of ${region} (${known.join(", ")}), got ${zone}`;
  }
  if (network.vpc === "existing") yield* subnetRules(Object.values(network.subnetIds).flat());
  else {
    yield* blockRules(network);
    yield* cidrRules(network.cidr);
  }
}

const namesOf = ({ availabilityZones }: NewNetwork) =>
  Array.isArray(availabilityZones) ? availabilityZones : Object.keys(availabilityZones);

/** Two zones at one place; a list cannot have them, because its letters differ. */
function* blockRules({ availabilityZones }: NewNetwork): Generator<string> {
  if (Array.isArray(availabilityZones)) return;
  const zones = Object.entries(availabilityZones);
  for (const [index, [name, block]] of zones.entries()) {
    const [other] = zones.slice(0, index).find(([, earlier]) => earlier === block) ?? [];
    if (other) {
      yield `network.availabilityZones: must not give two zones one block, got ${block} for ${other} and ${name}`;
    }
  }
}

function* subnetRules(subnets: readonly string[]): Generator<string> {
  if (new Set(subnets).size !== subnets.length) {
    yield `network.subnetIds: must not name a subnet twice, got ${subnets.join(", ")}`;
  }
  const { value: most } = LIMITS.maxSubnets;
  if (subnets.length > most) yield `network.subnetIds: must name at most ${most} subnets, got ${subnets.length}`;
}

function* cidrRules(cidr: string): Generator<string> {
  const [first = 0, second = 0] = cidr.split(".").map(Number);
  const isPrivate =
    first === 10 || (first === 172 && second >= 16 && second <= 31) || (first === 192 && second === 168);
  if (!isPrivate || second > 255) yield `network.cidr: must be a private range (RFC 1918), got ${cidr}`;
}
