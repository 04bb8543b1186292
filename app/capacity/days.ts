// The days on which a recurring window starts.
import type { Temporal } from "temporal-polyfill";

const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

const RANGE = /^(mon|tue|wed|thu|fri|sat|sun)-(mon|tue|wed|thu|fri|sat|sun)$/;

const weekday = (name: string): number => (WEEKDAYS as readonly string[]).indexOf(name) + 1;

/** What is wrong with one entry of `days`, or undefined. */
export function wrongDay(entry: string): string | undefined {
  const isDayOfMonth = /^([1-9]|[12]\d|3[01])$/.test(entry);
  if (entry === "daily" || entry === "last" || isDayOfMonth || weekday(entry) > 0 || RANGE.test(entry))
    return undefined;
  return `must be ${WEEKDAYS.join(", ")}, a range such as mon-fri, daily, 1 to 31, or last; got ${JSON.stringify(entry)}`;
}

function matches(entry: string, date: Temporal.PlainDate): boolean {
  if (entry === "daily") return true;
  if (entry === "last") return date.day === date.daysInMonth;
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
