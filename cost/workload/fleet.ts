// The instances that a workload needs, hour by hour: which size of environment, on which instance type, for the least.
import type { Basis } from "../constants.ts";
import { CostError } from "../costError.ts";
import { type EnvironmentSize, environmentsIn, instancesFor, type Spare, spareOf, spread } from "../instances.ts";
import { matchesType } from "../managedFunction.ts";
import type { Architecture, Instance, PriceTable } from "../prices/priceTable.ts";
import { type Concurrency, concurrencyOf, ENVIRONMENT_SIZES } from "./concurrency.ts";
import { headroomOf, type InFlightLevels, type Load } from "./load.ts";
import type { Workload } from "./workload.ts";

/** So many hours of a month, so many instances run. */
export interface Hours {
  readonly hours: number;
  readonly instances: number;
}

/** Whether instances run at all hours, or only while there is load. */
export type ManagedMode = "alwaysOn" | "inWindows";

/** An environment on an instance type, and how much of both the workload needs. */
export interface Fleet extends Concurrency {
  readonly architecture: Architecture;
  readonly size: EnvironmentSize;
  readonly type: string;
  readonly instance: Instance;
  readonly environmentsPerInstance: number;
  /** Execution environments that the quietest and the busiest minute need, with headroom. */
  readonly minEnvironments: number;
  readonly maxEnvironments: number;
  /** Of a whole month, on the costliest of the days; in windows, launch and drain are in it, and the hours at 0. */
  readonly hours: readonly Hours[];
}

interface Timing {
  readonly activeHours: number;
  /** Before and after the load, in which its smallest capacity runs. */
  readonly edgeHours: number;
  readonly idleHours: number;
}

function timingOf({ activeHours, activationsPerMonth }: Workload, basis: Basis): Timing {
  const perActivation = (basis.value("activationSeconds") + basis.value("drainSeconds")) / 3_600;
  const restHours = basis.value("hoursPerMonth") - activeHours;
  const edgeHours = Math.min(restHours, activationsPerMonth * perActivation);
  return { activeHours, edgeHours, idleHours: restHours - edgeHours };
}

/**
 * For which share of the active hours how many environments run, from the fewest to the most; with room for requests to double:
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-scaling.html
 */
type Shares = readonly { readonly share: number; readonly environments: number }[];

function environmentShares(
  levels: InFlightLevels,
  { maxConcurrency, headroom }: { maxConcurrency: number; headroom: number },
  basis: Basis,
): Shares {
  const perUnit = headroom / maxConcurrency;
  const floor = basis.value("minEnvironments");
  const shares: { share: number; environments: number }[] = [];
  for (const { share, inFlight } of levels) {
    const environments = Math.max(floor, Math.ceil(inFlight * perUnit));
    const last = shares.at(-1);
    if (last?.environments === environments) last.share += share;
    else shares.push({ share, environments });
  }
  return shares;
}

interface Running {
  readonly shares: Shares;
  readonly perInstance: number;
  readonly timing: Timing;
  readonly mode: ManagedMode;
}

/** At the edges of the active hours as many run as in the quietest of them. */
function aside({ shares, perInstance, mode }: Running, basis: Basis): { readonly edge: number; readonly idle: number } {
  return {
    edge: instancesFor(shares[0]?.environments ?? 0, perInstance, basis),
    idle: mode === "inWindows" ? 0 : instancesFor(basis.value("minEnvironments"), perInstance, basis),
  };
}

function hoursOf(running: Running, basis: Basis): Hours[] {
  const { shares, perInstance, timing } = running;
  const { edge, idle } = aside(running, basis);
  return [
    ...shares.map(({ share, environments }) => ({
      hours: share * timing.activeHours,
      instances: instancesFor(environments, perInstance, basis),
    })),
    { hours: timing.edgeHours, instances: edge },
    { hours: timing.idleHours, instances: idle },
  ];
}

/** The sum of hoursOf, without the list: every offer is asked for it. */
function instanceHoursOf(running: Running, basis: Basis): number {
  const { shares, perInstance, timing } = running;
  const { edge, idle } = aside(running, basis);
  const minInstances = basis.value("minInstances");
  let active = 0;
  for (const { share, environments } of shares) active += share * spread(environments, perInstance, minInstances);
  return active * timing.activeHours + edge * timing.edgeHours + idle * timing.idleHours;
}

const isAllowed = (types: readonly string[] | undefined, type: string) =>
  types === undefined || matchesType(types, type);

interface Offer {
  readonly type: string;
  readonly instance: Instance;
  readonly environmentsPerInstance: number;
}

/** Of the types that hold the same number of environments, only the cheapest can win. */
function offersFor(
  types: readonly { readonly type: string; readonly instance: Instance; readonly spare: Spare }[],
  size: EnvironmentSize,
): readonly Offer[] {
  const offers = new Map<number, Offer>();
  for (const { type, instance, spare } of types) {
    const perInstance = environmentsIn(spare, size);
    const known = offers.get(perInstance)?.instance.usdPerHour ?? Number.POSITIVE_INFINITY;
    if (perInstance > 0 && instance.usdPerHour < known) {
      offers.set(perInstance, { type, instance, environmentsPerInstance: perInstance });
    }
  }
  return [...offers.values()];
}

/** An environment that carries the workload's invocations, and the instances that it may run on. */
export interface Sized extends Concurrency {
  readonly size: EnvironmentSize;
  readonly offers: readonly Offer[];
}

/** The same however many requests there are: a search for a break-even asks once. */
export function sizesFor(workload: Workload, prices: PriceTable, basis: Basis): readonly Sized[] {
  const types = Object.entries(prices.instances)
    .filter(
      ([type, { architecture }]) =>
        workload.architectures.includes(architecture) && isAllowed(workload.instanceTypes, type),
    )
    .map(([type, instance]) => ({ type, instance, spare: spareOf(instance, basis) }));
  return ENVIRONMENT_SIZES.flatMap((size) => {
    const concurrency = concurrencyOf(size, workload, basis);
    return concurrency ? [{ ...concurrency, size, offers: offersFor(types, size) }] : [];
  });
}

interface Needed {
  /** What the days need that are priced, each made when it is asked for: the first, flat ones rule most sizes out. */
  readonly days: readonly (() => Shares)[];
  /** What the workload's own day needs. */
  readonly own: () => Shares;
}

/** By how many invocations an environment takes: sizes that take as many need as many environments. */
function needs(load: Load, headroom: number, basis: Basis): (maxConcurrency: number) => Needed {
  const known = new Map<number, Needed>();
  return (maxConcurrency) => {
    const sharesOf = (levels: InFlightLevels) => {
      let shares: Shares | undefined;
      return () => {
        shares ??= environmentShares(levels, { maxConcurrency, headroom }, basis);
        return shares;
      };
    };
    const needed = known.get(maxConcurrency) ?? { days: load.days.map(sharesOf), own: sharesOf(load.capacity) };
    known.set(maxConcurrency, needed);
    return needed;
  };
}

/** Every fleet that carries a workload. */
export interface Fleets {
  /**
   * The cheapest of them.
   * @param mode what it is to be cheapest at
   * @param usdOf what a fleet costs in a month, by its hours and the price of its instances; @default in proportion to both
   * @throws CostError when no instance type of the table can carry one invocation
   */
  cheapest(mode: ManagedMode, usdOf?: (hours: readonly Hours[], listUsdPerHour: number) => number): Fleet;
}

/** @param load of the workload, @param sizes of it */
export function fleetsFor(
  workload: Workload,
  { prices, basis }: { readonly prices: PriceTable; readonly basis: Basis },
  load: Load,
  sizes: readonly Sized[] = sizesFor(workload, prices, basis),
): Fleets {
  const timing = timingOf(workload, basis);
  const neededWith = needs(load, headroomOf(workload, basis), basis);
  return {
    cheapest(mode, usdOf) {
      let lowest = Number.POSITIVE_INFINITY;
      let best: Fleet | undefined;
      for (const { size, offers, maxConcurrency, limitedBy } of sizes) {
        const { days, own } = neededWith(maxConcurrency);
        for (const offer of offers) {
          const { usdPerHour } = offer.instance;
          let usdPerMonth = 0;
          let costliest: Running | undefined;
          for (const shares of days) {
            const running = { shares: shares(), perInstance: offer.environmentsPerInstance, timing, mode };
            const usd = usdOf
              ? usdOf(hoursOf(running, basis), usdPerHour)
              : instanceHoursOf(running, basis) * usdPerHour;
            if (costliest !== undefined && usd <= usdPerMonth) continue;
            usdPerMonth = usd;
            costliest = running;
            if (usdPerMonth >= lowest) break;
          }
          if (costliest === undefined || usdPerMonth >= lowest) continue;
          lowest = usdPerMonth;
          best = {
            ...{ maxConcurrency, limitedBy, size },
            ...offer,
            hours: hoursOf(costliest, basis),
            architecture: offer.instance.architecture,
            minEnvironments: own()[0]?.environments ?? 0,
            maxEnvironments: own().at(-1)?.environments ?? 0,
          };
        }
      }
      if (best) return best;
      const allowed = workload.instanceTypes?.join(", ") ?? "any of the price table";
      throw new CostError(
        `instanceTypes: must name a type with a price in ${prices.region} that holds one invocation of ${workload.invocationMemoryMb} MB and ${workload.cpuShare} vCPU, got ${allowed}`,
      );
    },
  };
}
