// Requests by the minute, and how counts over other periods become that.
import { CostError } from "../costError.ts";
import type { Workload } from "../workload/workload.ts";

export const MINUTE = 60_000;

/** The longest that is simulated. */
export const MAX_DAYS = 31;
export const MINUTES_PER_DAY = 1_440;

export interface Traffic {
  /** Milliseconds since the epoch at which the first minute begins. */
  readonly from: number;
  /** By the minute; not whole where a longer period was spread. */
  readonly requests: Float64Array;
  /** What was made of the source, for people. */
  readonly notes: readonly string[];
}

/** Counts as a source has them, in any order; index by index. */
export interface Points {
  /** Names the source, as the start of an error. */
  readonly subject: string;
  /** Milliseconds since the epoch at which each count begins. */
  readonly times: readonly number[];
  readonly requests: readonly number[];
  /** Where the source has it: `row 7`. */
  readonly place: (index: number) => string;
}

const SECOND = 1_000;
const HOUR = 3_600_000;

/** The most rows that fit: a month of seconds. */
export const MAX_POINTS = MAX_DAYS * 24 * 3_600;

function ordered({ subject, times, place }: Points): Uint32Array {
  const order = Uint32Array.from(times, (_, index) => index);
  const time = (index: number) => times[index] ?? 0;
  if (times.some((at, index) => index > 0 && at <= time(index - 1))) {
    order.sort((a, b) => time(a) - time(b) || a - b);
  }
  order.forEach((index, position) => {
    const before = order[position - 1];
    if (before === undefined || time(before) !== time(index)) return;
    const at = new Date(time(index)).toISOString();
    throw new CostError(
      `${subject}: ${place(index)}: timestamp: must appear once (${place(before)} has it), got ${at}`,
    );
  });
  return order;
}

/** The shortest distance of two counts, which is how long each of them lasts. */
function periodOf({ subject, times }: Points, order: Uint32Array): number {
  let period = Number.POSITIVE_INFINITY;
  for (let position = 1; position < order.length; position++) {
    const distance = (times[order[position] ?? 0] ?? 0) - (times[order[position - 1] ?? 0] ?? 0);
    period = Math.min(period, distance);
  }
  if (period >= SECOND && period <= HOUR) return period;
  throw new CostError(`${subject}: timestamp: must be 1 s to 1 h after the one before, got ${period / SECOND} s`);
}

const round = (milliseconds: number) => Number((milliseconds / SECOND).toFixed(3));

/**
 * Adds up what is shorter than a minute, spreads evenly what is longer; where nothing was counted there were no requests.
 * @param days how much to take, from the first count on; @default all
 * @throws CostError when timestamps repeat, are too few, too far apart, or too many
 */
export function trafficOf(points: Points, days?: number): Traffic {
  const { subject, times, requests } = points;
  if (times.length < 2) {
    throw new CostError(`${subject}: must have at least 2 timestamps, which tell the period, got ${times.length}`);
  }
  const order = ordered(points);
  const period = periodOf(points, order);
  const time = (position: number) => times[order[position] ?? 0] ?? 0;
  const from = Math.floor(time(0) / MINUTE) * MINUTE;
  const covered = Math.ceil((time(order.length - 1) + period - from) / MINUTE);
  if (days === undefined && covered > MAX_DAYS * MINUTES_PER_DAY) {
    const longest = (covered / MINUTES_PER_DAY).toFixed(1);
    throw new CostError(
      `${subject}: must cover at most ${MAX_DAYS} days; --days takes the first of them, got ${longest}`,
    );
  }
  const minutes = new Float64Array(days === undefined ? covered : days * MINUTES_PER_DAY);
  for (const index of order) {
    const begins = ((times[index] ?? 0) - from) / MINUTE;
    const ends = begins + period / MINUTE;
    for (let minute = Math.floor(begins); minute < Math.min(ends, minutes.length); minute++) {
      const overlap = Math.min(ends, minute + 1) - Math.max(begins, minute);
      minutes[minute] = (minutes[minute] ?? 0) + ((requests[index] ?? 0) * overlap) / (ends - begins);
    }
  }
  const notes = [`${subject}: ${times.length} counts of ${round(period)} s`];
  const missing = Math.round((time(order.length - 1) - time(0)) / period) + 1 - times.length;
  if (missing > 0) notes.push(`${subject}: ${missing} periods have no count and are taken as 0 requests`);
  if (minutes.length > covered) notes.push(`${subject}: ends before --days does; the rest is taken as 0 requests`);
  return { from, requests: minutes, notes };
}

/** As many requests in a month, if it went on like that. */
export const requestsPerMonth = ({ requests }: Traffic, hoursPerMonth: number): number =>
  (requests.reduce((sum, count) => sum + count, 0) * hoursPerMonth * 60) / requests.length;

/** As a workload says it, minute by minute against the mean of its hours with load; nothing without requests. */
export function shapeOf(
  { requests }: Traffic,
  isAllDay: boolean,
): Partial<Pick<Workload, "hourly" | "hourlyDays" | "peakToMean">> {
  const minutes = isAllDay ? requests : requests.filter((count) => count > 0);
  const mean = minutes.reduce((sum, count) => sum + count, 0) / minutes.length;
  if (!(mean > 0)) return {};
  const hourly = Array.from(minutes, (count) => count / mean);
  const peakToMean = hourly.reduce((most, factor) => Math.max(most, factor), 1);
  return { hourly, hourlyDays: requests.length / MINUTES_PER_DAY, peakToMean };
}
