// The one rule that says how much capacity exists: a pure function of what is declared, what is asked for, and the time.
import type { Declaration } from "./declaration.ts";
import { isLive, type Lease } from "./lease.ts";
import { combine, type ScalingConfig, within } from "./scalingConfig.ts";

/** Everything that bears on a function's scaling config at an instant. */
export interface Demand {
  readonly declaration: Declaration;
  readonly leases: readonly Lease[];
}

/** Why the desired config is what it is. */
export type Reason = { readonly kind: "baseline" } | { readonly kind: "lease"; readonly owner: string };

export interface Desired {
  readonly config: ScalingConfig;
  /** The baseline and every live lease, whether or not each is the largest. */
  readonly reasons: readonly Reason[];
}

/**
 * The scaling config that a function should have now: the largest min and the largest max of its baseline and its live
 * leases, cut to what the capacity provider can carry.
 */
export function desired({ declaration, leases }: Demand, nowSeconds: number): Desired {
  const live = leases.filter((lease) => isLive(lease, nowSeconds));
  return {
    config: within(declaration.limit, combine([declaration.baseline, ...live.map(({ config }) => config)])),
    reasons: [{ kind: "baseline" }, ...live.map(({ owner }) => ({ kind: "lease", owner }) as const)],
  };
}
