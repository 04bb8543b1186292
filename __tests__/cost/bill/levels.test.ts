import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Schedule } from "../../../app/capacity/transitions.ts";
import { type Level, levelsOf } from "../../../cost/bill/levels.ts";
import { createBasis } from "../../../cost/constants.ts";
import { openTime } from "../../../cost/workload/openTime.ts";
import { windowAround } from "../../support/windows/arbitraries.ts";
import { oneOff, recurring } from "../../support/windows/declared.ts";

const FROM = Date.parse("2027-01-01T00:00:00Z");
const NO_DRAIN = createBasis({ drainSeconds: 0 });

const schedule = (windows: Schedule["windows"], min = 0): Schedule => ({ baseline: { min, max: 10 }, windows });
const hoursAt = (levels: readonly Level[], ...environments: number[]) =>
  levels.find((level) => level.environments.join() === environments.join())?.hoursPerMonth ?? 0;
const allHours = (levels: readonly Level[]) => levels.reduce((sum, { hoursPerMonth }) => sum + hoursPerMonth, 0);

describe("hours of a month by environments", () => {
  it("are all at the baseline without windows, and rest on no drain", () => {
    const basis = createBasis();
    expect(levelsOf([schedule([], 3)], FROM, basis)).toEqual([{ hoursPerMonth: 730, environments: [3] }]);
    expect(basis.used().map(({ name }) => name)).toEqual(["hoursPerMonth"]);
  });

  it("are two a day for a window of two hours, and five minutes more after each time it closes", () => {
    const nightly = schedule([recurring("daily 01:00-03:00 UTC", { min: 4 })]);
    expect(hoursAt(levelsOf([nightly], FROM, NO_DRAIN), 4)).toBeCloseTo((2 * 365) / 12, 6);
    expect(hoursAt(levelsOf([nightly], FROM, createBasis()), 4)).toBeCloseTo(((2 + 300 / 3600) * 365) / 12, 6);
  });

  it("begin in a window that is open already", () => {
    const open = schedule([oneOff("2026-12-31T22:00Z/2027-01-01T06:00Z", { min: 4 })]);
    expect(hoursAt(levelsOf([open], FROM, NO_DRAIN), 4)).toBeCloseTo(6 / 12, 6);
  });

  it("never fall below the baseline, and never rise above the limit", () => {
    const windows = [recurring("daily 01:00-03:00 UTC", { min: 2 }), recurring("daily 05:00-06:00 UTC", { min: 9 })];
    const levels = levelsOf([{ ...schedule(windows, 3), limit: 5 }], FROM, NO_DRAIN);
    expect(levels.map(({ environments }) => environments[0])).toEqual([3, 5]);
  });

  it("stay at the old number when the next window opens before the instances are gone", () => {
    const close = schedule([
      recurring("daily 01:00-02:00 UTC", { name: "a", min: 4 }),
      recurring("daily 02:04-03:00 UTC", { name: "b", min: 4 }),
    ]);
    expect(hoursAt(levelsOf([close], FROM, createBasis()), 4)).toBeCloseTo(((2 + 300 / 3600) * 365) / 12, 6);
  });

  it("are told apart for functions that share instances", () => {
    const night = schedule([recurring("daily 01:00-03:00 UTC", { min: 4 })]);
    const later = schedule([recurring("daily 02:00-04:00 UTC", { min: 2 })], 1);
    const levels = levelsOf([night, later], FROM, NO_DRAIN);
    const daily = 365 / 12;
    expect([hoursAt(levels, 4, 1), hoursAt(levels, 4, 2), hoursAt(levels, 0, 2)]).toEqual([
      expect.closeTo(daily, 6),
      expect.closeTo(daily, 6),
      expect.closeTo(daily, 6),
    ]);
    expect(allHours(levels)).toBeCloseTo(730, 6);
  });

  it("agree with the open time of the windows, whatever the clocks do", () => {
    const change = Date.parse("2027-03-28T01:00:00Z");
    fc.assert(
      fc.property(fc.array(windowAround("Europe/Dublin", change), { minLength: 1, maxLength: 2 }), (windows) => {
        const same = windows.map((window) => ({ ...window, min: 4 }));
        const levels = levelsOf([schedule(same)], FROM, NO_DRAIN);
        expect(hoursAt(levels, 4)).toBeCloseTo(openTime(same, FROM).hoursPerMonth, 6);
        expect(allHours(levels)).toBeCloseTo(730, 6);
      }),
      { numRuns: 15 },
    );
  });
});
