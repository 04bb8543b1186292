// The openings of windows: examples by hand, and any window against the minute-by-minute evaluator around odd days.
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { type BatchWindow, configOf, isOneOff, openAt, openingsOf } from "../../../app/capacity/window.ts";
import { windowAround } from "../../support/windows/arbitraries.ts";
import { oneOff, recurring } from "../../support/windows/declared.ts";
import { DAY, evaluate, isOpen, MINUTE, reads } from "../../support/windows/evaluator.ts";
import { oddClocks, oddDays } from "../../support/windows/oddDays.ts";

const minuteOf = (at: number) => `${new Date(at).toISOString().slice(0, 16)}Z`;

/** The openings between two times as `opens/closes` in UTC, the latter without its year and month. */
function opened(window: BatchWindow, since: string, until: string): string[] {
  const openings = [...openingsOf(window, Date.parse(since), Date.parse(until))];
  return openings.map(({ opens, closes }) => `${minuteOf(opens)}/${minuteOf(closes).slice(8)}`);
}

/** The openings within some days of the expected one. */
function openedNear(window: BatchWindow, expected: string): string[] {
  const opens = Date.parse(expected.slice(0, 17));
  return opened(window, minuteOf(opens - 2 * DAY), minuteOf(opens + 3 * DAY));
}

const DUBLIN = "Europe/Dublin";
const NEW_YORK = "America/New_York";

describe("an ordinary window", () => {
  it.each([
    ["within a day", "wed 09:00-17:30", "2026-01-14T09:00Z/14T17:30Z"],
    ["a night, over midnight", "wed 22:00-06:00", "2026-01-14T22:00Z/15T06:00Z"],
    ["a Friday into Saturday", "fri 22:00-06:00", "2026-01-16T22:00Z/17T06:00Z"],
    ["a Sunday into the next week", "sun 22:00-06:00", "2026-01-18T22:00Z/19T06:00Z"],
    ["until midnight", "wed 22:00-00:00", "2026-01-14T22:00Z/15T00:00Z"],
    ["from midnight", "wed 00:00-06:00", "2026-01-14T00:00Z/14T06:00Z"],
    ["a whole day, from equal to to", "wed 09:00-09:00", "2026-01-14T09:00Z/15T09:00Z"],
    ["over new year", "31 23:00-01:00", "2025-12-31T23:00Z/01T01:00Z"],
    ["the last of a month of 28 days", "last 01:30-03:30", "2026-02-28T01:30Z/28T03:30Z"],
    ["the last of a month of 29 days", "last 01:30-03:30", "2028-02-29T01:30Z/29T03:30Z"],
    ["the last of a month of 30 days", "last 01:30-03:30", "2026-11-30T01:30Z/30T03:30Z"],
    ["the last of a month of 31 days", "last 01:30-03:30", "2026-01-31T01:30Z/31T03:30Z"],
    ["the last night of a month, into the next", "last 22:00-02:00", "2026-02-28T22:00Z/01T02:00Z"],
  ])("opens in Dublin's winter: %s", (_what, text, expected) => {
    expect(openedNear(recurring(`${text} ${DUBLIN}`), expected)).toEqual([expected]);
  });
});

describe("a window on a day when clocks change", () => {
  it.each([
    ["a spring night is an hour shorter", `sat 22:00-06:00 ${DUBLIN}`, "2026-03-28T22:00Z/29T05:00Z"],
    ["a spring day has 23 hours", `sun 00:00-00:00 ${DUBLIN}`, "2026-03-29T00:00Z/29T23:00Z"],
    ["an autumn night is an hour longer", `sat 22:00-06:00 ${DUBLIN}`, "2026-10-24T21:00Z/25T06:00Z"],
    ["an autumn day has 25 hours", `sun 00:00-00:00 ${DUBLIN}`, "2026-10-24T23:00Z/26T00:00Z"],
    ["from in the skipped hour starts at the jump", `sun 02:30-05:00 ${NEW_YORK}`, "2026-03-08T07:00Z/08T09:00Z"],
    ["to in the skipped hour ends at the jump", `sun 00:30-02:30 ${NEW_YORK}`, "2026-03-08T05:30Z/08T07:00Z"],
    ["from in the repeated hour starts at the first", `sun 01:30-05:00 ${NEW_YORK}`, "2026-11-01T05:30Z/01T10:00Z"],
    ["to in the repeated hour ends at the second", `sun 00:30-01:30 ${NEW_YORK}`, "2026-11-01T04:30Z/01T06:30Z"],
    ["to at the start of the repeated hour, too", `sun 00:30-01:00 ${NEW_YORK}`, "2026-11-01T04:30Z/01T06:00Z"],
    ["to at the end of it comes once", `sun 00:30-02:00 ${NEW_YORK}`, "2026-11-01T04:30Z/01T07:00Z"],
    [
      "both in the skipped hour last as declared from the jump",
      `sun 02:10-02:50 ${NEW_YORK}`,
      "2026-03-08T07:00Z/08T07:40Z",
    ],
    ["exactly the skipped hour, too", "sun 02:00-03:00 Europe/Berlin", "2026-03-29T01:00Z/29T02:00Z"],
    [
      "a little more than the skipped hour is what is left of it",
      "sun 02:00-03:15 Europe/Berlin",
      "2026-03-29T01:00Z/29T01:15Z",
    ],
    [
      "to in a skipped hour after midnight ends at the jump",
      "sat 23:30-00:30 Asia/Beirut",
      "2022-03-26T21:30Z/26T22:00Z",
    ],
    ["both in a skipped midnight", "sun 00:00-01:00 America/Santiago", "2025-09-07T04:00Z/07T05:00Z"],
    ["a skipped half hour", "sun 02:15-04:00 Australia/Lord_Howe", "2026-10-03T15:30Z/03T17:00Z"],
    ["a repeated half hour", "sun 01:00-01:45 Australia/Lord_Howe", "2026-04-04T14:00Z/04T15:15Z"],
    ["a skipped midnight", "sun 00:30-03:00 America/Santiago", "2025-09-07T04:00Z/07T06:00Z"],
    ["a repeated hour before midnight", "sat 22:00-23:30 America/Santiago", "2025-04-06T01:00Z/06T03:30Z"],
    ["clocks go back for Ramadan", "sun 02:30-04:00 Africa/Casablanca", "2025-02-23T01:30Z/23T04:00Z"],
    ["clocks go on after Ramadan", "sun 02:30-04:00 Africa/Casablanca", "2025-04-06T02:00Z/06T03:00Z"],
    ["a quarter of an hour skipped for good", "wed 00:05-01:00 Asia/Kathmandu", "1985-12-31T18:30Z/31T19:15Z"],
    ["the end of a date skipped", "fri 23:45-06:00 Asia/Pyongyang", "2018-05-04T15:00Z/04T21:00Z"],
    ["to at a doubled midnight: the second", "sat 22:00-00:00 America/St_Johns", "2010-11-07T00:30Z/07T03:30Z"],
    ["from at a doubled midnight: the first", "sun 00:00-06:00 America/St_Johns", "2010-11-07T02:30Z/07T09:30Z"],
    ["a night into a lost day ends at the jump", "thu 22:00-06:00 Pacific/Apia", "2011-12-30T08:00Z/30T10:00Z"],
    ["the day after a lost one", "sat 00:00-06:00 Pacific/Apia", "2011-12-30T10:00Z/30T16:00Z"],
  ])("%s", (_what, text, expected) => {
    expect(openedNear(recurring(text), expected)).toEqual([expected]);
  });

  it.each([
    ["its date is lost", "fri 08:00-17:00 Pacific/Apia", "2011-12-25", "2012-01-04"],
    ["the month has no such day", `31 01:30-03:30 ${DUBLIN}`, "2026-02-01", "2026-03-30"],
  ])("never opens when %s", (_what, text, since, until) => {
    expect(opened(recurring(text, { warmUpMinutes: 60 }), since, until)).toEqual([]);
  });

  it("belongs to each date that exists around a lost one", () => {
    const window = recurring("daily 08:00-17:00 Pacific/Apia");

    expect(opened(window, "2011-12-29T12:00Z", "2011-12-31T12:00Z")).toEqual([
      "2011-12-29T18:00Z/30T03:00Z",
      "2011-12-30T18:00Z/31T03:00Z",
    ]);
  });

  it("may overlap its own next opening, when the clock reads `from` before `to` for the second time", () => {
    const window = recurring(`daily 01:30-01:15 ${NEW_YORK}`);

    expect(opened(window, "2026-11-01T05:45Z", "2026-11-01T06:00Z")).toEqual([
      "2026-10-31T05:30Z/01T06:15Z",
      "2026-11-01T05:30Z/02T06:15Z",
    ]);
  });
});

describe("a window's warm-up", () => {
  it.each([
    ["across midnight", `thu 00:05-01:00 ${DUBLIN}`, 10, "2026-01-14T23:55Z/15T01:00Z"],
    ["into the month before", `1 01:00-02:00 ${DUBLIN}`, 180, "2026-01-31T22:00Z/01T02:00Z"],
    ["across the spring change, in elapsed time", `sun 02:30-05:00 ${DUBLIN}`, 60, "2026-03-29T00:30Z/29T04:00Z"],
    ["across the autumn change, in elapsed time", `sun 02:30-05:00 ${DUBLIN}`, 180, "2026-10-24T23:30Z/25T05:00Z"],
    ["back from the jump that skips `from`", `sun 02:30-05:00 ${NEW_YORK}`, 30, "2026-03-08T06:30Z/08T09:00Z"],
    ["across a lost day", "sat 01:00-02:00 Pacific/Apia", 120, "2011-12-30T09:00Z/30T12:00Z"],
  ])("opens it earlier %s", (_what, text, warmUpMinutes, expected) => {
    expect(openedNear(recurring(text, { warmUpMinutes }), expected)).toEqual([expected]);
  });

  it("does not rename the opening: it is known by where it would start without", () => {
    const window = recurring(`thu 00:05-01:00 ${DUBLIN}`, { warmUpMinutes: 10 });

    const starts = openAt([window], Date.parse("2026-01-14T23:56Z")).map((opening) => minuteOf(opening.starts));

    expect(starts).toEqual(["2026-01-15T00:05Z"]);
  });
});

describe("a window's exceptions", () => {
  const christmas = recurring(`mon-fri 22:00-06:00 ${DUBLIN}`, { except: ["2026-12-25", "2026-12-28"] });

  it("keep it from starting on a date, and leave the night that runs into that date", () => {
    expect(opened(christmas, "2026-12-24T12:00Z", "2026-12-29T12:00Z")).toEqual(["2026-12-24T22:00Z/25T06:00Z"]);
  });

  it("name the local date, not that in UTC", () => {
    const window = recurring("daily 20:00-21:00 America/New_York", { except: ["2026-01-14"] });

    expect(opened(window, "2026-01-14T12:00Z", "2026-01-16T12:00Z")).toEqual(["2026-01-16T01:00Z/16T02:00Z"]);
  });
});

describe("a one-off window", () => {
  const migration = oneOff("2026-12-01T20:00:00Z/2026-12-02T05:00:00+01:00", { warmUpMinutes: 30 });

  it("opens once, at its instants and its warm-up before them", () => {
    expect(opened(migration, "2020-01-01", "2030-01-01")).toEqual(["2026-12-01T19:30Z/02T04:00Z"]);
  });

  it.each([
    ["2026-12-01T19:29:59.999Z", false],
    ["2026-12-01T19:30:00.000Z", true],
    ["2026-12-02T03:59:59.999Z", true],
    ["2026-12-02T04:00:00.000Z", false],
  ])("is open at %s: %s", (at, expected) => {
    expect(openAt([migration], Date.parse(at))).toHaveLength(expected ? 1 : 0);
  });

  it("is told from a recurring one by its instants", () => {
    expect([migration, recurring(`daily 01:00-02:00 ${DUBLIN}`)].map(isOneOff)).toEqual([true, false]);
  });
});

describe("the openings of windows", () => {
  it("start at the very millisecond of `from` and end at that of `to`", () => {
    const window = recurring(`sun 00:30-01:30 ${NEW_YORK}`);
    const at = ["04:29:59.999Z", "04:30:00.000Z", "05:30:00.000Z", "06:29:59.999Z", "06:30:00.000Z"];

    const open = at.map((time) => openAt([window], Date.parse(`2026-11-01T${time}`)).length);

    expect(open).toEqual([0, 1, 1, 1, 0]);
  });

  it("come in the order of declaration, with what each asks for", () => {
    const nightly = recurring(`daily 22:00-06:00 ${DUBLIN}`, { name: "nightly", min: 2, max: 10 });
    const closed = recurring(`daily 12:00-13:00 ${DUBLIN}`, { name: "closed" });
    const migration = oneOff("2026-01-14T20:00Z/2026-01-16T04:00Z", { name: "migration", min: 3, max: 5 });

    const open = openAt([migration, closed, nightly], Date.parse("2026-01-15T01:00Z"));

    expect(open.map(({ window }) => [window.name, configOf(window)])).toEqual([
      ["migration", { min: 3, max: 5 }],
      ["nightly", { min: 2, max: 10 }],
    ]);
  });

  it.each([
    ["ends as the time begins", "2026-01-15T06:00Z", "2026-01-15T12:00Z", 0],
    ["ends a minute into the time", "2026-01-15T05:59Z", "2026-01-15T12:00Z", 1],
    ["starts as the time ends", "2026-01-14T12:00Z", "2026-01-14T22:00Z", 0],
    ["starts a minute before the time ends", "2026-01-14T12:00Z", "2026-01-14T22:01Z", 1],
  ])("overlap a time or not: one that %s", (_what, since, until, expected) => {
    expect(opened(recurring(`wed 22:00-06:00 ${DUBLIN}`), since, until)).toHaveLength(expected);
  });
});

/** Where a window and the evaluator differ: in all openings within two days of an instant, or at some of its minutes. */
function disagreement(window: BatchWindow, around: number, samples: { edge: number; offset: number }[]): unknown {
  const [since, until] = [around - 2 * DAY, around + 2 * DAY];
  const evaluated = evaluate(window, since, until);
  const openings = [...openingsOf(window, since, until)].map(({ opens, starts, closes }) => ({
    opens,
    starts,
    closes,
  }));
  if (JSON.stringify(openings) !== JSON.stringify(evaluated)) return { openings, evaluated };
  const edges = [since, around, ...evaluated.flatMap(({ opens, starts, closes }) => [opens, starts, closes])];
  for (const { edge, offset } of samples) {
    const at = Math.min(Math.max((edges[edge % edges.length] ?? 0) + offset, since), until - 1);
    const open = openAt([window], at).map(({ starts }) => starts);
    const expected = evaluated.filter((opening) => isOpen(opening, at)).map(({ starts }) => starts);
    if (JSON.stringify(open) !== JSON.stringify(expected)) return { at: minuteOf(at), open, expected };
  }
  return undefined;
}

/** Instants at an edge, just before it, or hours away. */
const samples = fc.array(
  fc.record({
    edge: fc.nat({ max: 60 }),
    offset: fc.oneof(
      fc.constantFrom(0, -1, MINUTE, -MINUTE),
      fc.integer({ min: -36 * 60, max: 36 * 60 }).map((minutes) => minutes * MINUTE),
    ),
  }),
  { minLength: 3, maxLength: 6 },
);

describe("any window opens as the wall clock says, minute by minute", () => {
  it.each(oddClocks)("with the changes of $zone that the evaluator finds", ({ zone, changes, expected }) => {
    const found = changes.map((at) => `${reads(zone, at - MINUTE)} → ${reads(zone, at).slice(11)}`);

    expect(found).toEqual(expected);
  });

  it.each(oddDays.map(({ zone, at }) => [zone, minuteOf(at), at] as const))("in %s around %s", (zone, _around, at) => {
    fc.assert(
      fc.property(windowAround(zone, at), samples, (window, instants) => {
        expect(disagreement(window, at, instants)).toBeUndefined();
      }),
      { numRuns: 40 },
    );
  });
});
