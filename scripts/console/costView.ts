// What the last hour's environments cost at the price table's prices, and what they would have cost as if they had always been on.
import { createBasis } from "../../cost/constants.ts";
import { instancesFor, managedInstanceUsdPerHour } from "../../cost/instances.ts";
import { candidates, cheapest, type ManagedFunction } from "../../cost/managedFunction.ts";
import type { PriceTable } from "../../cost/prices/priceTable.ts";
import type { Cost, Level } from "../../local/console/model.ts";

const HOUR = 3_600_000;

/** So many environments from `at` on, until the next one. */
export interface Count {
  readonly at: number;
  readonly environments: number;
}

/** Counts within the last hour, each with its part of an hour. */
export function within(counts: readonly Count[], now: number): { environments: number; hours: number }[] {
  return counts.map(({ at, environments }, index) => {
    const from = Math.max(at, now - HOUR);
    const to = Math.min(counts[index + 1]?.at ?? now, now);
    return { environments, hours: Math.max(0, to - from) / HOUR };
  });
}

/** What was put: at least so many environments ran. */
export const countsOf = (levels: readonly Level[]): Count[] => levels.map(({ at, min }) => ({ at, environments: min }));

export interface Billed {
  readonly name: string;
  readonly managed: ManagedFunction;
  readonly counts: readonly Count[];
}

/** @param now milliseconds since the epoch */
export function costView(billed: readonly Billed[], prices: PriceTable, now: number): Cost {
  const basis = createBasis();
  const functions = billed.map(({ name, managed, counts }) => {
    const types = candidates(prices, managed, basis);
    const declared = [managed.scalingConfig.min, ...managed.windows.map(({ min }) => min)];
    const parts = within(counts, now);
    const alwaysOnEnvironments = Math.max(
      1,
      ...declared,
      ...parts.filter(({ hours }) => hours > 0).map(({ environments }) => environments),
    );
    const chosen = cheapest(types, alwaysOnEnvironments, basis);
    const { ec2UsdPerHour, feeUsdPerHour } = managedInstanceUsdPerHour(chosen.instance.usdPerHour, basis);
    const usdPerHour = (environments: number) =>
      instancesFor(environments, chosen.environmentsPerInstance, basis) * (ec2UsdPerHour + feeUsdPerHour);
    return {
      name,
      instanceType: chosen.type,
      usd: parts.reduce((sum, { environments, hours }) => sum + usdPerHour(environments) * hours, 0),
      alwaysOnUsd: usdPerHour(alwaysOnEnvironments),
      environmentHours: parts.reduce((sum, { environments, hours }) => sum + environments * hours, 0),
      alwaysOnEnvironments,
    };
  });
  const first = Math.min(now, ...billed.flatMap(({ counts }) => counts.slice(0, 1).map(({ at }) => at)));
  return { functions, region: prices.region, pricesFrom: prices.date, since: Math.max(now - HOUR, first) };
}
