// What a tick of the scaler emits.
import { capacityMetrics } from "../capacity/metrics.ts";
import type { Reconciled } from "../capacity/rounds.ts";
import { emit } from "../shared/metrics.ts";

/** @param failures functions that could not be reconciled @param now milliseconds since the epoch */
export function emitTick(reconciled: readonly Reconciled[], failures: number, now: number): void {
  emit("tick", { Reconciles: reconciled.length + failures, ReconcileFailures: failures });
  for (const one of reconciled) emit("capacity", capacityMetrics(one, now), { FunctionName: one.functionName });
}
