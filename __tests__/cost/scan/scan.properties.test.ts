import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { createBasis } from "../../../cost/constants.ts";
import { US_EAST_1 } from "../../../cost/prices/usEast1.ts";
import { scan } from "../../../cost/scan/scan.ts";
import { NAME_BEGINS } from "../../../cost/scan/trust.ts";
import { datasetWith, type TestFunction } from "../../support/cost/scanned.ts";

const scanned = (functions: readonly TestFunction[]) =>
  scan(datasetWith(functions), { prices: US_EAST_1, basis: createBasis() }, NAME_BEGINS);

const anyFunction = fc.record({
  perHour: fc.integer({ min: 1, max: 500_000 }),
  isAtNight: fc.boolean(),
  durationMs: fc.integer({ min: 5, max: 5_000 }),
  memoryMb: fc.constantFrom(128, 512, 1_024, 3_008, 10_240),
  cpuMs: fc.option(fc.integer({ min: 1, max: 500 }), { nil: undefined }),
  group: fc.constantFrom("a", "b"),
});

const functions = fc.array(anyFunction, { minLength: 1, maxLength: 5 }).map((all) =>
  all.map(({ perHour, isAtNight, group, ...one }, index): TestFunction => {
    const invocations = (hour: number) => (isAtNight && hour % 24 > 6 ? 0 : perHour);
    const { cpuMs, ...known } = one;
    return { ...known, name: `${group}-${index}`, invocations, ...(cpuMs !== undefined && { cpuMs }) };
  }),
);

describe("a scan of any account", () => {
  it("loses no function, moves only what saves, and its sums are those of its rows", () => {
    fc.assert(
      fc.property(functions, (given) => {
        const result = scanned(given);

        expect(result.functions.map(({ candidate }) => candidate.name).sort()).toEqual(
          given.map(({ name }) => name).sort(),
        );
        expect(result.savedUsdPerMonth).toBeGreaterThanOrEqual(0);
        for (const one of result.providers) expect(one.ordinaryUsdPerMonth).toBeGreaterThan(one.usdPerMonth);
        const saved = result.functions.reduce((sum, { savedUsdPerMonth }) => sum + savedUsdPerMonth, 0);
        expect(saved - result.egressUsdPerMonth).toBeCloseTo(result.savedUsdPerMonth, 4);
        const savings = result.functions.map(({ savedUsdPerMonth }) => savedUsdPerMonth);
        expect(savings).toEqual(savings.toSorted((a, b) => b - a));
      }),
      { numRuns: 25 },
    );
  });

  it("never costs less when every function is invoked twice as often", () => {
    fc.assert(
      fc.property(functions, (given) => {
        const usd = (all: readonly TestFunction[]) => scanned(all).ordinaryUsdPerMonth - scanned(all).savedUsdPerMonth;
        const doubled = given.map((one) => ({ ...one, invocations: (hour: number) => 2 * one.invocations(hour) }));

        expect(usd(doubled)).toBeGreaterThanOrEqual(usd(given) * (1 - 1e-9));
      }),
      { numRuns: 15 },
    );
  });
});
