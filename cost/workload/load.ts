// How much a workload has in flight: Little's law, mean in flight = arrival rate x time in the system.
import type { Basis } from "../constants.ts";
import { slowdown } from "../onDemand.ts";
import { hourlyLevels, type LoadLevel, loadLevels, PEAKS } from "./loadShape.ts";
import type { Workload } from "./workload.ts";

const SECONDS_PER_HOUR = 3_600;

/** How many times the load capacity is kept for: requests may double before more is there, a queue waits. */
export const headroomOf = ({ arrival }: Pick<Workload, "arrival">, basis: Basis): number =>
  arrival === "queue" ? 1 : basis.value("headroom");

/** For which share of the hours with load so much is in flight, from the least to the most. */
export type InFlightLevels = readonly { readonly share: number; readonly inFlight: number }[];

/** Invocations at once, in the hours in which there is load. */
export interface Load {
  readonly meanInFlight: number;
  readonly peakInFlight: number;
  /** In the quietest minute, of what capacity is for. */
  readonly troughInFlight: number;
  readonly levels: InFlightLevels;
  /** What capacity is for, with headroom on it: the load, or what comes at once where that is more. */
  readonly capacity: InFlightLevels;
  /** Every day that capacity is priced for: those with lower peaks too, since the peak is the most that may come. */
  readonly days: readonly InFlightLevels[];
  /** How many times as long one takes on ordinary Lambda, which has too little CPU for it; 1 when it has enough. */
  readonly ordinarySlowdown: number;
  readonly ordinaryDurationMs: number;
}

/** Days with a peak of at most so much: a fixed list, so that a higher peak is priced for all days of a lower one. */
function daysUpTo(peakToMean: number): readonly (readonly LoadLevel[])[] {
  const next = PEAKS.findIndex((peak) => peak >= peakToMean);
  return PEAKS.slice(0, next + 1).map(loadLevels);
}

/** The lack of CPU is in a duration that was measured on ordinary Lambda: less memory makes it longer, more is not counted on. */
function ordinarySlowdownOf({ cpuShare, memoryMb, measuredOn }: Workload, basis: Basis): number {
  if (measuredOn === "managed") return slowdown(cpuShare, memoryMb, basis);
  if (memoryMb >= measuredOn) return 1;
  return slowdown(cpuShare, memoryMb, basis) / slowdown(cpuShare, measuredOn, basis);
}

export function loadOf(workload: Workload, basis: Basis): Load {
  const { requestsPerMonth, durationMs, activeHours, peakToMean, hourly, hourlyPeaks = hourly } = workload;
  const requestsPerSecond = requestsPerMonth / (activeHours * SECONDS_PER_HOUR);
  const meanInFlight = requestsPerSecond * (durationMs / 1000);
  const inFlight = (day: readonly LoadLevel[]): InFlightLevels =>
    day.map(({ share, factor }) => ({ share, inFlight: factor * meanInFlight }));
  const levels = inFlight(hourly ? hourlyLevels(hourly) : loadLevels(peakToMean));
  const headroom = headroomOf(workload, basis);
  // What comes at once needs room, and no room for a doubling of it: that is in it already.
  const needed = hourly?.map((factor, hour) => Math.max(factor, (hourlyPeaks?.[hour] ?? 0) / headroom));
  const capacity = needed ? inFlight(hourlyLevels(needed)) : levels;
  const ordinarySlowdown = ordinarySlowdownOf(workload, basis);
  return {
    meanInFlight,
    peakInFlight: meanInFlight * peakToMean,
    troughInFlight: capacity[0]?.inFlight ?? 0,
    levels,
    capacity,
    days: needed ? [capacity] : daysUpTo(peakToMean).map(inFlight),
    ordinarySlowdown,
    ordinaryDurationMs: durationMs * ordinarySlowdown,
  };
}

/** What a report shows of it. */
export type LoadFigures = Pick<Load, "meanInFlight" | "peakInFlight" | "troughInFlight">;

export const figuresOf = ({ meanInFlight, peakInFlight, troughInFlight }: Load): LoadFigures => ({
  meanInFlight,
  peakInFlight,
  troughInFlight,
});
