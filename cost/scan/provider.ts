// One capacity provider for functions that trust each other: which of them it pays to move, on which type of instance. Its instances,
// at least three, are counted once for all of them, hour by hour.
import type { Basis } from "../constants.ts";
import { managedInstanceUsdPerHour } from "../instances.ts";
import type { Candidate } from "./candidate.ts";
import { environmentsAt, type Offer, type Packed, type Placed, placedOn } from "./packing.ts";

export interface MovedFunction extends Placed {
  /** Its part of what the instances cost. */
  readonly usdPerMonth: number;
}

export interface Provider {
  readonly type: string;
  /** The fewest and the most of all hours. */
  readonly minInstances: number;
  readonly maxInstances: number;
  readonly maxVCpus: number;
  /** EC2 and the management fee. */
  readonly usdPerMonth: number;
  /** What the duration of the same functions costs on ordinary Lambda; requests cost the same on both. */
  readonly ordinaryUsdPerMonth: number;
  readonly moved: readonly MovedFunction[];
}

// Asked for millions of times: a lookup in the global object would be most of the work.
const { ceil, max, min } = Math;

/** Shares of an instance add up with a rounding error that must not cost an instance. */
const ROUNDING = 1e-9;
const SECONDS_PER_HOUR = 3_600;

interface Totals {
  readonly count: number;
  readonly instanceHours: number;
  readonly fewest: number;
  readonly most: number;
}

/** Whole instances in every hour, and the time that they launch before and drain after each change. */
function totalsOf(shares: Float64Array, environments: Float64Array, count: number, basis: Basis): Totals {
  const spread = basis.value("minInstances");
  const edge = (basis.value("activationSeconds") + basis.value("drainSeconds")) / SECONDS_PER_HOUR;
  let [instanceHours, fewest, most] = [0, Number.POSITIVE_INFINITY, 0];
  const at = (hour: number): number => max(ceil((shares[hour] ?? 0) - ROUNDING), min(environments[hour] ?? 0, spread));
  let before = at(shares.length - 1);
  for (let hour = 0; hour < shares.length; hour++) {
    const instances = at(hour);
    instanceHours += instances + max(0, instances - before) * edge;
    fewest = min(fewest, instances);
    most = max(most, instances);
    before = instances;
  }
  return { count, instanceHours, fewest, most };
}

/** Of those that are best first, the number at which moving saves the most. */
function bestPrefix(
  placed: readonly Placed[],
  ordinaryUsd: (candidate: Candidate) => number,
  usdPerInstanceHour: number,
  basis: Basis,
): { readonly totals: Totals; readonly saved: number } | undefined {
  const hours = placed[0]?.candidate.demand.length ?? 0;
  const floor = basis.value("minEnvironments");
  const [shares, environments] = [new Float64Array(hours), new Float64Array(hours)];
  let ordinary = 0;
  let best: { totals: Totals; saved: number } | undefined;
  placed.forEach(({ candidate, maxConcurrency, perInstance }, index) => {
    for (let hour = 0; hour < hours; hour++) {
      const count = environmentsAt(candidate, hour, maxConcurrency, floor);
      environments[hour] = (environments[hour] ?? 0) + count;
      shares[hour] = (shares[hour] ?? 0) + count / perInstance;
    }
    ordinary += ordinaryUsd(candidate);
    const totals = totalsOf(shares, environments, index + 1, basis);
    const saved = ordinary - totals.instanceHours * usdPerInstanceHour;
    if (saved > (best?.saved ?? 0)) best = { totals, saved };
  });
  return best;
}

/**
 * What moves to a provider of its own, and saves the most; undefined where nothing does.
 * @param ordinaryUsd what a function's duration costs in a month on ordinary Lambda
 */
export function bestProvider(
  functions: readonly Packed[],
  offers: readonly Offer[],
  ordinaryUsd: (candidate: Candidate) => number,
  basis: Basis,
): Provider | undefined {
  const hours = functions[0]?.candidate.demand.length ?? 0;
  if (hours === 0) return undefined;
  const months = hours / basis.value("hoursPerMonth");
  let best: { saved: number; provider: Provider } | undefined;
  const tried = offers
    .map((offer) => {
      const { ec2UsdPerHour, feeUsdPerHour } = managedInstanceUsdPerHour(offer.instance.usdPerHour, basis);
      const usdPerInstanceHour = (ec2UsdPerHour + feeUsdPerHour) / months;
      const placed = functions.flatMap((one) => placedOn(one, offer) ?? []);
      // Were parts of an instance to be had, and no floors: no more than that is saved.
      const atMost = placed.reduce(
        (sum, { candidate, instanceHours }) =>
          sum + max(0, ordinaryUsd(candidate) - instanceHours * usdPerInstanceHour),
        0,
      );
      return { offer, usdPerInstanceHour, placed, atMost };
    })
    .toSorted((a, b) => b.atMost - a.atMost);
  for (const { offer, usdPerInstanceHour, atMost, ...rest } of tried) {
    if (atMost <= (best?.saved ?? 0)) break;
    const gain = ({ candidate, instanceHours }: Placed) => ordinaryUsd(candidate) / instanceHours;
    const placed = rest.placed.toSorted((a, b) => gain(b) - gain(a) || (a.candidate.name < b.candidate.name ? -1 : 1));
    const found = bestPrefix(placed, ordinaryUsd, usdPerInstanceHour, basis);
    if (!found || found.saved <= (best?.saved ?? 0)) continue;
    const { totals, saved } = found;
    const moved = placed.slice(0, totals.count);
    const usdPerMonth = totals.instanceHours * usdPerInstanceHour;
    const shares = moved.reduce((sum, { instanceHours }) => sum + instanceHours, 0);
    best = {
      saved,
      provider: {
        type: offer.type,
        minInstances: totals.fewest,
        maxInstances: totals.most,
        maxVCpus: totals.most * offer.instance.vCpus,
        usdPerMonth,
        ordinaryUsdPerMonth: moved.reduce((sum, { candidate }) => sum + ordinaryUsd(candidate), 0),
        moved: moved.map((one) => ({ ...one, usdPerMonth: (usdPerMonth * one.instanceHours) / shares })),
      },
    };
  }
  return best?.provider;
}
