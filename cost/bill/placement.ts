// Which instances carry so many execution environments for the least, under a capacity provider's vCPU cap.
import type { Basis } from "../constants.ts";
import { CostError } from "../costError.ts";
import { instancesFor } from "../instances.ts";
import { candidates, type ProviderLimits } from "../managedFunction.ts";
import type { Instance, PriceTable } from "../prices/priceTable.ts";
import type { BilledFunction } from "./groups.ts";

export interface Placement {
  readonly instances: number;
  /** Undefined for no instances. */
  readonly type: string | undefined;
  /** Of all of them, EC2 on demand, without the fee. */
  readonly listUsdPerHour: number;
  /** Whether the vCPU cap holds less than was asked for. */
  readonly isCapped: boolean;
}

export const NOTHING: Placement = { instances: 0, type: undefined, listUsdPerHour: 0, isCapped: false };

/** A type that carries every function, and how many of it the cap allows. */
interface Offer {
  readonly type: string;
  readonly instance: Instance;
  /** Environments on one instance, by function. */
  readonly perInstance: readonly number[];
  readonly maxInstances: number;
}

/** Shares of an instance add up with a rounding error that must not cost an instance. */
const ROUNDING = 1e-9;

function offersFor(functions: readonly BilledFunction[], limits: ProviderLimits, prices: PriceTable, basis: Basis) {
  const found = functions.map((fn) => candidates(prices, { ...fn, capacityProvider: limits }, basis));
  const [first = [], ...others] = found.map((list) => new Map(list.map((one) => [one.type, one])));
  return [...first.values()].flatMap(({ type, instance, environmentsPerInstance }): Offer[] => {
    const rest = others.map((types) => types.get(type)?.environmentsPerInstance ?? 0);
    const maxInstances = Math.floor(limits.maxVCpus / instance.vCpus);
    if (maxInstances === 0 || rest.includes(0)) return [];
    return [{ type, instance, perInstance: [environmentsPerInstance, ...rest], maxInstances }];
  });
}

const cheapestOf = (placements: readonly Placement[]): Placement | undefined =>
  placements.reduce<Placement | undefined>(
    (best, one) => (best === undefined || one.listUsdPerHour < best.listUsdPerHour ? one : best),
    undefined,
  );

/**
 * Gives back where so many environments of each function go, in their order. Functions of one capacity provider share its
 * instances; all of them are of the type that is cheapest for the lot.
 * @throws CostError when no type with a price carries every function under the cap
 */
export function createPlacement(
  functions: readonly BilledFunction[],
  limits: ProviderLimits,
  prices: PriceTable,
  basis: Basis,
): (environments: readonly number[]) => Placement {
  const offers = offersFor(functions, limits, prices, basis);
  if (offers.length === 0) {
    throw new CostError(
      `maxVCpus: must allow an instance type with a price in ${prices.region} that holds each of its functions, got ${limits.maxVCpus}`,
    );
  }
  return (environments) => {
    const most = Math.max(0, ...environments);
    if (most === 0) return NOTHING;
    const spread = instancesFor(most, Number.POSITIVE_INFINITY, basis);
    const needs = offers.map((offer) => ({
      offer,
      needed: environments.reduce((sum, count, index) => sum + count / (offer.perInstance[index] ?? 1), 0),
    }));
    const place = ({ type, instance }: Offer, instances: number, isCapped: boolean): Placement => ({
      instances,
      type,
      listUsdPerHour: instances * instance.usdPerHour,
      isCapped,
    });
    const fitting = needs.flatMap(({ offer, needed }) => {
      const count = Math.ceil(needed - ROUNDING);
      return count > offer.maxInstances
        ? []
        : [place(offer, Math.min(Math.max(count, spread), offer.maxInstances), false)];
    });
    if (fitting.length > 0) return cheapestOf(fitting) ?? NOTHING;
    // More than fits: the cap is full of what carries the most.
    const shares = needs.map(({ offer, needed }) => offer.maxInstances / needed);
    const best = Math.max(...shares);
    const fullest = needs.filter((_, index) => (shares[index] ?? 0) >= best - ROUNDING);
    return cheapestOf(fullest.map(({ offer }) => place(offer, offer.maxInstances, true))) ?? NOTHING;
  };
}
