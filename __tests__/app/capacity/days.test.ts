import { describe, expect, it } from "@jest/globals";
import { Temporal } from "temporal-polyfill";
import { isDay, matchesDays } from "../../../app/capacity/days.ts";

/** The days of a month that the entries allow. */
function allowed(days: string[], month: string): number[] {
  const { daysInMonth } = Temporal.PlainYearMonth.from(month);
  const dates = Array.from({ length: daysInMonth }, (_, index) => index + 1);
  return dates.filter((day) => matchesDays(days, Temporal.PlainYearMonth.from(month).toPlainDate({ day })));
}

const all = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

describe("the days of a window", () => {
  // February 2027 starts on a Monday and has four whole weeks.
  it.each([
    ["a weekday", ["wed"], [3, 10, 17, 24]],
    ["the first of the week", ["mon"], [1, 8, 15, 22]],
    ["the last of the week", ["sun"], [7, 14, 21, 28]],
    ["several", ["tue", "thu"], [2, 4, 9, 11, 16, 18, 23, 25]],
    ["a range, both ends with it", ["mon-wed"], [1, 2, 3, 8, 9, 10, 15, 16, 17, 22, 23, 24]],
    ["a range of one day", ["fri-fri"], [5, 12, 19, 26]],
    ["a range over the weekend", ["sat-mon"], [1, 6, 7, 8, 13, 14, 15, 20, 21, 22, 27, 28]],
    ["a range of the whole week", ["mon-sun"], all(28)],
    ["a range from a day to the one before it", ["thu-wed"], all(28)],
    ["daily", ["daily"], all(28)],
    ["a day of the month", ["1"], [1]],
    ["a day of two digits", ["12"], [12]],
    ["the last", ["last"], [28]],
    ["the second of a weekday", ["2tue"], [9]],
    ["the first of the month's last weekday", ["1sun"], [7]],
    ["a fifth that this month has not", ["5mon"], []],
    ["the last of a weekday", ["last-fri"], [26]],
    ["the last of the month's last weekday", ["last-sun"], [28]],
    ["any of several kinds", ["sun", "3", "last"], [3, 7, 14, 21, 28]],
    ["one that two entries allow, once", ["sun", "7"], [7, 14, 21, 28]],
  ])("are: %s", (_what, days, expected) => {
    expect(allowed(days, "2027-02")).toEqual(expected);
  });

  it.each([
    ["2026-02", 28],
    ["2028-02", 29],
    ["2100-02", 28],
    ["2026-04", 30],
    ["2026-12", 31],
  ])("know the last day of %s: %d", (month, last) => {
    expect(allowed(["last"], month)).toEqual([last]);
    expect(allowed(["daily"], month)).toEqual(all(last));
  });

  it.each([
    ["29", "2026-02", []],
    ["29", "2028-02", [29]],
    ["30", "2026-02", []],
    ["31", "2026-04", []],
    ["31", "2026-05", [31]],
  ])("leave out the %s in %s where the month has none", (day, month, expected) => {
    expect(allowed([day], month)).toEqual(expected);
  });
});

describe("an entry of days", () => {
  it.each([
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
    "mon-fri",
    "fri-mon",
    "sun-sun",
    "daily",
    "last",
    "1",
    "31",
    "1mon",
    "5sun",
    "last-fri",
  ])("may be %s", (entry) => {
    expect(isDay(entry)).toBe(true);
  });

  it.each([
    "",
    "0",
    "00",
    "32",
    "100",
    "-1",
    "1.5",
    " 1",
    "1-5",
    "Mon",
    "monday",
    "mo",
    "mon-",
    "-mon",
    "mon-fri-sat",
    "mon - fri",
    "mon,tue",
    "fri-last",
    "weekly",
    "0tue",
    "6tue",
    "2tues",
    "2-tue",
    "2 tue",
    "lastfri",
    "last-last",
    "last-mon-fri",
    "first",
    "DAILY",
  ])("may not be %j", (entry) => {
    expect(isDay(entry)).toBe(false);
  });
});
