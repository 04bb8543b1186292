import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { BatchWindow } from "../../../app/capacity/window.ts";
import { createBasis } from "../../../cost/constants.ts";
import { SHAPES, type ShapedTraffic, shapedTraffic } from "../../../cost/simulate/shapes.ts";

/** 100 a minute on average, in a month of 730 hours. */
const WORKLOAD = { requestsPerMonth: 100 * 60 * 730, activeHours: 730, peakToMean: 3 };
const MIDNIGHT = Date.parse("2026-11-22T00:00:00Z");

const shaped = (changed: Partial<ShapedTraffic>) =>
  shapedTraffic({ shape: "steady", workload: WORKLOAD, from: MIDNIGHT, days: 1, basis: createBasis(), ...changed });

const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);
const between = (requests: Float64Array, from: string, to: string) => {
  const minute = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  return [...requests.subarray(minute(from), minute(to))];
};
const assumed = (changed: Partial<ShapedTraffic>) => {
  const basis = createBasis();
  shaped({ ...changed, basis });
  return basis
    .used()
    .filter(({ mark }) => mark === "assumed")
    .map(({ name }) => name);
};

describe("a generated shape", () => {
  it.each(SHAPES)("%s has a day's share of the month's requests, on every day", (shape) => {
    const { requests } = shaped({ shape, days: 31 });
    expect(requests).toHaveLength(31 * 1_440);
    for (let day = 0; day < 31; day++) {
      expect(sum(requests.subarray(day * 1_440, (day + 1) * 1_440))).toBeCloseTo(144_000, 6);
    }
  });

  it("steady is the same in every minute", () => {
    const { requests } = shaped({ shape: "steady" });
    expect([Math.min(...requests), Math.max(...requests)].map((value) => Number(value.toFixed(9)))).toEqual([100, 100]);
  });

  it("diurnal has one hill a day, as high as asked for", () => {
    const { requests } = shaped({ shape: "diurnal" });
    expect(Math.max(...requests)).toBeCloseTo(300, 4);
    expect(requests.indexOf(Math.max(...requests))).toBe(720);
    expect(requests[0]).toBeLessThan(1);
  });

  it("diurnal takes days that were given one after the other, each with its own load", () => {
    const hourly = [...Array.from({ length: 24 }, () => 0.5), ...Array.from({ length: 24 }, () => 1.5)];
    const { requests } = shaped({ shape: "diurnal", workload: { ...WORKLOAD, hourly, hourlyDays: 2 }, days: 3 });
    const perDay = [0, 1, 2].map((day) => requests.subarray(day * 1_440, (day + 1) * 1_440));
    expect(perDay.map((day) => sum(day))).toEqual([72_000, 216_000, 72_000].map((total) => expect.closeTo(total, 6)));
    for (const day of perDay) expect(Math.max(...day)).toBeCloseTo(Math.min(...day), 9);
  });

  it.each([
    ["spike2", 2],
    ["spike5", 5],
    ["spike10", 10],
  ] as const)("%s jumps to %d times the load at noon, for half an hour", (shape, times) => {
    const { requests } = shaped({ shape });
    const calm = requests[0] ?? 0;
    const factors = (from: string, to: string) =>
      new Set(between(requests, from, to).map((value) => Number((value / calm).toFixed(9))));
    expect(factors("00:00", "12:00")).toEqual(new Set([1]));
    expect(factors("12:00", "12:30")).toEqual(new Set([times]));
    expect(factors("12:30", "24:00")).toEqual(new Set([1]));
    expect(assumed({ shape })).toEqual(["spikeMinutes"]);
  });

  it("nightly-batch is all in two hours of the night, or in the hours that are said", () => {
    const { requests } = shaped({ shape: "nightly-batch" });
    expect(sum(between(requests, "01:00", "03:00"))).toBeCloseTo(144_000, 6);
    expect(assumed({ shape: "nightly-batch" })).toEqual(["batchHoursPerDay", "batchStartHour"]);
    const longer = { shape: "nightly-batch", workload: { ...WORKLOAD, activeHours: (730 * 6) / 24 } } as const;
    expect(sum(between(shaped(longer).requests, "01:00", "07:00"))).toBeCloseTo(144_000, 6);
    expect(assumed(longer)).toEqual(["batchStartHour"]);
  });

  it("keeps to the active hours, whatever the shape", () => {
    const { requests } = shaped({ shape: "diurnal", workload: { ...WORKLOAD, activeHours: (730 * 10) / 24 } });
    expect(sum(between(requests, "01:00", "11:00"))).toBeCloseTo(144_000, 6);
    expect(Math.max(...requests)).toBeCloseTo((300 * 24) / 10, 0);
  });

  it("goes on past midnight where the hours do", () => {
    const { requests } = shaped({ workload: { ...WORKLOAD, activeHours: (730 * 23.5) / 24 } });
    expect(sum(between(requests, "00:00", "00:30"))).toBeGreaterThan(0);
    expect(sum(between(requests, "00:30", "01:00"))).toBe(0);
  });

  it("keeps to windows where these are given, and counts an overlap once", () => {
    const window = (name: string, from: string, to: string): BatchWindow => ({
      ...{ name, from, to, days: ["sun"], timeZone: "UTC", except: [] },
      ...{ min: 1, max: 1, warmUpMinutes: 0 },
    });
    const windows = [window("a", "10:00", "12:00"), window("b", "11:00", "14:00")];
    // Four hours a week are 17.38 hours a month.
    const activeHours = (4 * 730) / 168;
    const { requests } = shaped({ workload: { ...WORKLOAD, activeHours, windows }, days: 7 });
    expect(sum(between(requests, "10:00", "14:00"))).toBeCloseTo(7 * 144_000, 6);
    expect(sum(requests)).toBeCloseTo(7 * 144_000, 6);
  });

  it("is the same day by day as in one go", () => {
    fc.assert(
      fc.property(fc.constantFrom(...SHAPES), fc.integer({ min: 1, max: 730 }), (shape, activeHours) => {
        const workload = { ...WORKLOAD, activeHours };
        const whole = shaped({ shape, workload, days: 2 }).requests;
        const second = shaped({ shape, workload, from: MIDNIGHT + 86_400_000 }).requests;
        expect([...whole.subarray(1_440)]).toEqual([...second]);
      }),
      { numRuns: 30 },
    );
  });

  it.each([0, 32, 1.5, Number.NaN])("refuses %d days", (days) => {
    expect(() => shaped({ days })).toThrow(`days: must be a whole number from 1 to 31, got ${days}`);
  });
});
