// A batch window: capacity at declared wall-clock times. Membership is evaluated, never fired, so a missed tick, a restart
// or a change of clocks does no harm.
import { Temporal } from "temporal-polyfill";
import { matchesDays } from "./days.ts";
import type { ScalingConfig } from "./scalingConfig.ts";
import { dateExists, readingOf } from "./timeOfDay.ts";

interface Common {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** Opens that much earlier, in elapsed time. */
  readonly warmUpMinutes: number;
}

/** Opens on every date that its days allow. */
export interface RecurringWindow extends Common {
  /** `mon` … `sun`, ranges such as `mon-fri`, `2tue`, `last-fri`, `daily`, `1` … `31`, `last`. */
  readonly days: readonly string[];
  /** HH:MM on the wall clock; `to` at or before `from` means the next day. */
  readonly from: string;
  readonly to: string;
  /** IANA name. */
  readonly timeZone: string;
  /** Dates (YYYY-MM-DD) on which it does not start. */
  readonly except: readonly string[];
}

/** Opens once. */
export interface OneOffWindow extends Common {
  /** Instants, ISO 8601 with an offset or Z. */
  readonly start: string;
  readonly end: string;
}

export type BatchWindow = RecurringWindow | OneOffWindow;

/** One opening of a window, in milliseconds since the epoch: open from `opens` (warm-up included) until before `closes`. */
export interface Opening {
  readonly window: BatchWindow;
  readonly opens: number;
  /** Where it would open without warm-up: names the opening. */
  readonly starts: number;
  readonly closes: number;
}

export const isOneOff = (window: BatchWindow): window is OneOffWindow => "start" in window;

export const configOf = ({ min, max }: BatchWindow): ScalingConfig => ({ min, max });

const MINUTE = 60_000;
const DAY_MINUTES = 24 * 60;

/** How long a recurring window is open without warm-up while the clocks do not change, in minutes. */
export function declaredMinutes({ from, to }: RecurringWindow): number {
  const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  const open = minutes(to) - minutes(from);
  return open > 0 ? open : open + DAY_MINUTES;
}

/** No window is open longer than this after its start: a day on the wall clock, and what clocks and date line may add. */
const LONGEST_DAYS = 3;

/** Whether the days of a recurring window let it start on the date, were it not for its exceptions. */
export const startsOn = ({ days, timeZone }: RecurringWindow, date: Temporal.PlainDate): boolean =>
  matchesDays(days, date) && dateExists(date, timeZone);

function openingOn(window: RecurringWindow, date: Temporal.PlainDate): Opening | undefined {
  const { from, to, timeZone, except, warmUpMinutes } = window;
  if (except.includes(date.toString()) || !startsOn(window, date)) return undefined;
  const endDate = to <= from ? date.add({ days: 1 }) : date;
  const starts = readingOf(date.toPlainDateTime(from), timeZone).first.epochMilliseconds;
  const ends = readingOf(endDate.toPlainDateTime(to), timeZone).last.epochMilliseconds;
  // Where the clock skips both, it starts and ends at the jump: then it lasts from there as long as on other days.
  const closes = ends > starts ? ends : starts + declaredMinutes(window) * MINUTE;
  return { window, opens: starts - warmUpMinutes * MINUTE, starts, closes };
}

/**
 * The openings of a window that overlap the time from `since` until before `until` (milliseconds since the epoch), in the
 * order of their dates.
 */
export function* openingsOf(window: BatchWindow, since: number, until: number): Generator<Opening> {
  if (isOneOff(window)) {
    const starts = Temporal.Instant.from(window.start).epochMilliseconds;
    const closes = Temporal.Instant.from(window.end).epochMilliseconds;
    const opens = starts - window.warmUpMinutes * MINUTE;
    if (opens < until && closes > since) yield { window, opens, starts, closes };
    return;
  }
  const dateAt = (milliseconds: number) =>
    Temporal.Instant.fromEpochMilliseconds(milliseconds).toZonedDateTimeISO(window.timeZone).toPlainDate();
  const last = dateAt(until + window.warmUpMinutes * MINUTE).add({ days: 1 });
  let date = dateAt(since).subtract({ days: LONGEST_DAYS });
  for (; Temporal.PlainDate.compare(date, last) <= 0; date = date.add({ days: 1 })) {
    const opening = openingOn(window, date);
    if (opening && opening.opens < until && opening.closes > since) yield opening;
  }
}

/** The openings that are open at an instant (milliseconds since the epoch). */
export const openAt = (windows: readonly BatchWindow[], at: number): Opening[] =>
  windows.flatMap((window) => [...openingsOf(window, at, at + 1)]);
