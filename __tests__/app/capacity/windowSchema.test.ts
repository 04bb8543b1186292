// Windows as they are declared: what is accepted, and where and how the rest is refused.
import { describe, expect, it } from "@jest/globals";
import { batchWindows } from "../../../app/capacity/windowSchema.ts";

const RECURRING = {
  name: "nightly",
  days: ["daily"],
  from: "22:00",
  to: "06:00",
  timeZone: "Europe/Dublin",
  min: 2,
  max: 10,
};
const ONE_OFF = { name: "migration", start: "2026-12-01T20:00:00Z", end: "2026-12-02T04:00:00Z", min: 10, max: 40 };

/** Each issue as its path and message. */
function issuesOf(value: unknown): [PropertyKey[], string][] {
  const parsed = batchWindows.safeParse(value);
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => [path, message]);
}

/** The issues of a window behind one that is fine. */
const issuesBehind = (window: unknown) => issuesOf([{ ...RECURRING, name: "first" }, window]);

describe("declared windows", () => {
  it("are accepted as in the example, with no warm-up and no exceptions where they are left out", () => {
    const declared = [
      { ...RECURRING, days: ["mon", "tue", "wed", "thu", "fri"], warmUpMinutes: 10, except: ["2026-12-25"] },
      { ...RECURRING, name: "month-end", days: ["last"], from: "01:30", to: "03:30", timeZone: "America/New_York" },
      ONE_OFF,
    ];

    expect(batchWindows.parse(declared)).toEqual([
      declared[0],
      { ...declared[1], warmUpMinutes: 0, except: [] },
      { ...ONE_OFF, warmUpMinutes: 0 },
    ]);
  });

  it("may be none", () => {
    expect(batchWindows.parse([])).toEqual([]);
  });

  it.each([
    ["the smallest", { min: 1, max: 1 }],
    ["the largest", { min: 15_000, max: 15_000 }],
    ["the longest warm-up", { warmUpMinutes: 180 }],
    ["the shortest name", { name: "a" }],
    ["the longest name", { name: `0${"a-".repeat(19)}a` }],
    ["the first and the last minute", { from: "00:00", to: "23:59" }],
    ["a whole day", { from: "22:00", to: "22:00" }],
    ["every kind of day", { days: ["mon", "sat-mon", "daily", "1", "31", "last"] }],
    ["nth weekdays", { days: ["2tue", "last-fri"] }],
    ["a leap day", { except: ["2028-02-29"] }],
    ["UTC", { timeZone: "UTC" }],
    ["a zone in three parts", { timeZone: "America/Argentina/Buenos_Aires" }],
    ["a fixed zone with a name", { timeZone: "Etc/GMT+1" }],
  ])("are accepted with %s", (_what, fields) => {
    expect(issuesBehind({ ...RECURRING, ...fields })).toEqual([]);
  });

  it("are accepted with instants that name an offset", () => {
    expect(issuesBehind({ ...ONE_OFF, start: "2026-12-01T20:00+02:00", end: "2026-12-01T18:00:00.001Z" })).toEqual([]);
  });
});

const TIME = "must be HH:MM from 00:00 to 23:59";
const ZONE = "must be an IANA time zone such as Europe/Dublin";
const DATE = "must be a date YYYY-MM-DD";
const NAME = "must be 1 to 40 lower-case letters, digits and hyphens";
const INSTANT = "must be an instant such as 2026-12-01T20:00:00Z";
const DAY =
  'must be mon, tue, wed, thu, fri, sat, sun, a range such as mon-fri, 1mon to 5sun, last-mon to last-sun, daily, "1" to "31", or last';
const DAYS = 'must be a list of one or more days such as ["mon-fri"]';
const ENVIRONMENTS = "must be a whole number from 1 to 15000";
const MINUTES = "must be a whole number of minutes from 0 to 180";
const WINDOW = "must be a window such as { name, days, from, to, timeZone, min, max }";

describe("a recurring window is refused", () => {
  it.each([
    [{ colour: "red" }, [], 'Unrecognized key: "colour"'],
    [{ name: "" }, ["name"], NAME],
    [{ name: "Nightly" }, ["name"], NAME],
    [{ name: "-nightly" }, ["name"], NAME],
    [{ name: "a".repeat(41) }, ["name"], NAME],
    [{ days: [] }, ["days"], DAYS],
    [{ days: "daily" }, ["days"], DAYS],
    [{ days: ["monday"] }, ["days", 0], DAY],
    [{ days: ["mon", "32"] }, ["days", 1], DAY],
    [{ days: ["mon", "0"] }, ["days", 1], DAY],
    [{ days: [31] }, ["days", 0], DAY],
    [{ from: "24:00" }, ["from"], TIME],
    [{ from: "7:00" }, ["from"], TIME],
    [{ from: "22:60" }, ["from"], TIME],
    [{ from: undefined }, ["from"], TIME],
    [{ to: "24:00" }, ["to"], TIME],
    [{ to: "06:00:00" }, ["to"], TIME],
    [{ to: 600 }, ["to"], TIME],
    [{ timeZone: "Europe/Atlantis" }, ["timeZone"], ZONE],
    [{ timeZone: "" }, ["timeZone"], ZONE],
    [{ timeZone: "+01:00" }, ["timeZone"], ZONE],
    [{ timeZone: "-0330" }, ["timeZone"], ZONE],
    [{ timeZone: "2026-01-01T00:00Z[Europe/Dublin]" }, ["timeZone"], ZONE],
    [{ timeZone: undefined }, ["timeZone"], ZONE],
    [{ except: ["2026-02-30"] }, ["except", 0], DATE],
    [{ except: ["2026-12-25", "2027-02-29"] }, ["except", 1], DATE],
    [{ except: ["2026-2-3"] }, ["except", 0], DATE],
    [{ except: ["2026-02-03T00:00"] }, ["except", 0], DATE],
    [{ except: ["20260203"] }, ["except", 0], DATE],
    [{ min: 0 }, ["min"], ENVIRONMENTS],
    [{ min: 1, max: 0 }, ["max"], ENVIRONMENTS],
    [{ min: 1.5 }, ["min"], ENVIRONMENTS],
    [{ min: "2" }, ["min"], ENVIRONMENTS],
    [{ max: 15_001 }, ["max"], ENVIRONMENTS],
    [{ min: 11 }, ["min"], "must not be above max (10), got 11"],
    [{ warmUpMinutes: 181 }, ["warmUpMinutes"], MINUTES],
    [{ warmUpMinutes: -1 }, ["warmUpMinutes"], MINUTES],
    [{ warmUpMinutes: 0.5 }, ["warmUpMinutes"], MINUTES],
  ])("with %j, at the path %j", (fields, path, message) => {
    expect(issuesBehind({ ...RECURRING, ...fields })).toEqual([[[1, ...path], message]]);
  });

  it("with 0 in both, at both paths", () => {
    expect(issuesBehind({ ...RECURRING, min: 0, max: 0 })).toEqual([
      [[1, "min"], ENVIRONMENTS],
      [[1, "max"], ENVIRONMENTS],
    ]);
  });
});

describe("a one-off window is refused", () => {
  it.each([
    [{ end: "2026-12-01T20:00:00Z" }, ["end"], "must be after start (2026-12-01T20:00:00Z), got 2026-12-01T20:00:00Z"],
    [{ end: "2026-12-01T19:59:59Z" }, ["end"], "must be after start (2026-12-01T20:00:00Z), got 2026-12-01T19:59:59Z"],
    [
      { end: "2026-12-01T21:00+01:00" },
      ["end"],
      "must be after start (2026-12-01T20:00:00Z), got 2026-12-01T21:00+01:00",
    ],
    [{ end: "2026-12-02T04:00:00" }, ["end"], INSTANT],
    [{ end: "2026-12-02" }, ["end"], INSTANT],
    [{ start: "2026-02-30T00:00:00Z" }, ["start"], INSTANT],
    [{ start: "tomorrow" }, ["start"], INSTANT],
    [{ start: 1_796_155_200 }, ["start"], INSTANT],
    [{ end: undefined }, ["end"], INSTANT],
    [{ min: 41 }, ["min"], "must not be above max (40), got 41"],
    [{ min: 0 }, ["min"], ENVIRONMENTS],
    [{ days: ["daily"] }, [], 'Unrecognized key: "days"'],
    [{ from: "22:00", to: "06:00" }, [], 'Unrecognized keys: "from", "to"'],
    [{ except: [] }, [], 'Unrecognized key: "except"'],
  ])("with %j, at the path %j", (fields, path, message) => {
    expect(issuesBehind({ ...ONE_OFF, ...fields })).toEqual([[[1, ...path], message]]);
  });

  it.each([
    ["start", "end"],
    ["end", "start"],
  ] as const)("when a recurring one names its %s, too: it is either, and this one lacks %s", (named, missing) => {
    expect(issuesBehind({ ...RECURRING, [named]: ONE_OFF[named] })).toEqual([
      [[1, missing], INSTANT],
      [[1], 'Unrecognized keys: "days", "from", "to", "timeZone"'],
    ]);
  });

  it("with everything that is wrong at once", () => {
    expect(issuesBehind({ ...ONE_OFF, min: 41, end: ONE_OFF.start })).toEqual([
      [[1, "min"], "must not be above max (40), got 41"],
      [[1, "end"], `must be after start (${ONE_OFF.start}), got ${ONE_OFF.start}`],
    ]);
  });
});

describe("what is no list of windows is refused", () => {
  it.each([
    [{}, [], "must be a list of windows"],
    [["nightly"], [0], WINDOW],
    [[null], [0], WINDOW],
    [[RECURRING, []], [1], WINDOW],
  ])("%j", (value, path, message) => {
    expect(issuesOf(value)).toEqual([[path, message]]);
  });
});

describe("windows with the same name are refused", () => {
  it("each behind the first, with where that is", () => {
    const windows = ["a", "b", "a", "b", "a"].map((name) => ({ ...RECURRING, name }));

    expect(issuesOf(windows)).toEqual([
      [[2, "name"], "is used by windows[0] already, got a"],
      [[3, "name"], "is used by windows[1] already, got b"],
      [[4, "name"], "is used by windows[0] already, got a"],
    ]);
  });

  it("whatever their kind", () => {
    expect(issuesOf([RECURRING, { ...ONE_OFF, name: RECURRING.name }])).toEqual([
      [[1, "name"], "is used by windows[0] already, got nightly"],
    ]);
  });
});
