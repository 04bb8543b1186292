// Traffic that nobody measured: so many requests a month, spread by a named shape.
import { type BatchWindow, openingsOf } from "../../app/capacity/window.ts";
import type { Basis } from "../constants.ts";
import { CostError } from "../costError.ts";
import { diurnal } from "../workload/loadShape.ts";
import type { Workload } from "../workload/workload.ts";
import { MAX_DAYS, MINUTE, MINUTES_PER_DAY, type Traffic } from "./traffic.ts";

export const SHAPES = ["steady", "diurnal", "spike2", "spike5", "spike10", "nightly-batch"] as const;
export type Shape = (typeof SHAPES)[number];

const SPIKES: Partial<Record<Shape, number>> = { spike2: 2, spike5: 5, spike10: 10 };

export interface ShapedTraffic {
  readonly shape: Shape;
  /** Where it has windows, all of the load is in them; otherwise in the same hours of every day. */
  readonly workload: Pick<Workload, "requestsPerMonth" | "activeHours" | "peakToMean"> &
    Partial<Pick<Workload, "windows" | "hourly" | "hourlyDays">>;
  /** Milliseconds since the epoch; the minute in which it is. */
  readonly from: number;
  /** 1 to 31 */
  readonly days: number;
  readonly basis: Basis;
}

/** Time with load, in minutes since the epoch; not always whole. */
interface Block {
  readonly begins: number;
  readonly ends: number;
}

function openBlocks(windows: readonly BatchWindow[], since: number, until: number): Block[] {
  const openings = windows
    .flatMap((window) => [...openingsOf(window, since * MINUTE, until * MINUTE)])
    .map(({ opens, closes }): Block => ({ begins: opens / MINUTE, ends: closes / MINUTE }))
    .toSorted((a, b) => a.begins - b.begins);
  const merged: Block[] = [];
  for (const block of openings) {
    const last = merged.at(-1);
    if (last && block.begins <= last.ends) {
      merged[merged.length - 1] = { begins: last.begins, ends: Math.max(last.ends, block.ends) };
    } else merged.push(block);
  }
  return merged;
}

function dailyBlocks(minutesPerDay: number, startMinute: number, since: number, until: number): Block[] {
  const first = Math.floor(since / MINUTES_PER_DAY) - 1;
  const last = Math.floor(until / MINUTES_PER_DAY);
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const begins = (first + index) * MINUTES_PER_DAY + startMinute;
    return { begins, ends: begins + minutesPerDay };
  });
}

/** How high the shape stands at a place of the block, in any unit; `at` 0 to 1. */
function heightOf(shape: Shape, peakToMean: number, blockMinutes: number, basis: Basis): (at: number) => number {
  const times = SPIKES[shape];
  if (times !== undefined) {
    const ends = 0.5 + basis.value("spikeMinutes") / blockMinutes;
    return (at) => (at >= 0.5 && at < ends ? times : 1);
  }
  if (shape !== "diurnal") return () => 1;
  const hill = diurnal(peakToMean);
  return (at) => hill[Math.min(hill.length - 1, Math.floor(at * hill.length))] ?? 1;
}

/** Those of one day after the other, and then again. */
function givenHeights({ hourly = [], hourlyDays = 1 }: ShapedTraffic["workload"], day: number): (at: number) => number {
  const perDay = hourly.length / hourlyDays;
  const first = (((day % hourlyDays) + hourlyDays) % hourlyDays) * perDay;
  return (at) => hourly[Math.floor(first + at * perDay) % hourly.length] ?? 1;
}

/**
 * Adds requests to the minutes of the block, those before and after `requests` left out.
 * @param total of all minutes; undefined where a height of 1 stands for `perMinute`
 */
function fill(
  requests: Float64Array,
  since: number,
  { begins, ends }: Block,
  height: (at: number) => number,
  { perMinute, total }: { readonly perMinute: number; readonly total: number | undefined },
): void {
  const first = Math.floor(begins);
  const weights = Array.from({ length: Math.ceil(ends) - first }, (_, index) => {
    const from = Math.max(begins, first + index);
    const to = Math.min(ends, first + index + 1);
    return (to - from) * height(((from + to) / 2 - begins) / (ends - begins));
  });
  const perWeight = total === undefined ? perMinute : total / weights.reduce((sum, weight) => sum + weight, 0);
  weights.forEach((weight, index) => {
    const minute = first + index - since;
    if (minute >= 0 && minute < requests.length) requests[minute] = (requests[minute] ?? 0) + weight * perWeight;
  });
}

/**
 * Every hour with load has its share of the month's requests, or what its day was given. A spike begins in the middle of the day, at once.
 * @throws CostError for days out of bounds
 */
export function shapedTraffic({ shape, workload, from, days, basis }: ShapedTraffic): Traffic {
  if (!Number.isInteger(days) || days < 1 || days > MAX_DAYS) {
    throw new CostError(`days: must be a whole number from 1 to ${MAX_DAYS}, got ${days}`);
  }
  const hoursPerMonth = basis.value("hoursPerMonth");
  const { windows } = workload;
  const allDay = workload.activeHours >= hoursPerMonth;
  const isBatch = shape === "nightly-batch" && allDay && windows === undefined;
  const activeHours = isBatch
    ? (basis.value("batchHoursPerDay") / 24) * hoursPerMonth
    : Math.min(workload.activeHours, hoursPerMonth);
  const inBlocks = windows === undefined && (isBatch || !allDay);
  const since = Math.floor(from / MINUTE);
  const requests = new Float64Array(days * MINUTES_PER_DAY);
  const until = since + requests.length;
  const startMinute = inBlocks ? basis.value("batchStartHour") * 60 : 0;
  const blocks = windows
    ? openBlocks(windows, since, until)
    : dailyBlocks((activeHours / hoursPerMonth) * MINUTES_PER_DAY, startMinute, since, until);
  const perMinute = workload.requestsPerMonth / (activeHours * 60);
  const isGiven = shape === "diurnal" && workload.hourly !== undefined;
  for (const block of blocks) {
    const minutes = block.ends - block.begins;
    const day = Math.floor(block.begins / MINUTES_PER_DAY) - Math.floor(since / MINUTES_PER_DAY);
    const height = isGiven ? givenHeights(workload, day) : heightOf(shape, workload.peakToMean, minutes, basis);
    fill(requests, since, block, height, { perMinute, total: isGiven ? undefined : perMinute * minutes });
  }
  return {
    from: since * MINUTE,
    requests,
    notes: [],
  };
}
