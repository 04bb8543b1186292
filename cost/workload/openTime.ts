// How long batch windows are open in a month, on average over a year.
import { type BatchWindow, openingsOf } from "../../app/capacity/window.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;
const MONTHS_PER_YEAR = 12;

export interface OpenTime {
  /** Hours in which at least one window is open. */
  readonly hoursPerMonth: number;
  /** Times that capacity goes up, because a window opens while none is open. */
  readonly openingsPerMonth: number;
}

/** Over the year that begins at `from` (milliseconds since the epoch); windows that overlap or touch count once. */
export function openTime(windows: readonly BatchWindow[], from: number): OpenTime {
  const until = from + YEAR;
  const spans = windows
    .flatMap((window) => [...openingsOf(window, from, until)])
    .map(({ opens, closes }) => [Math.max(opens, from), Math.min(closes, until)] as const)
    .toSorted(([a], [b]) => a - b);
  let [open, openings, end] = [0, 0, Number.NEGATIVE_INFINITY];
  for (const [opens, closes] of spans) {
    if (opens > end) openings += 1;
    open += Math.max(0, closes - Math.max(opens, end));
    end = Math.max(end, closes);
  }
  return { hoursPerMonth: open / HOUR / MONTHS_PER_YEAR, openingsPerMonth: openings / MONTHS_PER_YEAR };
}
