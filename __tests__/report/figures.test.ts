import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { count, exact, hours, percent, usd } from "../../report/figures.ts";

describe("figures", () => {
  it.each([
    [205.5096, "$205.51"],
    [1_234_567, "$1,234,567"],
    [9_999.99, "$9,999.99"],
    [9_999.999, "$10,000"],
    [0, "$0.00"],
    [-0, "$0.00"],
    [-3.2, "-$3.20"],
    [0.01, "$0.01"],
    [0.00999, "$0.01"],
    [0.0051, "$0.0051"],
    [0.0000002, "$0.0000002"],
    [1e-12, "$1.0e-12"],
    [-1e-12, "-$1.0e-12"],
    [1e15, "$1.0e15"],
  ])("writes %d dollars as %s", (value, text) => {
    expect(usd(value)).toBe(text);
  });

  it.each([
    [154_131_578, "154 M"],
    [1_540_000, "1.54 M"],
    [9_999, "9,999"],
    [9_999.6, "10 k"],
    [10_000, "10 k"],
    [999_499, "999 k"],
    [999_999, "1 M"],
    [10_000_000_000, "10 B"],
    [2e12, "2 T"],
    [1_234.5, "1,235"],
    [0.12345, "0.123"],
    [0, "0"],
    [-15_000, "-15 k"],
  ])("counts %d as %s", (value, text) => {
    expect(count(value)).toBe(text);
  });

  it.each([
    [154_131_578, "154,131,578"],
    [0.15, "0.15"],
    [-1_234.5, "-1,234.5"],
    [0.1 + 0.2, "0.3"],
  ])("writes every digit of %d as %s", (value, text) => {
    expect(exact(value)).toBe(text);
  });

  it.each([
    [730, "730 h"],
    [60.8333, "60.8 h"],
    [1, "1 h"],
    [0.9999, "1 h"],
    [0.5, "30 min"],
    [1 / 60, "1 min"],
    [0.01, "36 s"],
    [1 / 36_000, "100 ms"],
    [0, "0 h"],
    [-2.5, "-2.5 h"],
  ])("writes %d hours as %s", (value, text) => {
    expect(hours(value)).toBe(text);
  });

  it.each([
    [0.15, "15%"],
    [0.1234, "12.3%"],
    [-3.17, "-317%"],
    [0.00012, "0.012%"],
    [0.9995, "100%"],
    [0, "0%"],
  ])("writes a ratio of %d as %s", (value, text) => {
    expect(percent(value)).toBe(text);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])("refuses %d", (value) => {
    for (const write of [usd, count, exact, hours, percent]) {
      expect(() => write(value)).toThrow(`${write.name}: must be a finite number, got ${value}`);
    }
  });

  it("says dollars to within half a cent, or one part in twenty under a cent", () => {
    fc.assert(
      fc.property(fc.double({ min: -9_999, max: 9_999, noNaN: true }), (value) => {
        const read = Number(usd(value).replace(/[$,]/g, ""));
        expect(Math.abs(read - value)).toBeLessThanOrEqual(Math.abs(value) < 0.01 ? Math.abs(value) / 20 : 0.005_000_1);
      }),
    );
  });

  it("never writes more than a more valuable count would, and keeps three digits", () => {
    const suffixes = { "": 1, k: 1e3, M: 1e6, B: 1e9, T: 1e12 } as const;
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 9e14, noNaN: true }), (value) => {
        const [, digits = "", suffix = ""] = /^([\d.,]+) ?([kMBT]?)$/.exec(count(value)) ?? [];
        const read = Number(digits.replaceAll(",", "")) * suffixes[suffix as keyof typeof suffixes];
        expect(Math.abs(read - value) / value).toBeLessThanOrEqual(0.005_01);
      }),
    );
  });
});
