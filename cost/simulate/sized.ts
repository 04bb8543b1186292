// A size under the traffic that it is for: the check from the side of the simulation.

import type { ScalingConfig } from "../../app/capacity/scalingConfig.ts";
import type { Basis } from "../constants.ts";
import type { ManagedFunction } from "../managedFunction.ts";
import type { PriceTable } from "../prices/priceTable.ts";
import type { ConfigurationBlock } from "../workload/configurationBlock.ts";
import type { Workload } from "../workload/workload.ts";
import { bucketsOf } from "./buckets.ts";
import { shapedTraffic } from "./shapes.ts";
import { simulate } from "./simulate.ts";
import { MAX_DAYS } from "./traffic.ts";

/** What the function has while there is load. */
export const underLoad = (block: ConfigurationBlock, scaling: ScalingConfig): ManagedFunction => ({
  architecture: block.architecture,
  memoryMib: block.memoryMib,
  memoryGibPerVCpu: block.memoryGibPerVCpu,
  maxConcurrency: block.maxConcurrency,
  scalingConfig: scaling,
  windows: [],
  capacityProvider: block.capacityProvider,
});

export interface WorstHour {
  readonly requests: number;
  readonly throttled: number;
  /** 0 to 1, of the busiest minute. */
  readonly peakCpu: number;
}

/** The hour of a simulated day, or of those that were given, in which most is throttled, or else the busiest. */
export function worstHour(
  managed: ManagedFunction,
  workload: Workload,
  { prices, basis }: { readonly prices: PriceTable; readonly basis: Basis },
): WorstHour {
  // The hours of a day stand for those of windows: when they are does not matter to what carries them.
  const daily = { ...workload, windows: undefined };
  const days = Math.min(MAX_DAYS, Math.ceil(workload.hourlyDays));
  const traffic = shapedTraffic({ shape: "diurnal", workload: daily, from: 0, days, basis });
  const simulation = simulate({ traffic, function: managed, workload, prices, basis });
  const worst = bucketsOf(simulation, 60).reduce((most, hour) =>
    hour.throttled > most.throttled || (hour.throttled === most.throttled && hour.requests > most.requests)
      ? hour
      : most,
  );
  return {
    requests: worst.requests,
    throttled: worst.throttled,
    peakCpu: simulation.totals.cpuUtilization.peak,
  };
}
