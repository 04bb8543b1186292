// Which instance type a simulated function runs on. Lambda chooses by itself; here it is the one that carries what was seen
// for the least.
import { combine } from "../../app/capacity/scalingConfig.ts";
import { configOf } from "../../app/capacity/window.ts";
import type { Basis } from "../constants.ts";
import { CostError } from "../costError.ts";
import { instancesFor } from "../instances.ts";
import { type Candidate, candidates, type ManagedFunction } from "../managedFunction.ts";
import type { PriceTable } from "../prices/priceTable.ts";
import { environmentsUnder } from "./model.ts";

/**
 * The types that can carry every minimum of the function under its vCPU cap; the one that can carry most is the first.
 * @throws CostError when there is none
 */
export function possibleTypes(managed: ManagedFunction, prices: PriceTable, basis: Basis): [Candidate, ...Candidate[]] {
  const { scalingConfig, windows, capacityProvider } = managed;
  const { min } = combine([scalingConfig, ...windows.map(configOf)]);
  const limit = (candidate: Candidate) => environmentsUnder(capacityProvider.maxVCpus, candidate, basis);
  const [first, ...others] = candidates(prices, managed, basis)
    .filter((candidate) => limit(candidate) >= Math.max(1, min))
    .toSorted((a, b) => limit(b) - limit(a));
  if (first) return [first, ...others];
  throw new CostError(
    `capacityProvider.maxVCpus: must carry the instances of ${Math.max(1, min)} environments of ${managed.memoryMib} MiB, got ${capacityProvider.maxVCpus}`,
  );
}

/**
 * Of two that cost the same, the one named first.
 * @param environments whose instances bill, in each minute
 */
export function cheapestFor(
  environments: Float64Array,
  managed: ManagedFunction,
  [first, ...others]: readonly [Candidate, ...Candidate[]],
  basis: Basis,
): Candidate {
  const minutes = new Map<number, number>();
  for (const count of environments) minutes.set(count, (minutes.get(count) ?? 0) + 1);
  const peak = Math.max(...minutes.keys());
  const usd = ({ environmentsPerInstance, instance }: Candidate) =>
    [...minutes].reduce(
      (sum, [count, times]) => sum + times * instancesFor(count, environmentsPerInstance, basis) * instance.usdPerHour,
      0,
    );
  const able = others.filter(
    (candidate) => environmentsUnder(managed.capacityProvider.maxVCpus, candidate, basis) >= peak,
  );
  return able.reduce(
    (best, candidate) => {
      const cost = usd(candidate);
      return cost < best.cost ? { candidate, cost } : best;
    },
    { candidate: first, cost: usd(first) },
  ).candidate;
}
