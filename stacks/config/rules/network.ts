// Rules of the network: zones that the Region has, subnets that are different ones, addresses that are private.
import { LIMITS } from "../limits.ts";
import type { EnvironmentConfig } from "../schema.ts";
import type { NewNetwork } from "../zones.ts";

/** The zones of a Region that some account has. */
export function zonesIn(region: string): string[] {
  const letters: Readonly<Record<string, number>> = LIMITS.zoneLetters.value;
  return [..."abcdef"].slice(0, letters[region] ?? 3).map((letter) => `${region}${letter}`);
}

const DIRECTIONS: Readonly<Record<string, string>> = {
  north: "n",
  northeast: "ne",
  east: "e",
  southeast: "se",
  south: "s",
  southwest: "sw",
  west: "w",
  northwest: "nw",
  central: "c",
};

/** As many as a Region has: six in us-east-1, and numbers may have gaps. */
const MOST_ZONES = 6;

/** The ids of a Region's zones, such as use1-az1: https://docs.aws.amazon.com/ram/latest/userguide/working-with-az-ids.html */
export function zoneIdsIn(region: string): string[] {
  const [geography = "", direction = "", number = ""] = region.split("-");
  const short = `${geography}${DIRECTIONS[direction]}${number}`;
  return Array.from({ length: MOST_ZONES }, (_, index) => `${short}-az${index + 1}`);
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
  const ids = zoneIdsIn(region);
  for (const zone of zones) {
    if (!known.includes(zone) && !ids.includes(zone))
      yield `${path}: must be a zone of ${region} (${known.join(", ")}, or ids as ${ids[0]}), got ${zone}`;
  }
  const named = zones.filter((zone) => ids.includes(zone)).length;
  if (named > 0 && named < zones.length)
    yield `${path}: must name all zones by letter or all by id, because one place may have both, got ${zones.join(", ")}`;
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
