// What must hold between two answers, whatever the workload: LMI_WORKLOADS says how many are tried.
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { createBasis } from "../../../cost/constants.ts";
import type { PriceTable } from "../../../cost/prices/priceTable.ts";
import { US_EAST_1 } from "../../../cost/prices/usEast1.ts";
import { shapedTraffic } from "../../../cost/simulate/shapes.ts";
import { simulate } from "../../../cost/simulate/simulate.ts";
import { compare } from "../../../cost/workload/compare.ts";
import { egressUsdPerMonth, type Pricing, runOptions } from "../../../cost/workload/options.ts";
import { sizeFor } from "../../../cost/workload/sizing.ts";
import type { WorkloadInput } from "../../../cost/workload/workload.ts";
import { sizedFunction, verdictNote } from "../../../scripts/lmi/cost/sizedFunction.ts";
import { anyWorkload, FROM, pricing, workload } from "../../support/cost/workloads.ts";

const RUNS = { numRuns: Number(process.env.LMI_WORKLOADS ?? 60) };
/** Sums in another order, of days in steps of five minutes, which add up to eight digits: cost/workload/loadShape.ts. */
const SAME = 1e-8;
/** Dollars that are none: of a load of 1e-157 requests, digits are lost. */
const NOTHING = 1e-12;

const factor = fc.double({ min: 1, max: 4, noNaN: true });

/** By way and years of a plan, the cheapest of both architectures. */
function costs(input: WorkloadInput, by: Pricing = pricing()): Map<string, number> {
  const least = new Map<string, number>();
  for (const { mode, commitmentYears, usdPerMonth } of runOptions(workload(input), by)) {
    const name = `${mode} ${commitmentYears}`;
    least.set(name, Math.min(least.get(name) ?? Number.POSITIVE_INFINITY, usdPerMonth));
  }
  return least;
}

/** A way that became impossible has no price. */
function expectNotCheaper(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): void {
  for (const [name, usd] of before) {
    const more = after.get(name) ?? Number.POSITIVE_INFINITY;
    expect([name, more >= usd * (1 - SAME) - NOTHING, usd, more]).toEqual([name, true, usd, more]);
  }
}

const scaled = (input: WorkloadInput, name: keyof WorkloadInput, times: number, most: number): WorkloadInput => ({
  ...input,
  [name]: Math.min(most, Number(input[name]) * times),
});

const instancesDearer = (times: number): PriceTable => ({
  ...US_EAST_1,
  instances: Object.fromEntries(
    Object.entries(US_EAST_1.instances).map(([type, instance]) => [
      type,
      { ...instance, usdPerHour: instance.usdPerHour * times },
    ]),
  ),
});

describe("no workload is cheaper with", () => {
  it.each<[string, keyof WorkloadInput, number]>([
    ["more load", "requestsPerMonth", 1e13],
    ["longer invocations", "durationMs", 5_400_000],
    ["more memory", "memoryMb", 32_768],
    ["more memory beside others", "invocationMemoryMb", 10_240],
    ["a higher peak", "peakToMean", 100],
  ])("%s", (_, name, most) => {
    fc.assert(
      fc.property(anyWorkload, factor, (input, times) => {
        const more = scaled(input, name, times, most);
        const memoryMb = Math.max(more.memoryMb, more.invocationMemoryMb ?? 0);

        expectNotCheaper(costs(input), costs({ ...more, memoryMb }));
      }),
      RUNS,
    );
  });

  it("dearer instances", () => {
    fc.assert(
      fc.property(anyWorkload, factor, (input, times) => {
        expectNotCheaper(costs(input), costs(input, { prices: instancesDearer(times), basis: createBasis() }));
      }),
      RUNS,
    );
  });

  it("a smaller discount", () => {
    const discount = fc.double({ min: 0, max: 0.9, noNaN: true });
    const at = (off: number): Pricing => ({
      prices: US_EAST_1,
      basis: createBasis({
        ...{ ec2SavingsPlan1Year: off, ec2SavingsPlan3Years: off },
        ...{ lambdaSavingsPlan1Year: off, lambdaSavingsPlan3Years: off },
      }),
    });
    fc.assert(
      fc.property(anyWorkload, discount, discount, (input, a, b) => {
        expectNotCheaper(costs(input, at(Math.max(a, b))), costs(input, at(Math.min(a, b))));
      }),
      RUNS,
    );
  });
});

describe("never contradict each other:", () => {
  const FEWER = { numRuns: Math.ceil(RUNS.numRuns / 10) };

  it("compare and size", () => {
    fc.assert(
      fc.property(anyWorkload, fc.boolean(), (input, isQueue) => {
        const asked = workload({ ...input, arrival: isQueue ? "queue" : "requests" });
        const modes = new Set(runOptions(asked, pricing(), undefined, false).map(({ mode }) => mode));
        const { block } = sizeFor(asked, pricing());

        expect({ isAway: block.lease !== undefined, isThere: block.scalingConfig !== undefined }).toEqual({
          isAway: modes.has("inWindows"),
          isThere: !modes.has("inWindows"),
        });
      }),
      FEWER,
    );
  });

  it("size and simulate: what holds by every check throttles nothing; compare and simulate: the same side, or why not", async () => {
    await fc.assert(
      fc.asyncProperty(anyWorkload, async (input) => {
        const asked = workload({ ...input, arrival: "requests", activeHours: 730 });
        const by = pricing();
        const { checks } = sizeFor(asked, by);
        const traffic = shapedTraffic({ shape: "diurnal", workload: asked, from: FROM, days: 1, basis: by.basis });
        const { managed } = await sizedFunction(asked, by);
        if (!checks.every(({ holds }) => holds)) return;
        const { totals } = simulate({ traffic, function: managed, workload: asked, ...by });
        expect(totals.throttled).toBe(0);

        const simulatedUsd = totals.costPerMonth.totalUsd + egressUsdPerMonth(by);
        const note = await verdictNote(totals.costPerMonth.totalUsd, totals.throttledShare, asked, by);
        const { winner, options } = compare(asked, by);
        const ordinary = options.find(({ mode, commitmentYears }) => mode === "onDemand" && commitmentYears === 0);
        if (ordinary === undefined) return;
        const agree = simulatedUsd < ordinary.usdPerMonth === (winner.mode !== "onDemand");
        expect(note).toMatch(agree ? /less, as lmi cost compare says$/ : /; lmi cost compare says .+, since /);
      }),
      FEWER,
    );
  });
});

it("twice the load never costs more than twice as much", () => {
  fc.assert(
    fc.property(anyWorkload, (input) => {
      const once = costs(input);
      const twice = costs(scaled(input, "requestsPerMonth", 2, 1e13));

      for (const [name, usd] of once) expect(twice.get(name)).toBeLessThanOrEqual(2 * usd * (1 + SAME) + NOTHING);
    }),
    RUNS,
  );
});
