// What holds for every simulation.
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { ScalingConfig } from "../../../app/capacity/scalingConfig.ts";
import type { BatchWindow } from "../../../app/capacity/window.ts";
import type { ManagedFunction } from "../../../cost/managedFunction.ts";
import { type Column, THROTTLE_COLUMNS, throttledIn } from "../../../cost/simulate/series.ts";
import { FROM, FUNCTION, simulated } from "./simulationInput.ts";

const MINUTE = 60_000;

/** Levels that hold for a while, so that scaling has something to follow. */
const load = fc
  .array(fc.tuple(fc.double({ min: 0, max: 30_000, noNaN: true }), fc.integer({ min: 1, max: 40 })), {
    minLength: 1,
    maxLength: 8,
  })
  .map((levels) => levels.flatMap(([requests, length]) => Array.from({ length }, () => requests)));

const scalingConfig: fc.Arbitrary<ScalingConfig> = fc
  .tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 0, max: 40 }))
  .map(([min, more]) => ({ min, max: min + more }));

/** Open for a part of the first hours. */
const windows = fc
  .array(fc.tuple(scalingConfig, fc.integer({ min: -60, max: 200 }), fc.integer({ min: 1, max: 120 })), {
    maxLength: 3,
  })
  .map((openings) =>
    openings.map(
      ([config, start, length], index): BatchWindow => ({
        ...config,
        name: `window-${index}`,
        start: new Date(FROM + start * MINUTE).toISOString(),
        end: new Date(FROM + (start + length) * MINUTE).toISOString(),
        warmUpMinutes: 0,
      }),
    ),
  );

const workload = fc.record({
  durationMs: fc.oneof(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 5_000, max: 900_000 })),
  invocationMemoryMb: fc.integer({ min: 1, max: 1_500 }),
  cpuShare: fc.double({ min: 0.001, max: 1, noNaN: true }),
});

/** Targets that leave room for growth to be what limits it. */
const scaling = fc.oneof(
  fc.constant({ mode: "Auto" } as const),
  fc.integer({ min: 5, max: 65 }).map((targetCpuPercent) => ({ mode: "Manual", targetCpuPercent }) as const),
);

const managed: fc.Arbitrary<ManagedFunction> = fc
  .record({
    scalingConfig: fc.oneof(scalingConfig, fc.constant({ min: 0, max: 0 })),
    windows,
    scaling,
    maxConcurrency: fc.integer({ min: 1, max: 64 }),
    maxVCpus: fc.integer({ min: 40, max: 400 }),
    types: fc.constantFrom(["m7g.large"], ["m7g.xlarge"], ["c7g.2xlarge", "m7g.large"], ["*"]),
  })
  .map(({ scaling: mode, maxVCpus, types, ...changed }) => ({
    ...FUNCTION,
    ...changed,
    capacityProvider: { maxVCpus, scaling: mode, allowedInstanceTypes: types },
  }));

describe("every simulation", () => {
  it("serves or throttles each request, throttles for one reason a minute, and never serves what it cannot hold", () => {
    fc.assert(
      fc.property(load, managed, workload, (requests, one, needs) => {
        const { series, model, totals } = simulated(requests, { function: one, workload: needs });
        const { served, inFlight, environments } = series;
        const columns = Object.values(THROTTLE_COLUMNS);
        const wrong = requests.flatMap((arrived, minute) => {
          const [took = Number.NaN, throttled] = [served[minute], throttledIn(series, minute)];
          const reasons = columns.filter((column) => (series[column][minute] ?? 0) > 0);
          const room = (environments[minute] ?? Number.NaN) * model.invocations;
          const holds =
            Math.abs(took + throttled - arrived) <= 1e-9 * (1 + arrived) &&
            Math.min(took, throttled) >= 0 &&
            reasons.length <= 1 &&
            (inFlight[minute] ?? Number.NaN) <= room + 1e-9;
          return holds ? [] : [{ minute, arrived, took, throttled, reasons, room }];
        });
        expect(wrong).toEqual([]);
        expect(totals.cpuUtilization.peak).toBeLessThanOrEqual(1 + 1e-9);
      }),
      { numRuns: 100 },
    );
  });

  it("keeps environments within min, max and the cap, and serves nothing at 0/0", () => {
    fc.assert(
      fc.property(load, managed, workload, (requests, one, needs) => {
        const { series, model } = simulated(requests, { function: one, workload: needs });
        const wrong = [...requests.keys()].flatMap((minute) => {
          const at = (column: Column) => series[column][minute] ?? Number.NaN;
          const ready = at("environments");
          const all = ready + at("launching");
          const holds =
            all >= at("minEnvironments") &&
            all <= Math.min(at("maxEnvironments"), model.maxEnvironments) &&
            Number.isInteger(ready) &&
            ready >= 0 &&
            at("instances") >= model.instancesFor(all) &&
            (at("maxEnvironments") > 0 || at("served") === 0);
          return holds ? [] : [{ minute, ready, all }];
        });
        expect(wrong).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it("costs at least its floor", () => {
    fc.assert(
      fc.property(load, managed, workload, (requests, one, needs) => {
        const { series, model, totals } = simulated(requests, { function: one, workload: needs });
        const perInstance = (totals.cost.ec2Usd + totals.cost.feeUsd) / (totals.instances.mean * requests.length || 1);
        const floor = series.minEnvironments.reduce((sum, min) => sum + model.instancesFor(min) * perInstance, 0);
        expect(totals.cost.totalUsd).toBeGreaterThanOrEqual(floor * (1 - 1e-9));
      }),
      { numRuns: 60 },
    );
  });

  it("costs no more inside windows than always on with the same min and max", () => {
    fc.assert(
      fc.property(load, managed, scalingConfig, workload, (requests, one, config, needs) => {
        const inWindows = {
          ...one,
          scalingConfig: { min: 0, max: 0 },
          windows: one.windows.map((window) => ({ ...window, ...config })),
        };
        const always = { ...one, scalingConfig: config, windows: [] };
        const cost = (which: ManagedFunction) =>
          simulated(requests, { function: which, workload: needs }).totals.cost.totalUsd;
        expect(cost(inWindows)).toBeLessThanOrEqual(cost(always) * (1 + 1e-9));
      }),
      { numRuns: 100 },
    );
  });

  it("costs no more on the type that it takes than on any other of those allowed", () => {
    const types = ["m7g.large", "m7g.xlarge", "c7g.2xlarge", "r8g.large"];
    fc.assert(
      fc.property(load, scalingConfig, fc.integer({ min: -30, max: 100 }), (requests, config, opens) => {
        const window: BatchWindow = {
          ...{ ...config, name: "short", warmUpMinutes: 0 },
          start: new Date(FROM + opens * MINUTE).toISOString(),
          end: new Date(FROM + (opens + 4) * MINUTE).toISOString(),
        };
        const cost = (allowedInstanceTypes: readonly string[]) => {
          const capacityProvider = { maxVCpus: 400, scaling: { mode: "Auto" }, allowedInstanceTypes } as const;
          const one = { ...FUNCTION, scalingConfig: { min: 0, max: 0 }, windows: [window], capacityProvider };
          return simulated(requests, { function: one }).totals.cost.totalUsd;
        };
        for (const type of types) expect(cost(types)).toBeLessThanOrEqual(cost([type]) * (1 + 1e-9));
      }),
      { numRuns: 60 },
    );
  });

  it("throttles no less when the same load comes with a smaller max", () => {
    fc.assert(
      fc.property(load, scalingConfig, fc.integer({ min: 0, max: 40 }), (requests, { min, max }, less) => {
        const throttled = (most: number) =>
          simulated(requests, { function: { ...FUNCTION, scalingConfig: { min, max: most } } }).totals.throttled;
        expect(throttled(Math.max(min, max - less))).toBeGreaterThanOrEqual(throttled(max) * (1 - 1e-9));
      }),
      { numRuns: 60 },
    );
  });

  it("does not throttle a load that at most doubles at once, from any level that it had settled at", () => {
    const level = fc.double({ min: 0, max: 30_000, noNaN: true });
    fc.assert(
      fc.property(level, fc.double({ min: 0, max: 2, noNaN: true }), (requests, times) => {
        const spike = [
          ...Array.from({ length: 5 }, () => requests),
          ...Array.from({ length: 60 }, () => requests * times),
        ];
        const { totals } = simulated(spike, { function: { ...FUNCTION, scalingConfig: { min: 1, max: 400 } } });
        expect(totals.throttled).toBeLessThanOrEqual(1e-9 * totals.requests);
      }),
      { numRuns: 60 },
    );
  });
});
