import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { onDemandUsd, withCommitment } from "../../../cost/workload/commitment.ts";

describe("a Savings Plan", () => {
  it("takes the whole discount off what runs all month", () => {
    expect(withCommitment([{ hours: 730, usdPerHour: 2 }], 0.32)).toEqual({
      commitmentUsdPerHour: expect.closeTo(1.36),
      usdPerMonth: expect.closeTo(730 * 1.36),
    });
  });

  it("covers what always runs, and leaves the peak on demand", () => {
    const levels = [
      { hours: 100, usdPerHour: 5 },
      { hours: 630, usdPerHour: 1 },
    ];

    // At 32% off, what runs in less than 68% of the hours is cheaper without.
    expect(withCommitment(levels, 0.32)).toEqual({
      commitmentUsdPerHour: expect.closeTo(0.68),
      usdPerMonth: expect.closeTo(730 * 0.68 + 100 * 4),
    });
  });

  it.each([
    [0.65, 255, false],
    [0.65, 256, true],
    [0.32, 496, false],
    [0.32, 497, true],
  ])("at %d off, %i hours of 730 are worth it: %s", (discount, hours, isWorthIt) => {
    const levels = [
      { hours, usdPerHour: 1 },
      { hours: 730 - hours, usdPerHour: 0 },
    ];

    expect(withCommitment(levels, discount).commitmentUsdPerHour > 0).toBe(isWorthIt);
  });

  const levels = fc.array(
    fc.record({
      hours: fc.double({ min: 0.1, max: 100, noNaN: true }),
      usdPerHour: fc.double({ min: 0, max: 50, noNaN: true }),
    }),
    { minLength: 1, maxLength: 8 },
  );
  const discount = fc.double({ min: 0, max: 0.9, noNaN: true });

  it("is the best of all commitments, never above on demand, never below the discount on everything", () => {
    fc.assert(
      fc.property(levels, discount, fc.double({ min: 0, max: 50, noNaN: true }), (all, off, other) => {
        const { usdPerMonth } = withCommitment(all, off);
        const hours = all.reduce((sum, level) => sum + level.hours, 0);
        const otherwise = all.reduce(
          (sum, level) => sum + level.hours * Math.max(0, level.usdPerHour - other),
          other * (1 - off) * hours,
        );

        expect(usdPerMonth).toBeLessThanOrEqual(otherwise * (1 + 1e-9) + 1e-9);
        expect(usdPerMonth).toBeLessThanOrEqual(onDemandUsd(all) * (1 + 1e-9));
        expect(usdPerMonth).toBeGreaterThanOrEqual(onDemandUsd(all) * (1 - off) - 1e-9);
      }),
    );
  });
});
