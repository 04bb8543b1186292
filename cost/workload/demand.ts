// How much a workload has in flight: Little's law, mean in flight = arrival rate x time in the system.
import { loadLevels } from "./loadShape.ts";
import type { Workload } from "./workload.ts";

const SECONDS_PER_HOUR = 3_600;

/** Invocations at once, in the hours in which there is load. */
export interface Demand {
  readonly meanInFlight: number;
  readonly peakInFlight: number;
  /** In the quietest minute. */
  readonly troughInFlight: number;
  /** For which share of that time so much is in flight, from the least to the most. */
  readonly levels: readonly { readonly share: number; readonly inFlight: number }[];
}

export function demandOf({ requestsPerMonth, durationMs, activeHours, peakToMean }: Workload): Demand {
  const requestsPerSecond = requestsPerMonth / (activeHours * SECONDS_PER_HOUR);
  const meanInFlight = requestsPerSecond * (durationMs / 1000);
  const levels = loadLevels(peakToMean).map(({ share, factor }) => ({ share, inFlight: factor * meanInFlight }));
  return {
    meanInFlight,
    peakInFlight: meanInFlight * peakToMean,
    troughInFlight: levels[0]?.inFlight ?? 0,
    levels,
  };
}
