import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { createBasis } from "../../../cost/constants.ts";
import type { PriceTable } from "../../../cost/prices/priceTable.ts";
import { US_EAST_1 } from "../../../cost/prices/usEast1.ts";
import { cheapestOption, runOptions } from "../../../cost/workload/options.ts";
import type { Mode } from "../../../cost/workload/waysToRun.ts";
import { anyWorkload, pricing, workload } from "../../support/cost/workloads.ts";

const RUNS = { numRuns: 60 };

const dearer = (table: PriceTable, factor: number): PriceTable => ({
  ...table,
  instances: Object.fromEntries(
    Object.entries(table.instances).map(([type, instance]) => [
      type,
      { ...instance, usdPerHour: instance.usdPerHour * factor },
    ]),
  ),
});

const costs = (options: ReturnType<typeof runOptions>) =>
  new Map(
    options.map(({ mode, architecture, commitmentYears, usdPerMonth }) => [
      `${mode} ${architecture} ${commitmentYears}`,
      usdPerMonth,
    ]),
  );

/** By mode and years of a plan: whatever the architecture, the cheapest. */
const modeCosts = (options: ReturnType<typeof runOptions>) => {
  const least = new Map<string, number>();
  for (const { mode, commitmentYears, usdPerMonth } of options) {
    const name = `${mode} ${commitmentYears}`;
    least.set(name, Math.min(least.get(name) ?? Number.POSITIVE_INFINITY, usdPerMonth));
  }
  return least;
};

const ofMode = (options: ReturnType<typeof runOptions>, mode: Mode) =>
  cheapestOption(
    options.filter((option) => option.mode === mode),
    false,
  );

describe("the options of a workload", () => {
  it("are, at no load on m7g.large, the three instances, their fee, and a logs endpoint in three zones", () => {
    const { parts } = ofMode(
      runOptions(workload({ requestsPerMonth: 0, instanceTypes: ["m7g.large"] }), pricing()),
      "alwaysOn",
    );

    expect(parts).toEqual([
      { what: "EC2", usdPerMonth: expect.closeTo(3 * 0.0816 * 730) },
      { what: "management fee", usdPerMonth: expect.closeTo(3 * 0.0816 * 730 * 0.15) },
      { what: "requests", usdPerMonth: 0 },
      { what: "egress", usdPerMonth: expect.closeTo(21.9) },
    ]);
  });

  it.each([
    ["endpoint", undefined, 3 * 730 * 0.01],
    ["nat", undefined, 730 * (0.045 + 0.005)],
    ["existing", undefined, 0],
    ["existing", 100, 2],
  ] as const)("count %s egress, and %s GB between zones, for managed instances only", (egress, gb, usd) => {
    const options = runOptions(workload(), { ...pricing(), egress, betweenZonesGbPerMonth: gb });

    const found = options.map(({ mode, parts }) => [
      mode === "onDemand",
      parts.find(({ what }) => what === "egress")?.usdPerMonth,
    ]);
    for (const [isOnDemand, usdPerMonth] of found) {
      if (isOnDemand) expect(usdPerMonth).toBeUndefined();
      else expect(usdPerMonth).toBeCloseTo(usd);
    }
  });

  it("launch and drain around every opening of a window", () => {
    const once = runOptions(
      workload({ arrival: "queue", activeHours: 60, activationsPerMonth: 1, instanceTypes: ["m7g.large"] }),
      pricing(),
    );
    const often = runOptions(
      workload({ arrival: "queue", activeHours: 60, activationsPerMonth: 31, instanceTypes: ["m7g.large"] }),
      pricing(),
    );

    const more = ofMode(often, "inWindows").usdPerMonth - ofMode(once, "inWindows").usdPerMonth;
    // 30 openings more, 90 s until work starts and 300 s until nothing bills, on three instances
    expect(more).toBeCloseTo(((30 * 390) / 3600) * 3 * 0.0816 * 1.15);
  });

  it("have no windows where there is load at all hours", () => {
    expect(runOptions(workload(), pricing()).map(({ mode }) => mode)).not.toContain("inWindows");
  });

  it("cost nothing less when there is more load", () => {
    fc.assert(
      fc.property(anyWorkload, fc.double({ min: 1, max: 5, noNaN: true }), (input, factor) => {
        const less = modeCosts(runOptions(workload(input), pricing()));
        const more = modeCosts(
          runOptions(workload({ ...input, requestsPerMonth: Number(input.requestsPerMonth) * factor }), pricing()),
        );

        for (const [name, usd] of less) expect(more.get(name)).toBeGreaterThanOrEqual(usd * (1 - 1e-9));
      }),
      RUNS,
    );
  });

  it("commit to the fleet that a plan is best for, so that more load never costs less with one", () => {
    const batch = {
      ...{ requestsPerMonth: 133_671, durationMs: 34_761, memoryMb: 7072, invocationMemoryMb: 4016 },
      ...{ cpuShare: 0.06337, peakToMean: 1.48, activeHours: 64.99 },
    };

    const less = modeCosts(runOptions(workload(batch), pricing()));
    const more = modeCosts(runOptions(workload({ ...batch, requestsPerMonth: 164_355 }), pricing()));

    for (const [name, usd] of less) expect(more.get(name)).toBeGreaterThanOrEqual(usd);
  });

  it("cost nothing less when instances are dearer, and ordinary Lambda the same", () => {
    fc.assert(
      fc.property(anyWorkload, fc.double({ min: 1, max: 3, noNaN: true }), (input, factor) => {
        const before = costs(runOptions(workload(input), pricing()));
        const after = costs(runOptions(workload(input), { basis: createBasis(), prices: dearer(US_EAST_1, factor) }));

        for (const [name, usd] of before) {
          if (name.startsWith("onDemand")) expect(after.get(name)).toBe(usd);
          else expect(after.get(name)).toBeGreaterThanOrEqual(usd * (1 - 1e-9));
        }
      }),
      RUNS,
    );
  });

  it("cost in windows never more than always on, with the same commitment", () => {
    fc.assert(
      fc.property(anyWorkload, (input) => {
        const all = modeCosts(runOptions(workload({ ...input, arrival: "queue" }), pricing()));

        for (const years of [0, 1, 3]) {
          const windows = all.get(`inWindows ${years}`) ?? 0;
          expect(windows).toBeLessThanOrEqual((all.get(`alwaysOn ${years}`) ?? 0) * (1 + 1e-9));
        }
      }),
      RUNS,
    );
  });

  it("keep the fee whatever is committed to, and never cost more with a commitment", () => {
    fc.assert(
      fc.property(anyWorkload, (input) => {
        const options = runOptions(workload(input), pricing());

        for (const option of options.filter(({ fleet }) => fleet)) {
          const plain = options.find(({ mode, commitmentYears }) => mode === option.mode && commitmentYears === 0);
          const { hours = [], instance } = option.fleet ?? {};
          const listUsd = hours.reduce((sum, { hours: count, instances }) => sum + count * instances, 0);
          const fee = option.parts.find(({ what }) => what === "management fee")?.usdPerMonth;
          expect(fee).toBeCloseTo(0.15 * listUsd * (instance?.usdPerHour ?? 0), 6);
          expect(option.usdPerMonth).toBeLessThanOrEqual((plain?.usdPerMonth ?? 0) * (1 + 1e-9));
        }
      }),
      RUNS,
    );
  });

  it("add up when a month is split in two", () => {
    fc.assert(
      fc.property(anyWorkload, fc.double({ min: 0.1, max: 0.9, noNaN: true }), (input, share) => {
        const activeHours = Number(input.activeHours);
        const part = (of: number): number => {
          // A part of the month: its share of the load, in its share of the hours, with the rest of the month idle.
          const given = {
            ...input,
            arrival: "queue" as const,
            requestsPerMonth: Number(input.requestsPerMonth) * of,
            activeHours: activeHours * of,
            activationsPerMonth: 1,
          };
          const { fleet, parts } = ofMode(runOptions(workload(given), pricing()), "inWindows");
          const edges = fleet
            ? (390 / 3600) *
              Math.min(
                ...fleet.hours
                  .filter(({ hours, instances }) => hours > 0 && instances > 0)
                  .map(({ instances }) => instances),
              ) *
              fleet.instance.usdPerHour
            : 0;
          return (parts.find(({ what }) => what === "EC2")?.usdPerMonth ?? 0) - edges;
        };
        fc.pre(activeHours < 700);

        expect(part(share) + part(1 - share)).toBeCloseTo(part(1), 0);
      }),
      { numRuns: 25 },
    );
  });
});
