// The one rule that says how much capacity exists: a pure function of what is declared, what is asked for, and the time.
import type { Declaration } from "./declaration.ts";
import type { Hold } from "./hold.ts";
import { isLive, type Lease } from "./lease.ts";
import { combine, type ScalingConfig, within } from "./scalingConfig.ts";
import { configOf, openAt } from "./window.ts";

/** Everything that bears on a function's scaling config at an instant. */
export interface Demand {
  readonly declaration: Declaration;
  readonly leases: readonly Lease[];
  readonly hold?: Hold | undefined;
}

/** Why the desired config is what it is. */
export type Reason =
  | { readonly kind: "baseline" }
  | { readonly kind: "window"; readonly name: string }
  | { readonly kind: "lease" | "grace" | "hold" | "floor"; readonly owner: string; readonly why?: string };

export interface Desired {
  readonly config: ScalingConfig;
  /** A hold alone; else a hold that is a floor, the baseline, every open window and every live lease, whether or not each is the largest. */
  readonly reasons: readonly Reason[];
}

/**
 * The scaling config that a function should have now: a hold, if one is in force; else the largest min and the largest max
 * of its baseline, its open windows, its live leases and a hold that is only a floor. Cut to what the capacity provider can carry.
 */
export function desired({ declaration, leases, hold }: Demand, nowSeconds: number): Desired {
  const { baseline, windows, limit } = declaration;
  const held = hold && isLive(hold, nowSeconds) ? hold : undefined;
  if (held && !held.neverDown) {
    return { config: within(limit, held.config), reasons: [{ kind: "hold", owner: held.owner, why: held.reason }] };
  }
  // A window whose next opening overlaps its last one is open once.
  const open = [...new Set(openAt(windows, nowSeconds * 1000).map(({ window }) => window))];
  const live = leases.filter((lease) => isLive(lease, nowSeconds));
  const asked = [...live, ...(held ? [held] : [])].map(({ config }) => config);
  return {
    config: within(limit, combine([baseline, ...open.map(configOf), ...asked])),
    reasons: [
      ...(held ? [{ kind: "floor", owner: held.owner, why: held.reason } as const] : []),
      { kind: "baseline" },
      ...open.map(({ name }) => ({ kind: "window", name }) as const),
      ...live.map(({ owner, isReleased, reason: why }) => {
        const kind = isReleased ? "grace" : "lease";
        return { kind, owner, ...(why !== undefined && { why }) } as const;
      }),
    ],
  };
}

/** A record must stay small, however many leases there are. */
const MAX_REASONS = 20;

/** Reasons in a few words each; beyond the first twenty only how many more there are. */
export function describeReasons(reasons: readonly Reason[]): string[] {
  const more = reasons.length - MAX_REASONS;
  return [...reasons.slice(0, MAX_REASONS).map(describeReason), ...(more > 0 ? [`and ${more} more`] : [])];
}

/** A reason in a few words: `window nightly`, `hold operator:anna: incident 42`. */
export function describeReason(reason: Reason): string {
  if (reason.kind === "baseline") return reason.kind;
  if (reason.kind === "window") return `window ${reason.name}`;
  return `${reason.kind} ${reason.owner}${reason.why ? `: ${reason.why}` : ""}`;
}
