// What is allowed in a window file, but probably not meant.
import { Temporal } from "temporal-polyfill";
import { format, type ScalingConfig } from "../../../app/capacity/scalingConfig.ts";
import type { Schedule } from "../../../app/capacity/transitions.ts";
import {
  type BatchWindow,
  configOf,
  isOneOff,
  type Opening,
  openingsOf,
  startsOn,
} from "../../../app/capacity/window.ts";
import { first } from "../first.ts";
import { utc } from "../utc.ts";

export interface Warning {
  /** `windows[1]`, `windows[1].except[0]` */
  readonly path: string;
  readonly kind: "never opens" | "exception" | "overlap" | "limit";
  readonly message: string;
}

const DAY = 24 * 60 * 60 * 1000;

/** As far as transitions are looked for. */
const HORIZON = 10 * 366 * DAY;

/** Two years: recurring windows that have not overlapped by then hardly ever do. */
const OVERLAP_HORIZON = 731 * DAY;

const named = (index: number): string => `windows[${index}]`;

function* neverOpening(windows: readonly BatchWindow[], now: number): Generator<Warning> {
  for (const [index, window] of windows.entries()) {
    const [opening] = first(openingsOf(window, now, now + HORIZON), 1);
    const why = "start" in window ? `its end, ${window.end}, is past` : "no date in the next ten years fits";
    if (!opening) yield { path: named(index), kind: "never opens", message: `${window.name} never opens: ${why}` };
  }
}

function* idleExceptions(windows: readonly BatchWindow[]): Generator<Warning> {
  for (const [index, window] of windows.entries()) {
    if (isOneOff(window)) continue;
    for (const [at, date] of window.except.entries()) {
      if (startsOn(window, Temporal.PlainDate.from(date))) continue;
      const message = `${date} changes nothing: ${window.name} does not start on that date anyway`;
      yield { path: `${named(index)}.except[${at}]`, kind: "exception", message };
    }
  }
}

/** The first time at which openings of both are open; each in the order of their dates. */
function firstOverlap(a: readonly Opening[], b: readonly Opening[]): { from: number; until: number } | undefined {
  for (let i = 0, j = 0; ; ) {
    const [x, y] = [a[i], b[j]];
    if (!x || !y) return undefined;
    const [from, until] = [Math.max(x.opens, y.opens), Math.min(x.closes, y.closes)];
    if (from < until) return { from, until };
    if (x.closes <= y.closes) i += 1;
    else j += 1;
  }
}

function* overlapping(windows: readonly BatchWindow[], now: number): Generator<Warning> {
  // A one-off counts however far away it is, so others are looked at where it is.
  const oneOffs = windows.flatMap((window) => (isOneOff(window) ? [...openingsOf(window, now, Infinity)] : []));
  const openings = windows.map((window) => {
    const there = oneOffs.flatMap(({ opens, closes }) => [...openingsOf(window, Math.max(now, opens), closes)]);
    const soon = isOneOff(window) ? [] : [...openingsOf(window, now, now + OVERLAP_HORIZON)];
    return [...soon, ...there].toSorted((a, b) => a.closes - b.closes);
  });
  for (const [index, window] of windows.entries()) {
    for (const [before, other] of windows.slice(0, index).entries()) {
      const overlap = firstOverlap(openings[before] ?? [], openings[index] ?? []);
      if (!overlap) continue;
      const { from, until } = overlap;
      yield {
        path: named(index),
        kind: "overlap",
        message: `${window.name} overlaps ${other.name} (${named(before)}), first from ${utc(from)} to ${utc(until)}; the larger numbers count`,
      };
    }
  }
}

/** @param sum how the limit came about, such as `32 vCPUs / 2` */
function* aboveLimit(
  { baseline, windows, limit = Number.POSITIVE_INFINITY }: Schedule,
  sum: string,
): Generator<Warning> {
  const asked: [path: string, config: ScalingConfig][] = [
    ["baseline", baseline],
    ...windows.map((window, index): [string, ScalingConfig] => [named(index), configOf(window)]),
  ];
  for (const [path, config] of asked) {
    if (config.max <= limit) continue;
    const message = `${format(config)} asks for more than the ${limit} execution environments that fit${sum ? ` (${sum})` : ""}`;
    yield { path, kind: "limit", message };
  }
}

/** In the order of the kinds. @param now milliseconds since the epoch */
export const warningsOf = (schedule: Schedule, now: number, sum = ""): Warning[] => [
  ...neverOpening(schedule.windows, now),
  ...idleExceptions(schedule.windows),
  ...overlapping(schedule.windows, now),
  ...aboveLimit(schedule, sum),
];
