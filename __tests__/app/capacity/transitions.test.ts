// The changes of the desired config: examples by hand, and any schedule against a scan of every minute of some weeks.
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { DEACTIVATED, format } from "../../../app/capacity/scalingConfig.ts";
import { type Schedule, scheduled, type Transition, transitions } from "../../../app/capacity/transitions.ts";
import { type BatchWindow, openAt } from "../../../app/capacity/window.ts";
import { windowAround } from "../../support/windows/arbitraries.ts";
import { oneOff, recurring } from "../../support/windows/declared.ts";
import { DAY, evaluate, isOpen, MINUTE } from "../../support/windows/evaluator.ts";

const DUBLIN = "Europe/Dublin";

/** The transitions after `since` and before `until`. */
function between(schedule: Schedule, since: number, until: number): Transition[] {
  const found: Transition[] = [];
  for (const transition of transitions(schedule, since)) {
    if (transition.at >= until) break;
    found.push(transition);
  }
  return found;
}

/** As `2026-03-26T21:50Z 2/10 nightly`. */
function lines(windows: BatchWindow[], since: string, until: string, more: Partial<Schedule> = {}): string[] {
  const found = between({ baseline: DEACTIVATED, windows, ...more }, Date.parse(since), Date.parse(until));
  return found.map(({ at, desired, open }) =>
    [`${new Date(at).toISOString().slice(0, 16)}Z`, format(desired), ...open].join(" "),
  );
}

describe("the transitions of a schedule", () => {
  it("are the edges of its windows, over the weekend, the spring change and the end of the month", () => {
    const nightly = recurring(`mon,tue,wed,thu,fri 22:00-06:00 ${DUBLIN}`, { name: "nightly", warmUpMinutes: 10 });
    const monthEnd = recurring("last 01:30-03:30 America/New_York", { name: "month-end", min: 5, max: 20 });

    expect(lines([nightly, monthEnd], "2026-03-26T12:00Z", "2026-03-31T12:00Z")).toEqual([
      "2026-03-26T21:50Z 2/10 nightly",
      "2026-03-27T06:00Z 0/0",
      "2026-03-27T21:50Z 2/10 nightly",
      "2026-03-28T06:00Z 0/0",
      "2026-03-30T20:50Z 2/10 nightly",
      "2026-03-31T05:00Z 0/0",
      "2026-03-31T05:30Z 5/20 month-end",
      "2026-03-31T07:30Z 0/0",
    ]);
  });

  it("combine overlapping windows by the largest min and the largest max, named in the order of declaration", () => {
    const broad = recurring(`wed 08:00-12:00 ${DUBLIN}`, { name: "broad", min: 2, max: 10 });
    const steep = recurring(`wed 10:00-14:00 ${DUBLIN}`, { name: "steep", min: 5, max: 6 });

    expect(lines([steep, broad], "2026-01-14", "2026-01-15", { baseline: { min: 1, max: 8 } })).toEqual([
      "2026-01-14T08:00Z 2/10 broad",
      "2026-01-14T10:00Z 5/10 steep broad",
      "2026-01-14T12:00Z 5/8 steep",
      "2026-01-14T14:00Z 1/8",
    ]);
  });

  it("never ask for more than fits", () => {
    const window = recurring(`wed 08:00-12:00 ${DUBLIN}`, { min: 4, max: 10 });

    expect(lines([window], "2026-01-14", "2026-01-15", { baseline: { min: 1, max: 5 }, limit: 3 })).toEqual([
      "2026-01-14T08:00Z 3/3 window",
      "2026-01-14T12:00Z 1/3",
    ]);
  });

  it.each([
    ["a window that asks for no more than the baseline", ["wed 08:00-12:00"], { baseline: { min: 2, max: 10 } }, []],
    [
      "a window that the limit cuts to the baseline",
      ["wed 08:00-12:00"],
      { baseline: { min: 1, max: 1 }, limit: 1 },
      [],
    ],
    ["a window within another", ["wed 08:00-12:00", "wed 09:00-11:00"], {}, ["08:00Z 2/10 w0", "12:00Z 0/0"]],
    [
      "a window that takes over from another",
      ["wed 08:00-12:00", "wed 12:00-14:00"],
      {},
      ["08:00Z 2/10 w0", "14:00Z 0/0"],
    ],
    ["two windows at once", ["wed 08:00-12:00", "wed 08:00-12:00"], {}, ["08:00Z 2/10 w0 w1", "12:00Z 0/0"]],
  ])("are real changes only: %s", (_what, texts, more: Partial<Schedule>, expected) => {
    const windows = texts.map((text, index) => recurring(`${text} ${DUBLIN}`, { name: `w${index}` }));

    const found = lines(windows, "2026-01-14", "2026-01-15", more);

    expect(found).toEqual(expected.map((line) => `2026-01-14T${line}`));
  });

  it("are one where a window ends as another starts", () => {
    const small = recurring(`wed 08:00-12:00 ${DUBLIN}`, { name: "small", min: 1, max: 2 });
    const large = recurring(`wed 12:00-14:00 ${DUBLIN}`, { name: "large", min: 4, max: 8 });

    expect(lines([small, large], "2026-01-14", "2026-01-14T14:00Z")).toEqual([
      "2026-01-14T08:00Z 1/2 small",
      "2026-01-14T12:00Z 4/8 large",
    ]);
  });

  it("name a window once, also while its next opening warms up before its last one ends", () => {
    const always = recurring(`daily 06:00-06:00 ${DUBLIN}`, { name: "always", min: 1, max: 2, warmUpMinutes: 30 });
    const early = recurring(`wed 05:45-05:50 ${DUBLIN}`, { name: "early", min: 4, max: 8 });

    expect(lines([always, early], "2026-01-14", "2026-01-15")).toEqual([
      "2026-01-14T05:45Z 4/8 always early",
      "2026-01-14T05:50Z 1/2 always",
    ]);
  });

  it.each([
    ["before a window opens", "2026-01-14T07:59:59.999Z", ["2026-01-14T08:00Z 2/10 window", "2026-01-14T12:00Z 0/0"]],
    ["as it opens", "2026-01-14T08:00Z", ["2026-01-14T12:00Z 0/0"]],
    ["before it closes", "2026-01-14T11:59:59.999Z", ["2026-01-14T12:00Z 0/0"]],
    ["as it closes", "2026-01-14T12:00Z", []],
  ])("come after the time that is asked about: %s", (_what, since, expected) => {
    expect(lines([recurring(`wed 08:00-12:00 ${DUBLIN}`)], since, "2026-01-15")).toEqual(expected);
  });

  it("are what the desired config is from then on", () => {
    const windows = [
      recurring(`daily 22:00-06:00 ${DUBLIN}`),
      oneOff("2026-01-14T20:00Z/2026-01-15T03:00Z", { max: 12 }),
    ];
    const schedule = { baseline: { min: 1, max: 1 }, windows };

    const found = between(schedule, Date.parse("2026-01-14"), Date.parse("2026-01-16"));

    expect(found).toHaveLength(5);
    for (const { at, desired } of found) {
      expect(scheduled(schedule, openAt(windows, at))).toEqual(desired);
      expect(scheduled(schedule, openAt(windows, at - 1))).not.toEqual(desired);
    }
  });
});

describe("the transitions far ahead", () => {
  const monthly = recurring(`1 22:00-06:00 ${DUBLIN}`, { warmUpMinutes: 10 });
  const schedule = { baseline: DEACTIVATED, windows: [monthly] };
  const opens = Date.parse("2026-05-01T20:50Z");
  const closes = Date.parse("2026-05-02T05:00Z");

  it.each(
    [opens, closes].flatMap((edge) =>
      [62, 124, 186].flatMap((days) => [-1, 0, 1].map((offset) => [edge, edge - days * DAY + offset] as const)),
    ),
  )("lose no edge where one look ahead of 62 days meets the next: %d from %d", (_edge, since) => {
    const found = between(schedule, since, opens + 3 * DAY).filter(({ at }) => at >= opens - DAY);

    expect(found.map(({ at }) => at)).toEqual([opens, closes]);
  });

  it("are found over months without one", () => {
    const rare = recurring(`31 01:00-02:00 ${DUBLIN}`, { except: ["2026-03-31", "2026-05-31", "2026-07-31"] });

    expect(lines([rare], "2026-01-31T12:00Z", "2026-09-01")).toEqual([
      "2026-08-31T00:00Z 2/10 window",
      "2026-08-31T01:00Z 0/0",
    ]);
  });

  it("are found nine years ahead", () => {
    expect(lines([oneOff("2035-01-14T20:00Z/2035-01-15T04:00Z")], "2026-01-14", "2040-01-01")).toEqual([
      "2035-01-14T20:00Z 2/10 window",
      "2035-01-15T04:00Z 0/0",
    ]);
  });

  it.each([
    ["there are no windows", []],
    ["its one-off is past", [oneOff("2020-01-14T20:00Z/2020-01-15T04:00Z")]],
    ["its one-off has just ended", [oneOff("2026-01-13T20:00Z/2026-01-14T00:00Z")]],
    ["its window is always open", [recurring(`daily 00:00-00:00 ${DUBLIN}`)]],
  ])("end when none will ever come: %s", (_what, windows) => {
    const found = [...transitions({ baseline: DEACTIVATED, windows }, Date.parse("2026-01-14"))];

    expect(found).toEqual([]);
  });
});

/** What the schedule asks for at every minute, kept apart from the code: the minutes at which that changes. */
function scanned({ baseline, windows, limit = 15_000 }: Schedule, since: number, until: number): Transition[] {
  const declared = windows.map((window) => ({ window, openings: evaluate(window, since, until) }));
  const changes: Transition[] = [];
  let previous: string | undefined;
  for (let at = since; at < until; at += MINUTE) {
    const open = declared.filter(({ openings }) => openings.some((opening) => isOpen(opening, at)));
    const asked = [baseline, ...open.map(({ window }) => window)];
    const desired = {
      min: Math.min(limit, Math.max(...asked.map(({ min }) => min))),
      max: Math.min(limit, Math.max(...asked.map(({ max }) => max))),
    };
    if (previous !== undefined && previous !== format(desired)) {
      changes.push({ at, desired, open: open.map(({ window }) => window.name) });
    }
    previous = format(desired);
  }
  return changes;
}

/** Always changes something some day, so that no schedule looks ten years ahead for what comes next. */
const MONTHLY = recurring("15 12:00-13:00 UTC", { min: 9, max: 9 });

/** Up to four windows of several zones, one-offs among them, and a monthly one. */
function schedulesAround(zones: readonly string[], change: number): fc.Arbitrary<Schedule> {
  const minutes = fc.integer({ min: -10 * 24 * 60, max: 10 * 24 * 60 });
  const once = fc
    .tuple(minutes, fc.integer({ min: 1, max: 4 * 24 * 60 }))
    .map(([start, length]) => [start, start + length].map((minute) => new Date(change + minute * MINUTE).toISOString()))
    .map((instants) => oneOff(instants.join("/"), { min: 3, max: 7, warmUpMinutes: 20 }));
  const window: fc.Arbitrary<BatchWindow> = fc.oneof(once, ...zones.map((zone) => windowAround(zone, change)));
  return fc.record({
    baseline: fc.constantFrom(DEACTIVATED, { min: 1, max: 1 }, { min: 2, max: 6 }),
    windows: fc
      .array(window, { minLength: 1, maxLength: 4 })
      .map((windows) => [...windows, MONTHLY].map((each, index) => ({ ...each, name: `w${index}` }))),
    limit: fc.constantFrom(15_000, 15_000, 5, 3),
  });
}

describe("the transitions of any schedule are what a scan of every minute finds", () => {
  it.each([
    ["2026-03-29T01:00Z", [DUBLIN, "America/New_York", "Asia/Kathmandu"]],
    ["2025-04-05T15:00Z", ["Australia/Lord_Howe", "America/Santiago", "Africa/Casablanca"]],
    ["2011-12-30T10:00Z", ["Pacific/Apia", "UTC"]],
  ])("over four weeks around %s in %j", (around, zones) => {
    const change = Date.parse(around);
    const [since, until] = [change - 14 * DAY, change + 14 * DAY];

    fc.assert(
      fc.property(schedulesAround(zones, change), (schedule) => {
        expect(between(schedule, since, until)).toEqual(scanned(schedule, since, until));
      }),
      { numRuns: 15 },
    );
  });
});
