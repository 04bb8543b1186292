import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  brokenRule,
  combine,
  covers,
  DEACTIVATED,
  equals,
  format,
  isDeactivated,
  MAX_EXECUTION_ENVIRONMENTS,
  within,
} from "../../../app/capacity/scalingConfig.ts";

const anyConfig = fc.record({ min: fc.integer({ min: 0, max: 15_000 }), max: fc.integer({ min: 0, max: 15_000 }) });
const validConfig = anyConfig.filter((config) => brokenRule(config) === undefined);

describe("a scaling config", () => {
  it.each([
    ["deactivated", 0, 0],
    ["the smallest that runs", 1, 1],
    ["as small as can grow", 1, 2],
    ["the largest", MAX_EXECUTION_ENVIRONMENTS, MAX_EXECUTION_ENVIRONMENTS],
    ["the widest", 1, MAX_EXECUTION_ENVIRONMENTS],
  ])("is allowed: %s", (_what, min, max) => {
    expect(brokenRule({ min, max })).toBeUndefined();
  });

  it.each([
    [-1, 0, "min must be a whole number from 0 to 15000, got -1"],
    [0, -1, "max must be a whole number from 0 to 15000, got -1"],
    [15_001, 15_001, "min must be a whole number from 0 to 15000, got 15001"],
    [1, 15_001, "max must be a whole number from 0 to 15000, got 15001"],
    [1.5, 2, "min must be a whole number from 0 to 15000, got 1.5"],
    [1, 2.5, "max must be a whole number from 0 to 15000, got 2.5"],
    [Number.NaN, 1, "min must be a whole number from 0 to 15000, got NaN"],
    [1, Number.POSITIVE_INFINITY, "max must be a whole number from 0 to 15000, got Infinity"],
    [2, 1, "min must not be above max, got 2/1"],
    [1, 0, "min must not be above max, got 1/0"],
    [0, 1, "min 0 is allowed only with max 0 (deactivated), got 0/1"],
  ])("is refused with the rule that it breaks: %d/%d", (min, max, rule) => {
    expect(brokenRule({ min, max })).toBe(rule);
  });

  it("counts as deactivated only when both fields are 0", () => {
    expect([DEACTIVATED, { min: 0, max: 1 }, { min: 1, max: 1 }].map(isDeactivated)).toEqual([true, false, false]);
  });

  it("is equal to another only in both fields", () => {
    const config = { min: 2, max: 5 };

    const others = [
      { min: 2, max: 5 },
      { min: 1, max: 5 },
      { min: 2, max: 6 },
    ];

    expect(others.map((other) => equals(config, other))).toEqual([true, false, false]);
  });

  it("covers another only when neither field is below it", () => {
    const asked = { min: 2, max: 5 };

    const given = [
      { min: 2, max: 5 },
      { min: 3, max: 9 },
      { min: 1, max: 9 },
      { min: 3, max: 4 },
    ];

    expect(given.map((config) => covers(config, asked))).toEqual([true, true, false, false]);
  });

  it("reads min/max in messages", () => {
    expect(format({ min: 2, max: 10 })).toBe("2/10");
  });
});

describe("configs combined", () => {
  it("are deactivated when there are none", () => {
    expect(combine([])).toEqual({ min: 0, max: 0 });
  });

  it("are the largest min and the largest max, even of different configs", () => {
    expect(
      combine([
        { min: 3, max: 4 },
        { min: 1, max: 9 },
      ]),
    ).toEqual({ min: 3, max: 9 });
  });

  it("cover each of them and are themselves allowed", () => {
    fc.assert(
      fc.property(fc.array(validConfig), (configs) => {
        const combined = combine(configs);

        expect(brokenRule(combined)).toBeUndefined();
        expect(configs.every((config) => covers(combined, config))).toBe(true);
      }),
    );
  });
});

describe("a config within a limit", () => {
  it.each([
    [10, { min: 2, max: 10 }, { min: 2, max: 10 }],
    [9, { min: 2, max: 10 }, { min: 2, max: 9 }],
    [1, { min: 2, max: 10 }, { min: 1, max: 1 }],
    [1, { min: 0, max: 0 }, { min: 0, max: 0 }],
  ])("of %d: %j becomes %j", (limit, config, cut) => {
    expect(within(limit, config)).toEqual(cut);
  });

  it("stays allowed, whatever the limit", () => {
    fc.assert(
      fc.property(validConfig, fc.integer({ min: 1, max: 15_000 }), (config, limit) => {
        expect(brokenRule(within(limit, config))).toBeUndefined();
      }),
    );
  });
});
