// Batch windows read minute by minute off the wall clock: slow, literal, and without a line of the code under test.

export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;

/** No opening that matters to a period starts or ends further from it than this. */
const MARGIN = 3 * DAY;

type Evaluated = { readonly warmUpMinutes: number } & (
  | {
      readonly days: readonly string[];
      readonly from: string;
      readonly to: string;
      readonly timeZone: string;
      readonly except: readonly string[];
    }
  | { readonly start: string; readonly end: string }
);

/** Milliseconds since the epoch: open from `opens` until before `closes`. */
export interface EvaluatedOpening {
  readonly opens: number;
  readonly starts: number;
  readonly closes: number;
}

/** What a clock reads at each minute from `since` on, such as `2026-03-29 00:30`; and which of the minutes a date has. */
interface WallClock {
  readonly since: number;
  readonly readings: readonly string[];
  readonly minutesOf: ReadonlyMap<string, readonly number[]>;
}

const formats = new Map<string, Intl.DateTimeFormat>();
const clocks = new Map<string, WallClock>();

/** What the wall clock in the zone reads, to the minute, in an order that strings sort in. */
export function reads(timeZone: string, at: number): string {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat("sv", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
    });
    formats.set(timeZone, format);
  }
  return format.format(at);
}

const dateIn = (reading: string) => reading.slice(0, 10);
const timeIn = (reading: string) => reading.slice(11);

function wallClock(timeZone: string, since: number, until: number): WallClock {
  const key = `${timeZone} ${since} ${until}`;
  const known = clocks.get(key);
  if (known) return known;
  const readings: string[] = [];
  const minutesOf = new Map<string, number[]>();
  for (let at = since; at < until; at += MINUTE) {
    const reading = reads(timeZone, at);
    const minutes = minutesOf.get(dateIn(reading)) ?? [];
    minutes.push(readings.length);
    minutesOf.set(dateIn(reading), minutes);
    readings.push(reading);
  }
  const clock = { since, readings, minutesOf };
  clocks.set(key, clock);
  return clock;
}

/** The instants at which the clock in the zone jumps, forwards or back. */
export function clockChanges(timeZone: string, since: number, until: number): number[] {
  const offset = (at: number) => Date.parse(`${reads(timeZone, at).replace(" ", "T")}Z`) - at;
  const changes: number[] = [];
  for (let at = since; at < until; at += DAY / 4) {
    if (offset(at) === offset(at + DAY / 4)) continue;
    let change = at;
    while (offset(change) === offset(at)) change += MINUTE;
    changes.push(change);
  }
  return changes;
}

export function nextDate(date: string): string {
  return new Date(Date.parse(date) + DAY).toISOString().slice(0, 10);
}

const WEEK = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/** Walks the week from the first day of a range to its last. */
function namesIn(range: string): string[] {
  const [first = "", last = ""] = range.split("-");
  const names = [first];
  for (let day = WEEK.indexOf(first); WEEK[day] !== last; ) {
    day = (day + 1) % 7;
    names.push(WEEK[day] ?? "");
  }
  return names;
}

/** The dates of a month (YYYY-MM) that fall on a weekday. */
function datesOn(name: string, month: string): string[] {
  const dates: string[] = [];
  for (let date = `${month}-01`; date.startsWith(month); date = nextDate(date)) {
    if (WEEK[new Date(date).getUTCDay()] === name) dates.push(date);
  }
  return dates;
}

function allows(entry: string, date: string): boolean {
  const name = WEEK[new Date(date).getUTCDay()] ?? "";
  if (entry === "daily") return true;
  if (entry === "last") return nextDate(date).endsWith("-01");
  const nth = /^([1-5]|last-)([a-z]{3})$/.exec(entry);
  if (nth)
    return nth[2] === name && datesOn(name, date.slice(0, 7)).at(nth[1] === "last-" ? -1 : Number(nth[1]) - 1) === date;
  if (entry.includes("-")) return namesIn(entry).includes(name);
  return entry === name || Number(entry) === Number(date.slice(8));
}

/** The minute at which the window starts that belongs to the date, or undefined when the zone skips the whole date. */
function startMinute({ readings, minutesOf }: WallClock, date: string, from: string): number | undefined {
  const minutes = minutesOf.get(date);
  if (!minutes) return undefined;
  const lastMinute = minutes.at(-1) ?? 0;
  return minutes.find((minute) => timeIn(readings[minute] ?? "") >= from) ?? lastMinute + 1;
}

/** The last minute at which the clock turns to read that; the one at which it jumps over it, when it never does. */
function endMinute({ readings, minutesOf }: WallClock, reading: string): number {
  const read = minutesOf.get(dateIn(reading))?.findLast((minute) => readings[minute] === reading);
  return (
    read ?? readings.findLastIndex((after, minute) => (readings[minute - 1] ?? after) < reading && reading < after)
  );
}

/** The minutes from one time of day to the next time that it is the other one. */
function lengthOf(from: string, to: string): number {
  const length = (Date.parse(`1970-01-01T${to}Z`) - Date.parse(`1970-01-01T${from}Z`)) / MINUTE;
  return length > 0 ? length : length + DAY / MINUTE;
}

/** The openings that overlap the time from `since` until before `until`, both whole minutes, by the letter of the design. */
export function evaluate(window: Evaluated, since: number, until: number): EvaluatedOpening[] {
  const openings: EvaluatedOpening[] = [];
  const add = (starts: number, closes: number) => {
    const opens = starts - window.warmUpMinutes * MINUTE;
    if (opens < until && since < closes) openings.push({ opens, starts, closes });
  };
  if ("start" in window) {
    add(Date.parse(window.start), Date.parse(window.end));
    return openings;
  }
  const { days, from, to, timeZone, except } = window;
  const clock = wallClock(timeZone, since - MARGIN, until + MARGIN);
  const instant = (minute: number) => clock.since + minute * MINUTE;
  // The first date and the last two are cut off by the margin.
  for (const date of [...clock.minutesOf.keys()].toSorted().slice(1, -2)) {
    const start = startMinute(clock, date, from);
    if (start === undefined || except.includes(date) || !days.some((entry) => allows(entry, date))) continue;
    const end = endMinute(clock, `${to <= from ? nextDate(date) : date} ${to}`);
    add(instant(start), instant(end > start ? end : start + lengthOf(from, to)));
  }
  return openings;
}

export const isOpen = ({ opens, closes }: EvaluatedOpening, at: number): boolean => opens <= at && at < closes;
