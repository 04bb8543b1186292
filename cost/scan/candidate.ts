// A function that runs today, as the arithmetic sees it: its load by the hour, what an invocation needs, and what forbids that it moves.
import type { Basis } from "../constants.ts";
import { type RuntimeAnswer, runtimeOf } from "../runtimes.ts";
import type { Workload } from "../workload/workload.ts";
import type { Dataset } from "./dataset.ts";
import type { Listed } from "./listed.ts";
import { HOUR, type Measures, measuresOf } from "./metrics.ts";

/** What one invocation keeps busy and takes: all the same where it was measured. */
export interface Range {
  /** At the least and the most that it can be. */
  readonly least: number;
  readonly most: number;
  /** Between these it is likely to be. */
  readonly lower: number;
  readonly upper: number;
  readonly priced: number;
  readonly isMeasured: boolean;
}

export interface Candidate extends Listed {
  readonly measures: Measures;
  readonly arrival: Workload["arrival"];
  readonly requestsPerMonth: number;
  readonly durationMs: number;
  /** On average over all hours. */
  readonly meanInFlight: number;
  /** In its busiest hour, or at any instant where that was measured. */
  readonly peakInFlight: number;
  readonly activeHours: number;
  /** vCPUs. */
  readonly cpuShare: Range;
  /** MB. */
  readonly invocationMemoryMb: Range;
  /** Environments' invocations that must find room in each hour, headroom included. */
  readonly demand: Float64Array;
  readonly gbSecondsPerMonth: number;
  readonly runtimeAnswer: RuntimeAnswer;
  /** Why it cannot move as it is; undefined where it can. */
  readonly refused: string | undefined;
}

const measured = (value: number): Range => ({
  ...{ least: value, lower: value, priced: value, upper: value, most: value },
  isMeasured: true,
});

/** The least that a workload may keep busy. */
const LEAST_CPU_SHARE = 0.001;

/**
 * CPU time that was measured; else a guess, which is never above what the memory brings on ordinary Lambda: an invocation cannot have
 * kept more busy while it was measured there. https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
 */
function cpuShareOf({ memoryMb }: Listed, { cpuMs }: Measures, durationMs: number, basis: Basis): Range {
  const most = memoryMb / basis.value("lambdaMbPerVCpu");
  if (cpuMs !== undefined && durationMs > 0) return measured(Math.max(LEAST_CPU_SHARE, cpuMs / durationMs));
  return {
    least: LEAST_CPU_SHARE,
    lower: Math.min(most, basis.value("cpuShareIo")),
    priced: Math.min(most, basis.value("cpuShareBalanced")),
    upper: Math.min(most, basis.value("cpuShareCpu")),
    most,
    isMeasured: false,
  };
}

/** All of the function's memory where its use was not measured, the cautious guess. */
function memoryOf({ memoryMb }: Listed, { usedMemoryMb }: Measures, basis: Basis): Range {
  if (usedMemoryMb !== undefined) return measured(Math.min(memoryMb, Math.max(1, usedMemoryMb)));
  const least = memoryMb * basis.value("leastMemoryShare");
  const cautious = { priced: memoryMb, upper: memoryMb, most: memoryMb };
  return { least, lower: Math.max(least, memoryMb / 2), ...cautious, isMeasured: false };
}

/** Requests need room for what came at once, and for a doubling of the hour's mean; a queue waits inside the hour. */
function demandOf({ load }: Measures, arrival: Workload["arrival"], basis: Basis): Float64Array {
  const headroom = arrival === "queue" ? 1 : basis.value("headroom");
  return load.busyMs.map((busy, hour) => {
    const mean = (busy / HOUR) * headroom;
    return arrival === "queue" ? mean : Math.max(mean, load.atOnce?.[hour] ?? 0);
  });
}

const sumOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);

function refusalOf(
  { isManaged }: Listed,
  runtime: RuntimeAnswer,
  { has, load }: Measures,
  durationMs: number,
  isUnread: boolean,
): string | undefined {
  if (isManaged) return "it runs on managed instances already";
  if (isUnread && !(has.has("Invocations") && has.has("Duration"))) return "its metrics could not be read";
  if (load.invocations.every((count) => count === 0)) {
    // Of what is not invoked CloudWatch has no points; of nothing nothing follows.
    const isMeasured = load.invocations.length > 0 && (has.has("Invocations") || !has.has("Duration"));
    return isMeasured ? "it was not invoked" : "its Invocations were not measured";
  }
  if (!has.has("Duration")) return "its Duration was not measured";
  if (durationMs < LEAST_DURATION_MS) {
    return `its Duration is ${durationMs.toPrecision(2)} ms for each invocation: a label must say that it is an Average, or it is a Sum`;
  }
  return runtime.refused;
}

/** Milliseconds that no invocation is shorter than, on average. */
export const LEAST_DURATION_MS = 0.1;

/** @throws nothing: what cannot be reckoned is refused with its reason */
export function candidateOf(listed: Listed, { points, span, fed, unread }: Dataset, basis: Basis): Candidate {
  const measures = measuresOf(points.get(listed.name) ?? [], span);
  const arrival = fed.has(listed.name) ? "queue" : "requests";
  const { invocations, busyMs, atOnce } = measures.load;
  const [count, busy] = [sumOf(invocations), sumOf(busyMs)];
  const months = Math.max(1, span.hours) / basis.value("hoursPerMonth");
  const durationMs = count > 0 ? busy / count : 0;
  const runtimeAnswer = runtimeOf(listed.runtime);
  const busiest = busyMs.reduce((most, value) => Math.max(most, value), 0) / HOUR;
  const peakInFlight = Math.max(busiest, atOnce?.reduce((most, value) => Math.max(most, value), 0) ?? 0);
  return {
    ...listed,
    measures,
    arrival,
    requestsPerMonth: count / months,
    durationMs,
    meanInFlight: busy / HOUR / Math.max(1, span.hours),
    peakInFlight,
    activeHours: invocations.filter((value) => value > 0).length,
    cpuShare: cpuShareOf(listed, measures, durationMs, basis),
    invocationMemoryMb: memoryOf(listed, measures, basis),
    demand: demandOf(measures, arrival, basis),
    gbSecondsPerMonth: ((busy / 1_000) * (listed.memoryMb / 1_024)) / months,
    runtimeAnswer,
    refused: refusalOf(
      listed,
      runtimeAnswer,
      measures,
      durationMs,
      unread.some(({ name }) => name === listed.name),
    ),
  };
}
