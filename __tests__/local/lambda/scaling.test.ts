import { describe, expect, it } from "@jest/globals";
import {
  appliedConfig,
  canShrink,
  decideScaling,
  isSettled,
  type PoolView,
  parseScalingConfig,
} from "../../../local/lambda/scaling.ts";

const pool = (changes: Partial<PoolView> = {}): PoolView => ({
  launching: 0,
  ready: 3,
  leaving: 0,
  slotsPerEnvironment: 10,
  slotsTaken: 0,
  throttled: false,
  ...changes,
});
const body = (FunctionScalingConfig: unknown) => ({ FunctionScalingConfig });

describe("a scaling config as it is put", () => {
  it.each([
    [
      { MinExecutionEnvironments: 0, MaxExecutionEnvironments: 0 },
      { min: 0, max: 0 },
    ],
    [
      { MinExecutionEnvironments: 1, MaxExecutionEnvironments: 1 },
      { min: 1, max: 1 },
    ],
    [
      { MinExecutionEnvironments: 15_000, MaxExecutionEnvironments: 15_000 },
      { min: 15_000, max: 15_000 },
    ],
    [{ MaxExecutionEnvironments: 5 }, { min: 3, max: 5 }],
    [{ MinExecutionEnvironments: 2 }, { min: 2, max: 12 }],
    [{ MinExecutionEnvironments: 20 }, { min: 20, max: 20 }],
    [{}, { min: 3, max: 12 }],
  ])("accepts %j, where a field that is left out has its default", (given, expected) => {
    expect(parseScalingConfig(body(given), 12)).toEqual(expected);
  });

  it.each([
    [{ MinExecutionEnvironments: -1 }, "MinExecutionEnvironments: must be an integer of 0–15000, got -1"],
    [{ MaxExecutionEnvironments: 15_001 }, "MaxExecutionEnvironments: must be an integer of 0–15000, got 15001"],
    [{ MinExecutionEnvironments: 1.5 }, "MinExecutionEnvironments: must be an integer of 0–15000, got 1.5"],
    [
      { MinExecutionEnvironments: 5, MaxExecutionEnvironments: 4 },
      "MinExecutionEnvironments: must be at most MaxExecutionEnvironments (4), got 5",
    ],
    [
      { MinExecutionEnvironments: 0, MaxExecutionEnvironments: 4 },
      "MinExecutionEnvironments: 0 is valid only with MaxExecutionEnvironments 0, got 4",
    ],
    [{ MaxExecutionEnvironments: 2 }, "MinExecutionEnvironments: must be at most MaxExecutionEnvironments (2), got 3"],
  ])("refuses %j", (given, message) => {
    expect(() => parseScalingConfig(body(given), 12)).toThrow(message);
  });
});

describe("the number of environments", () => {
  it.each([
    ["below min, all that are missing", pool({ ready: 1 }), { launch: 2, leave: 0 }],
    ["below min, counting those on their way", pool({ ready: 1, launching: 1 }), { launch: 1, leave: 0 }],
    ["idle at min, none", pool(), { launch: 0, leave: 0 }],
    ["at 70 % of the slots, none", pool({ slotsTaken: 21 }), { launch: 0, leave: 0 }],
    ["above 70 % of the slots, one", pool({ slotsTaken: 22 }), { launch: 1, leave: 0 }],
    ["after a throttle, one", pool({ throttled: true }), { launch: 1, leave: 0 }],
    ["while one is on its way, none", pool({ slotsTaken: 30, launching: 1 }), { launch: 0, leave: 0 }],
    ["at max, none", pool({ ready: 5, slotsTaken: 50, throttled: true }), { launch: 0, leave: 0 }],
    ["above max, the surplus goes", pool({ ready: 6, launching: 1 }), { launch: 0, leave: 2 }],
  ])("grows as needed: %s", (_, view, expected) => {
    expect(decideScaling(view, { min: 3, max: 5 })).toEqual(expected);
  });

  it("shrinks only above min, and only if those that remain are at most half used", () => {
    const target = { min: 3, max: 5 };

    expect(canShrink(pool(), target)).toBe(false);
    expect(canShrink(pool({ ready: 4, slotsTaken: 15 }), target)).toBe(true);
    expect(canShrink(pool({ ready: 4, slotsTaken: 16 }), target)).toBe(false);
    expect(canShrink(pool({ ready: 4, launching: 1 }), target)).toBe(false);
  });
});

describe("what is applied", () => {
  it("lacks a minimum until the first environment is ready, then counts up", () => {
    const target = { min: 2, max: 4 };

    expect(appliedConfig(pool({ ready: 0, launching: 2 }), target)).toEqual({ max: 4 });
    expect(appliedConfig(pool({ ready: 1, launching: 1 }), target)).toEqual({ min: 1, max: 4 });
    expect(isSettled(pool({ ready: 1, launching: 1 }), target)).toBe(false);
    expect(isSettled(pool({ ready: 2 }), target)).toBe(true);
  });

  it("keeps a maximum that is too high until the surplus is gone", () => {
    const target = { min: 1, max: 2 };

    expect(appliedConfig(pool({ ready: 2, leaving: 3 }), target)).toEqual({ min: 1, max: 5 });
    expect(isSettled(pool({ ready: 2, leaving: 3 }), target)).toBe(false);
    expect(isSettled(pool({ ready: 2 }), target)).toBe(true);
  });
});
