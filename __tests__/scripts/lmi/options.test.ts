import { describe, expect, it } from "@jest/globals";
import { configOf, wholeNumber } from "../../../scripts/lmi/options.ts";

describe("a whole number", () => {
  const parse = wholeNumber("--count", [1, 20]);

  it("is accepted at both bounds", () => {
    expect([parse("1"), parse("20")]).toEqual([1, 20]);
  });

  it.each(["0", "21", "1.5", "-1", "1e1", "0x10", "", " 2", "ten", "9".repeat(12)])("is refused: %j", (text) => {
    expect(() => parse(text)).toThrow(`--count: must be a whole number from 1 to 20, got ${text}`);
  });
});

describe("min and max", () => {
  it.each([
    [0, 0],
    [1, 1],
    [2, 15_000],
  ])("may be %i/%i", (min, max) => {
    expect(configOf({ min, max })).toEqual({ min, max });
  });

  it.each([
    [0, 1, "min 0 is allowed only with max 0 (deactivated), got 0/1"],
    [3, 2, "min must not be above max, got 3/2"],
  ])("must not be %i/%i", (min, max, rule) => {
    expect(() => configOf({ min, max })).toThrow(`--min and --max: ${rule}`);
  });
});
