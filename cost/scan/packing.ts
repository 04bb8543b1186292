// How much of an instance a function's environments take, hour by hour, at the size that takes the least.
import type { Basis } from "../constants.ts";
import { type EnvironmentSize, environmentsPerInstance } from "../instances.ts";
import type { Architecture, Instance, PriceTable } from "../prices/priceTable.ts";
import { concurrencyOf, ENVIRONMENT_SIZES } from "../workload/concurrency.ts";
import type { Candidate } from "./candidate.ts";

// Asked for millions of times: a lookup in the global object would be most of the work.
const { ceil, max } = Math;

/** What one invocation is taken to need. */
export interface Needs {
  readonly cpuShare: number;
  readonly invocationMemoryMb: number;
}

export interface Offer {
  readonly type: string;
  readonly instance: Instance;
  /** Environments on one instance, by the index of their size; 0 where none fits. */
  readonly perInstance: readonly number[];
}

/** Of types with the same vCPUs and memory, the cheapest. */
export function offersOf(prices: PriceTable, architecture: Architecture, basis: Basis): Offer[] {
  const cheapest = new Map<string, readonly [string, Instance]>();
  for (const [type, instance] of Object.entries(prices.instances)) {
    if (instance.architecture !== architecture) continue;
    const key = `${instance.vCpus} ${instance.memoryGib}`;
    const known = cheapest.get(key);
    if (!known || instance.usdPerHour < known[1].usdPerHour) cheapest.set(key, [type, instance]);
  }
  return [...cheapest.values()].map(([type, instance]) => ({
    type,
    instance,
    perInstance: ENVIRONMENT_SIZES.map((size) => environmentsPerInstance(instance, size, basis)),
  }));
}

/** One size of environment for a function: so many at once, and so many environments over all hours. */
interface Sized {
  readonly index: number;
  readonly maxConcurrency: number;
  readonly environmentHours: number;
}

/** A function and its sizes, of which each type of instance has another that is best. */
export interface Packed {
  readonly candidate: Candidate;
  readonly sizes: readonly Sized[];
}

/** On one type of instance. */
export interface Placed {
  readonly candidate: Candidate;
  readonly size: EnvironmentSize;
  readonly maxConcurrency: number;
  readonly perInstance: number;
  /** Instances over all hours, were there no others and no floor; whole ones are counted for the group. */
  readonly instanceHours: number;
}

/** Environments in an hour: Lambda's minimum, or none of what a queue feeds while it is empty. */
export function environmentsAt(
  { demand, arrival, measures }: Candidate,
  hour: number,
  maxConcurrency: number,
  floor: number,
): number {
  if (arrival === "queue" && measures.load.invocations[hour] === 0) return 0;
  const needed = (demand[hour] ?? 0) / maxConcurrency;
  return needed > floor ? ceil(needed) : floor;
}

export function packed(candidate: Candidate, needs: Needs, basis: Basis): Packed {
  const floor = basis.value("minEnvironments");
  const { demand } = candidate;
  const most = demand.reduce((top, value) => max(top, value), 0);
  const open = candidate.arrival === "queue" ? candidate.activeHours : demand.length;
  const sizes = ENVIRONMENT_SIZES.flatMap((size, index): Sized[] => {
    const found = concurrencyOf(size, needs, basis);
    if (!found) return [];
    const { maxConcurrency } = found;
    if (most <= floor * maxConcurrency) return [{ index, maxConcurrency, environmentHours: floor * open }];
    let environmentHours = 0;
    for (let hour = 0; hour < demand.length; hour++)
      environmentHours += environmentsAt(candidate, hour, maxConcurrency, floor);
    return [{ index, maxConcurrency, environmentHours }];
  });
  return { candidate, sizes };
}

/** Undefined where no size fits the type. */
export function placedOn({ candidate, sizes }: Packed, { perInstance }: Offer): Placed | undefined {
  let best: Placed | undefined;
  for (const { index, maxConcurrency, environmentHours } of sizes) {
    const holds = perInstance[index] ?? 0;
    const size = ENVIRONMENT_SIZES[index];
    if (holds === 0 || size === undefined) continue;
    const instanceHours = environmentHours / holds;
    if (best && instanceHours >= best.instanceHours) continue;
    best = { candidate, size, maxConcurrency, perInstance: holds, instanceHours };
  }
  return best;
}
