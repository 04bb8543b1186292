import { describe, expect, it } from "@jest/globals";
import { Temporal } from "temporal-polyfill";
import { dateExists, readingOf } from "../../../app/capacity/timeOfDay.ts";
import { clockChanges, DAY, MINUTE, reads } from "../../support/windows/evaluator.ts";

/** The first and the last instant at which the clock reads that, in UTC. */
function reading(at: string, timeZone: string): string[] {
  const { first, last } = readingOf(Temporal.PlainDateTime.from(at), timeZone);
  return [first, last].map((instant) => instant.toString({ smallestUnit: "minute" }));
}

describe("what a clock reads", () => {
  it.each([
    ["2026-01-14T22:00", "Europe/Dublin", "2026-01-14T22:00Z"],
    ["2026-07-14T22:00", "Europe/Dublin", "2026-07-14T21:00Z"],
    ["2026-07-14T00:00", "Asia/Kathmandu", "2026-07-13T18:15Z"],
    ["2026-07-14T00:00", "UTC", "2026-07-14T00:00Z"],
    ["2026-03-29T00:59", "Europe/Dublin", "2026-03-29T00:59Z"],
    ["2026-03-29T02:00", "Europe/Dublin", "2026-03-29T01:00Z"],
    ["2026-11-01T00:59", "America/New_York", "2026-11-01T04:59Z"],
    ["2026-11-01T02:00", "America/New_York", "2026-11-01T07:00Z"],
  ])("it reads once: %s in %s", (at, timeZone, expected) => {
    expect(reading(at, timeZone)).toEqual([expected, expected]);
  });

  it.each([
    ["the first that is skipped", "2026-03-08T02:00", "America/New_York", "2026-03-08T07:00Z"],
    ["the last that is skipped", "2026-03-08T02:59", "America/New_York", "2026-03-08T07:00Z"],
    ["half an hour", "2026-10-04T02:15", "Australia/Lord_Howe", "2026-10-03T15:30Z"],
    ["midnight", "2025-09-07T00:00", "America/Santiago", "2025-09-07T04:00Z"],
    ["a quarter of an hour", "1986-01-01T00:14", "Asia/Kathmandu", "1985-12-31T18:30Z"],
    ["the end of a date", "2018-05-04T23:30", "Asia/Pyongyang", "2018-05-04T15:00Z"],
    ["the start of a lost date", "2011-12-30T00:00", "Pacific/Apia", "2011-12-30T10:00Z"],
    ["the end of a lost date", "2011-12-30T23:59", "Pacific/Apia", "2011-12-30T10:00Z"],
  ])("it skips, and jumps: %s", (_what, at, timeZone, jump) => {
    expect(reading(at, timeZone)).toEqual([jump, jump]);
  });

  it.each([
    ["the first that is repeated", "2026-11-01T01:00", "America/New_York", "2026-11-01T05:00Z", "2026-11-01T06:00Z"],
    ["the last that is repeated", "2026-11-01T01:59", "America/New_York", "2026-11-01T05:59Z", "2026-11-01T06:59Z"],
    ["half an hour", "2026-04-05T01:45", "Australia/Lord_Howe", "2026-04-04T14:45Z", "2026-04-04T15:15Z"],
    ["the hour before midnight", "2025-04-05T23:30", "America/Santiago", "2025-04-06T02:30Z", "2025-04-06T03:30Z"],
    ["midnight", "2010-11-07T00:00", "America/St_Johns", "2010-11-07T02:30Z", "2010-11-07T03:30Z"],
  ])("it reads twice: %s", (_what, at, timeZone, first, last) => {
    expect(reading(at, timeZone)).toEqual([first, last]);
  });

  it.each(["Europe/Dublin", "Australia/Lord_Howe", "Africa/Casablanca", "Antarctica/Troll"])(
    "it reads at the instants given, or jumps there, at every quarter of an hour around a change in %s",
    (timeZone) => {
      for (const change of clockChanges(timeZone, Date.parse("2025-01-01"), Date.parse("2026-01-01"))) {
        const start = Date.parse(`${reads(timeZone, change - DAY / 4).replace(" ", "T")}Z`);
        for (let at = start; at < start + DAY / 2; at += 15 * MINUTE) {
          const asked = new Date(at).toISOString().slice(0, 16);
          const { first, last } = readingOf(Temporal.PlainDateTime.from(asked), timeZone);
          const found = [first, last].map(({ epochMilliseconds }) => epochMilliseconds);

          const read = found.map((instant) => reads(timeZone, instant).replace(" ", "T"));

          if (read[0] === asked) expect(read).toEqual([asked, asked]);
          else expect(found).toEqual([change, change]);
        }
      }
    },
  );
});

describe("a date", () => {
  it.each([
    ["2011-12-29", "Pacific/Apia", true],
    ["2011-12-30", "Pacific/Apia", false],
    ["2011-12-31", "Pacific/Apia", true],
    ["2011-12-30", "Pacific/Pago_Pago", true],
    ["1994-12-31", "Pacific/Kiritimati", false],
    ["1993-08-21", "Pacific/Kwajalein", false],
    ["2025-09-07", "America/Santiago", true],
    ["2018-05-04", "Asia/Pyongyang", true],
    ["2026-03-29", "Europe/Dublin", true],
  ])("exists, or is skipped by the date line: %s in %s: %s", (date, timeZone, expected) => {
    expect(dateExists(Temporal.PlainDate.from(date), timeZone)).toBe(expected);
  });
});
