import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { type Points, requestsPerMonth, trafficOf } from "../../../cost/simulate/traffic.ts";
import { trafficFrom } from "./simulationInput.ts";

const START = Date.parse("2026-11-22T12:00:00Z");
const SECOND = 1_000;

/** Counts with the seconds after START at which each begins. */
const points = (...counts: readonly (readonly [seconds: number, requests: number])[]): Points => ({
  subject: "counts",
  times: counts.map(([seconds]) => START + seconds * SECOND),
  requests: counts.map(([, requests]) => requests),
  place: (index) => `row ${index + 2}`,
});

const every = (seconds: number, requests: readonly number[]) =>
  points(...requests.map((count, index) => [index * seconds, count] as const));

const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);

describe("counts over other periods than minutes", () => {
  it.each([
    ["takes minutes as they are", every(60, [5, 6, 7]), [5, 6, 7]],
    [
      "adds up seconds",
      every(
        1,
        Array.from({ length: 90 }, () => 2),
      ),
      [120, 60],
    ],
    ["spreads five minutes evenly", every(300, [50, 100]), [10, 10, 10, 10, 10, 20, 20, 20, 20, 20]],
    ["shares a period that crosses a minute", every(40, [40, 40, 40]), [60, 60]],
    ["begins with the minute of the first count", points([30, 60], [90, 60]), [30, 60, 30]],
  ])("%s", (_, counts, expected) => {
    const { requests, from } = trafficOf(counts);
    expect([...requests].map((value) => Number(value.toFixed(9)))).toEqual(expected);
    expect(from).toBe(START);
  });

  it("puts them in order, and takes a gap as no requests, which it says", () => {
    const { requests, notes } = trafficOf(points([240, 4], [0, 1], [60, 2]));
    expect([...requests]).toEqual([1, 2, 0, 0, 4]);
    expect(notes).toEqual(["counts: 3 counts of 60 s", "counts: 2 periods have no count and are taken as 0 requests"]);
  });

  it("takes the first days only, or as many as there are", () => {
    const hourly = every(
      3_600,
      Array.from({ length: 72 }, () => 60),
    );
    expect(sum(trafficOf(hourly).requests)).toBeCloseTo(72 * 60, 6);
    expect(trafficOf(hourly, 1).requests).toHaveLength(1_440);
    expect(sum(trafficOf(hourly, 1).requests)).toBeCloseTo(24 * 60, 6);
    const longer = trafficOf(hourly, 5);
    expect(longer.requests).toHaveLength(5 * 1_440);
    expect(longer.notes).toContain("counts: ends before --days does; the rest is taken as 0 requests");
  });

  it("neither loses nor invents requests", () => {
    const counts = fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), { minLength: 2, maxLength: 60 });
    fc.assert(
      fc.property(counts, fc.integer({ min: 1, max: 3_600 }), (requests, period) => {
        const total = sum(requests);
        expect(Math.abs(sum(trafficOf(every(period, requests)).requests) - total)).toBeLessThanOrEqual(
          1e-9 * (1 + total),
        );
      }),
    );
  });

  it.each([
    ["no count", points(), "counts: must have at least 2 timestamps, which tell the period, got 0"],
    ["one count", points([0, 1]), "counts: must have at least 2 timestamps, which tell the period, got 1"],
    [
      "a timestamp that repeats",
      points([60, 1], [0, 2], [60, 3]),
      "counts: row 4: timestamp: must appear once (row 2 has it), got 2026-11-22T12:01:00.000Z",
    ],
    [
      "half a second",
      points([0, 1], [0.5, 1]),
      "counts: timestamp: must be 1 s to 1 h after the one before, got 0.5 s",
    ],
    [
      "more than an hour",
      points([0, 1], [3_601, 1]),
      "counts: timestamp: must be 1 s to 1 h after the one before, got 3601 s",
    ],
    [
      "more than a month",
      points([0, 1], [60, 1], [31 * 86_400, 1]),
      "counts: must cover at most 31 days; --days takes the first of them, got 31.0",
    ],
  ])("are refused: %s", (_, counts, message) => {
    expect(() => trafficOf(counts)).toThrow(message);
  });

  it("are allowed at one second, at one hour, and at exactly 31 days", () => {
    expect(trafficOf(every(1, [1, 1])).requests).toHaveLength(1);
    expect(trafficOf(every(3_600, [1, 1])).requests).toHaveLength(120);
    expect(trafficOf(points([0, 1], [60, 1], [31 * 86_400 - 60, 1])).requests).toHaveLength(31 * 1_440);
  });
});

describe("requests in a month", () => {
  it("are those of the file, if it went on like that", () => {
    expect(requestsPerMonth(trafficFrom([10, 20]), 730)).toBe(15 * 60 * 730);
  });
});
