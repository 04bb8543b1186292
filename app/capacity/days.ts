// The days on which a recurring window starts.
import type { Temporal } from "temporal-polyfill";

const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

const RANGE = /^(mon|tue|wed|thu|fri|sat|sun)-(mon|tue|wed|thu|fri|sat|sun)$/;

/** One weekday of a month: `2tue` is its second Tuesday, `last-fri` its last Friday. */
const NTH = /^(?:([1-5])|last-)(mon|tue|wed|thu|fri|sat|sun)$/;

const weekday = (name: string): number => (WEEKDAYS as readonly string[]).indexOf(name) + 1;

/** What an entry of `days` may be, as a phrase to put behind its path. */
export const ALLOWED_DAYS = `must be ${WEEKDAYS.join(", ")}, a range such as mon-fri, 1mon to 5sun, last-mon to last-sun, daily, "1" to "31", or last`;

/** Whether this is an entry of `days`. */
export function isDay(entry: string): boolean {
  if (entry === "daily" || entry === "last" || weekday(entry) > 0) return true;
  return [/^([1-9]|[12]\d|3[01])$/, RANGE, NTH].some((pattern) => pattern.test(entry));
}

function matches(entry: string, date: Temporal.PlainDate): boolean {
  if (entry === "daily") return true;
  if (entry === "last") return date.day === date.daysInMonth;
  const nth = NTH.exec(entry);
  if (nth) {
    const [, week, name = ""] = nth;
    const isThatWeek = week ? Math.ceil(date.day / 7) === Number(week) : date.day > date.daysInMonth - 7;
    return date.dayOfWeek === weekday(name) && isThatWeek;
  }
  if (/^\d/.test(entry)) return date.day === Number(entry);
  const [, first, last] = RANGE.exec(entry) ?? [undefined, entry, entry];
  const [from, to] = [weekday(String(first)), weekday(String(last))];
  const { dayOfWeek } = date;
  // A range may run over the weekend: fri-mon.
  return from <= to ? dayOfWeek >= from && dayOfWeek <= to : dayOfWeek >= from || dayOfWeek <= to;
}

/** Whether any entry allows the date. */
export const matchesDays = (days: readonly string[], date: Temporal.PlainDate): boolean =>
  days.some((entry) => matches(entry, date));
