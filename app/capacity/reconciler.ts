// Makes a function's scaling config equal to what is asked for right now: level-triggered, idempotent, safe to run
// from anywhere and by several at once.
import type { Clock } from "../shared/clock.ts";
import { type Demand, type Desired, desired, type Reason } from "./desired.ts";
import { NotConvergedError } from "./errors.ts";
import { describe, lastPut, type Observed } from "./observed.ts";
import { equals, format, type ScalingConfig } from "./scalingConfig.ts";

/** Reads what is asked for; always as of now, never from a cache. */
export interface DemandSource {
  demand(functionName: string): Promise<Demand>;
}

/** Lambda's side: what is, and the one call that changes it. */
export interface ScalingControl {
  observe(functionName: string): Promise<Observed>;
  put(functionName: string, config: ScalingConfig): Promise<void>;
}

export interface Reconciled {
  readonly functionName: string;
  /** What was asked for when it was last read. */
  readonly demand: Demand;
  readonly desired: Desired;
  readonly observed: Observed;
  /** What was put on the way; empty when the config was right already. */
  readonly puts: readonly { readonly from: ScalingConfig | undefined; readonly to: ScalingConfig }[];
}

export interface ReconcileOptions {
  readonly demands: DemandSource;
  readonly scaling: ScalingControl;
  readonly clock: Clock;
  /** Told what is about to be put, so that it can be recorded. */
  readonly beforePut?: (put: {
    from: ScalingConfig | undefined;
    to: ScalingConfig;
    reasons: readonly Reason[];
  }) => Promise<void>;
}

/** Enough for others to change their mind while we put; after it the next tick goes on. */
const MAX_PUTS = 5;

/** Between a put and the next reading: what was put a moment ago may not be readable yet. */
const PAUSE_MS = 250;

/**
 * Reads, computes, compares, puts, and reads again until nothing is left to do. Reading again after a put is what makes
 * two reconcilers safe: the one whose put was based on an older reading sees the newer lease and corrects itself.
 * @throws NotConvergedError when what is asked for, or what Lambda says, still differs after five puts
 */
export async function reconcile(
  functionName: string,
  { demands, scaling, clock, beforePut = async () => {} }: ReconcileOptions,
): Promise<Reconciled> {
  const puts: { from: ScalingConfig | undefined; to: ScalingConfig }[] = [];
  for (let paused = true; ; ) {
    const demand = await demands.demand(functionName);
    const wanted = desired(demand, clock.nowSeconds());
    const observed = await scaling.observe(functionName);
    const current = lastPut(observed);
    if (current && equals(current, wanted.config)) return { functionName, demand, desired: wanted, observed, puts };
    if (!paused) {
      await clock.sleep(PAUSE_MS);
      paused = true;
      continue;
    }
    if (puts.length === MAX_PUTS) {
      const asked = puts.map(({ to }) => format(to)).join(", ");
      throw new NotConvergedError(
        `${functionName}: still ${format(wanted.config)} wanted after ${MAX_PUTS} puts (${asked}), ${describe(observed)}`,
      );
    }
    await beforePut({ from: current, to: wanted.config, reasons: wanted.reasons });
    await scaling.put(functionName, wanted.config);
    puts.push({ from: current, to: wanted.config });
    paused = false;
  }
}
