// Random batch windows, at their most likely around the hours at which a clock changes.
import fc from "fast-check";
import type { RecurringWindow } from "../../../app/capacity/window.ts";
import { DAY, MINUTE, nextDate, reads } from "./evaluator.ts";

const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

const weekday = fc.constantFrom(...WEEKDAYS);

const day = fc.oneof(
  { weight: 3, arbitrary: fc.constant("daily") },
  { weight: 2, arbitrary: weekday },
  { weight: 2, arbitrary: fc.tuple(weekday, weekday).map((range) => range.join("-")) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 31 }).map(String) },
  { weight: 1, arbitrary: fc.constant("last") },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom("1", "2", "5", "last-"), weekday).map((nth) => nth.join("")) },
);

/** Mostly what the clock reads, skips or repeats in the hours around the change; or any time at all. */
function timeAround(timeZone: string, change: number): fc.Arbitrary<string> {
  const before = Date.parse(`${reads(timeZone, change - MINUTE).replace(" ", "T")}Z`);
  const timeOfDay = (minutes: number) => new Date(before + minutes * MINUTE).toISOString().slice(11, 16);
  return fc.oneof(
    { weight: 7, arbitrary: fc.integer({ min: -150, max: 150 }).map(timeOfDay) },
    { weight: 2, arbitrary: fc.integer({ min: 0, max: 24 * 60 - 1 }).map(timeOfDay) },
    { weight: 1, arbitrary: fc.constantFrom("00:00", "00:01", "23:59", "12:00") },
  );
}

/** The calendar dates within two days of an instant, also one that the clock skips. */
function datesAround(timeZone: string, at: number): string[] {
  const dates = [reads(timeZone, at - 2 * DAY).slice(0, 10)];
  for (let date = nextDate(dates[0] ?? ""); date <= reads(timeZone, at + 2 * DAY).slice(0, 10); date = nextDate(date))
    dates.push(date);
  return dates;
}

/** Windows in a zone whose edges gather around what the clock reads at an instant. */
export const windowAround = (timeZone: string, change: number): fc.Arbitrary<RecurringWindow> =>
  fc.record({
    name: fc.constant("window"),
    min: fc.integer({ min: 1, max: 4 }),
    max: fc.integer({ min: 4, max: 8 }),
    days: fc.array(day, { minLength: 1, maxLength: 3 }),
    from: timeAround(timeZone, change),
    to: timeAround(timeZone, change),
    timeZone: fc.constant(timeZone),
    warmUpMinutes: fc.oneof(fc.constantFrom(0, 10, 60), fc.integer({ min: 0, max: 180 })),
    except: fc.oneof(
      { weight: 2, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.subarray(datesAround(timeZone, change), { maxLength: 2 }) },
    ),
  });
