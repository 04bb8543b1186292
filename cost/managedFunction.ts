// A function on managed instances, as the arithmetic sees it, and the instance types that it may run on.
import type { ScalingConfig } from "../app/capacity/scalingConfig.ts";
import type { BatchWindow } from "../app/capacity/window.ts";
import type { Basis } from "./constants.ts";
import { CostError } from "./costError.ts";
import { type EnvironmentSize, environmentsPerInstance, instancesFor } from "./instances.ts";
import type { Architecture, Instance, PriceTable } from "./prices/priceTable.ts";

export interface ProviderLimits {
  readonly maxVCpus: number;
  readonly scaling: { readonly mode: "Auto" } | { readonly mode: "Manual"; readonly targetCpuPercent: number };
  /** Names with `*` for any characters, as AWS takes them; left out, Lambda chooses. */
  readonly allowedInstanceTypes?: readonly string[] | undefined;
  readonly excludedInstanceTypes?: readonly string[] | undefined;
}

export interface ManagedFunction extends EnvironmentSize {
  readonly architecture: Architecture;
  /** Invocations at once per execution environment. */
  readonly maxConcurrency: number;
  /** What it has outside its windows. */
  readonly scalingConfig: ScalingConfig;
  readonly windows: readonly BatchWindow[];
  readonly capacityProvider: ProviderLimits;
}

/** An instance type that can carry the function. */
export interface Candidate {
  readonly type: string;
  readonly instance: Instance;
  readonly environmentsPerInstance: number;
}

/** `*` stands for any characters, as in the lists of a capacity provider. */
export const matchesType = (patterns: readonly string[], type: string): boolean =>
  patterns.some((pattern) => {
    const parts = pattern.split("*").map((part) => part.replaceAll(/[^\w]/g, "\\$&"));
    return new RegExp(`^${parts.join(".*")}$`).test(type);
  });

type Placed = EnvironmentSize &
  Pick<ManagedFunction, "architecture"> & {
    readonly capacityProvider: Pick<ProviderLimits, "allowedInstanceTypes" | "excludedInstanceTypes">;
  };

/**
 * Types of the price table that the capacity provider allows and that hold at least one environment.
 * @throws CostError when there is none
 */
export function candidates(prices: PriceTable, placed: Placed, basis: Basis): Candidate[] {
  const { architecture, capacityProvider } = placed;
  const { allowedInstanceTypes, excludedInstanceTypes = [] } = capacityProvider;
  const found = Object.entries(prices.instances)
    .filter(([, instance]) => instance.architecture === architecture)
    .filter(([type]) => allowedInstanceTypes === undefined || matchesType(allowedInstanceTypes, type))
    .filter(([type]) => !matchesType(excludedInstanceTypes, type))
    .map(([type, instance]) => ({
      type,
      instance,
      environmentsPerInstance: environmentsPerInstance(instance, placed, basis),
    }))
    .filter((candidate) => candidate.environmentsPerInstance > 0);
  if (found.length > 0) return found;
  const allowed = allowedInstanceTypes?.join(", ") ?? `any ${architecture}`;
  throw new CostError(
    `capacityProvider.allowedInstanceTypes: must name a type with a price in ${prices.region} that holds ${placed.memoryMib} MiB, got ${allowed}`,
  );
}

const hourlyUsd = (environments: number, { environmentsPerInstance: perInstance, instance }: Candidate, basis: Basis) =>
  instancesFor(environments, perInstance, basis) * instance.usdPerHour;

/** The candidate that carries so many environments for the least; of two that cost the same, the one named first. */
export function cheapest(from: readonly Candidate[], environments: number, basis: Basis): Candidate {
  const [first, ...others] = from;
  if (first === undefined) throw new CostError("instance types: none to choose from, got 0");
  return others.reduce(
    (best, other) => (hourlyUsd(environments, other, basis) < hourlyUsd(environments, best, basis) ? other : best),
    first,
  );
}
