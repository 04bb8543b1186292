// A function that was scanned, as a workload that lmi cost compare --file takes.
import type { WorkloadInput } from "../workload/workload.ts";
import type { Candidate } from "./candidate.ts";
import { HOUR } from "./metrics.ts";

const HOURS_PER_DAY = 24;
const digits = (value: number, count = 6): number => Number(value.toPrecision(count));

/**
 * Whole days only, from the first hour on; undefined for less than one, or no load in them. What came at once inside an hour is
 * in the same unit: so many for all of the hour.
 */
function hourlyOf({ measures, arrival }: Candidate): Pick<WorkloadInput, "hourly" | "hourlyPeaks"> {
  const { busyMs, invocations, atOnce } = measures.load;
  const hours = Math.floor(busyMs.length / HOURS_PER_DAY) * HOURS_PER_DAY;
  // An hour in which all took no time had load all the same.
  const hourly = Array.from(busyMs.slice(0, hours), (busy, hour) =>
    digits(Math.max(busy, invocations[hour] ? 1 : 0), 4),
  );
  if (!hourly.some((load) => load > 0)) return {};
  if (atOnce === undefined || arrival === "queue") return { hourly };
  return { hourly, hourlyPeaks: Array.from(atOnce.slice(0, hours), (most) => digits(most * HOUR, 4)) };
}

/** Undefined for a function that was not invoked, or whose runs are longer than any way to run them allows. */
export function workloadOfRow(candidate: Candidate): WorkloadInput | undefined {
  const {
    requestsPerMonth,
    durationMs,
    memoryMb,
    arrival,
    architecture,
    cpuShare,
    invocationMemoryMb,
    runtime,
    measures,
  } = candidate;
  if (requestsPerMonth === 0) return undefined;
  const byHour = hourlyOf(candidate);
  return {
    requestsPerMonth: digits(requestsPerMonth),
    durationMs: digits(Math.max(1, durationMs)),
    memoryMb,
    cpuShare: digits(Math.min(16, Math.max(0.001, cpuShare.priced))),
    ...(invocationMemoryMb.isMeasured && { invocationMemoryMb: digits(invocationMemoryMb.priced) }),
    arrival,
    architecture,
    ...(runtime !== undefined && { runtime }),
    ...(measures.initMs !== undefined && { initMs: digits(measures.initMs) }),
    ...byHour,
    measured: [
      "requestsPerMonth",
      "durationMs",
      "memoryMb",
      ...(cpuShare.isMeasured ? (["cpuShare"] as const) : []),
      ...(invocationMemoryMb.isMeasured ? (["invocationMemoryMb"] as const) : []),
      ...(byHour.hourly ? (["activeHours"] as const) : []),
      // The mean of an hour is no busiest minute.
      ...(byHour.hourlyPeaks || (byHour.hourly && arrival === "queue") ? (["peakToMean"] as const) : []),
    ],
  };
}
