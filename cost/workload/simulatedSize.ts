// A size held against the day that it is for, minute by minute.
import type { ScalingConfig } from "../../app/capacity/scalingConfig.ts";
import { count, percent } from "../../report/figures.ts";
import { LIMITS } from "../../stacks/config/limits.ts";
import { CostError } from "../costError.ts";
import { underLoad, type WorstHour, worstHour } from "../simulate/sized.ts";
import type { ConfigurationBlock } from "./configurationBlock.ts";
import type { Fleet } from "./fleet.ts";
import type { Pricing } from "./options.ts";
import type { SizeCheck } from "./sizeChecks.ts";
import type { Workload } from "./workload.ts";

/**
 * With the least minimum from which environments double fast enough for the day; a queue waits for them.
 * Where none is enough, as it was: the check says so.
 */
export function grownInTime(workload: Workload, fleet: Fleet, needed: ScalingConfig, pricing: Pricing): ScalingConfig {
  if (workload.arrival === "queue" || needed.max > LIMITS.maxExecutionEnvironments.value) return needed;
  const { architecture, size, maxConcurrency, type } = fleet;
  const maxVCpus = Number.MAX_SAFE_INTEGER;
  const capacityProvider = { architecture, maxVCpus, scaling: { mode: "Auto" }, allowedInstanceTypes: [type] } as const;
  const throttles = (min: number): boolean => {
    const scaling = { min, max: needed.max };
    const managed = underLoad({ architecture, ...size, maxConcurrency, capacityProvider }, scaling);
    return worstHour(managed, workload, pricing).throttled > 0;
  };
  if (!throttles(needed.min) || throttles(needed.max)) return needed;
  let { min: low, max: high } = needed;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (throttles(middle)) low = middle;
    else high = middle;
  }
  return { min: high, max: needed.max };
}

/** What a queue cannot give to the function, it gives later. */
export function simulatedCheck(
  workload: Workload,
  block: ConfigurationBlock,
  scaling: ScalingConfig,
  pricing: Pricing,
): SizeCheck {
  const { arrival } = workload;
  const name = "simulated day";
  if (scaling.max > LIMITS.maxExecutionEnvironments.value) {
    return { name, holds: false, shown: `${count(scaling.max)} environments are more than a function has` };
  }
  let worst: WorstHour;
  try {
    worst = worstHour(underLoad(block, scaling), workload, pricing);
  } catch (error) {
    // Instances that the vCPU cap does not carry.
    if (error instanceof CostError) return { name, holds: false, shown: error.message };
    throw error;
  }
  const { requests, throttled, peakCpu } = worst;
  const refused = arrival === "queue" ? "wait for a later minute" : "are throttled";
  return {
    name,
    holds: arrival === "queue" || throttled === 0,
    shown: `${count(throttled)} of ${count(requests)} in its worst hour ${refused}, CPU at most ${percent(peakCpu)}`,
  };
}
