import { describe, expect, it } from "@jest/globals";
import { batchWindows } from "../../../app/capacity/windowSchema.ts";
import { createBasis } from "../../../cost/constants.ts";
import { loadOf } from "../../../cost/workload/load.ts";
import { diurnal, loadLevels, MAX_PEAK_TO_MEAN } from "../../../cost/workload/loadShape.ts";
import { openTime } from "../../../cost/workload/openTime.ts";
import { workloadSchema } from "../../../cost/workload/workload.ts";
import { FROM, workload } from "../../support/cost/workloads.ts";

const NIGHTLY = {
  name: "nightly",
  days: ["daily"],
  from: "01:00",
  to: "03:00",
  timeZone: "Etc/UTC",
  min: 3,
  max: 24,
};

describe("a workload", () => {
  it("says of every input whether it was measured, given or guessed", () => {
    const { certainty, cpuShare, peakToMean, invocationMemoryMb } = workload({
      profile: "io",
      measured: ["durationMs"],
    });

    expect(certainty).toEqual({
      requestsPerMonth: "given",
      durationMs: "measured",
      memoryMb: "given",
      invocationMemoryMb: "guessed",
      cpuShare: "guessed",
      peakToMean: "guessed",
      activeHours: "guessed",
    });
    expect({ cpuShare, peakToMean, invocationMemoryMb }).toEqual({
      cpuShare: 0.1,
      peakToMean: 2,
      invocationMemoryMb: 512,
    });
  });

  it.each([
    [{ requestsPerMonth: -1 }, "requestsPerMonth: must be a number from 0 to 10000000000000"],
    [{ requestsPerMonth: Number.NaN }, "requestsPerMonth: must be a number from 0"],
    [{ requestsPerMonth: Number.POSITIVE_INFINITY }, "requestsPerMonth: must be a number from 0"],
    [{ durationMs: 0 }, "durationMs: must be a number from 1 to 5400000"],
    [{ durationMs: 5_400_001 }, "durationMs: must be a number from 1 to 5400000"],
    [{ memoryMb: 127 }, "memoryMb: must be a number from 128 to 32768"],
    [{ cpuShare: 0 }, "cpuShare: must be a number from 0.001 to 16"],
    [{ peakToMean: 0.9 }, "peakToMean: must be a number from 1 to 100"],
    [{ activeHours: 0 }, "activeHours: must be a number above 0"],
    [{ colour: "red" }, "colour"],
  ])("refuses %j with its path", (changes, message) => {
    const parsed = workloadSchema.safeParse({ requestsPerMonth: 1, durationMs: 1, memoryMb: 128, ...changes });

    const lines = parsed.error?.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("\n");
    expect(lines).toContain(message);
  });

  it.each([
    [{ activeHours: 731 }, "activeHours: must be at most 730, the hours of a month, got 731"],
    [{ memoryMb: 512, invocationMemoryMb: 513 }, "memoryMb: must be at least invocationMemoryMb (513), got 512"],
    [{ cpuShare: 0.5, profile: "cpu" as const }, "profile: not together with cpuShare, got cpu"],
    [{ activationsPerMonth: 4 }, "activationsPerMonth: only with activeHours, got 4"],
    [{ activationsPerMonth: 4, windows: [NIGHTLY] }, "activationsPerMonth: only with activeHours, got 4"],
    [{ measured: ["peakToMean" as const] }, "measured: must name what is given, got peakToMean"],
    [{ profile: "io" as const, measured: ["cpuShare" as const] }, "measured: must name what is given, got cpuShare"],
    [{ activeHours: 10, windows: [NIGHTLY] }, "activeHours: not together with windows, got 10"],
    [
      { windows: [{ name: "past", start: "2020-01-01T00:00:00Z", end: "2020-01-02T00:00:00Z", min: 1, max: 1 }] },
      "windows: must open at least once in a year, got 1",
    ],
  ])("refuses %j", (changes, message) => {
    expect(() => workload(changes)).toThrow(message);
  });

  it("accepts all hours of a month, and an invocation that needs all of the memory", () => {
    expect(workload({ activeHours: 730, invocationMemoryMb: 512 })).toMatchObject({
      activeHours: 730,
      activationsPerMonth: 0,
    });
  });

  it("takes hours and openings from windows, over a year", () => {
    const { activeHours, activationsPerMonth } = workload({ windows: [NIGHTLY] });

    expect(activeHours).toBeCloseTo((365 * 2) / 12);
    expect(activationsPerMonth).toBeCloseTo(365 / 12);
  });
});

describe("the time that windows are open", () => {
  it("counts what overlaps or touches once", () => {
    const windows = batchWindows.parse([
      NIGHTLY,
      { ...NIGHTLY, name: "inside", from: "02:00", to: "02:30" },
      { ...NIGHTLY, name: "touching", from: "03:00", to: "04:00" },
    ]);

    expect(openTime(windows, FROM)).toEqual({
      hoursPerMonth: expect.closeTo((365 * 3) / 12),
      openingsPerMonth: expect.closeTo(365 / 12),
    });
  });
});

describe("load over a day", () => {
  it.each([1, 1.5, 2, 3, 10, MAX_PEAK_TO_MEAN])("stands %d times above its mean at the top", (peakToMean) => {
    const day = diurnal(peakToMean);

    expect(day.reduce((sum, factor) => sum + factor, 0) / day.length).toBeCloseTo(1, 6);
    expect(Math.max(...day)).toBeCloseTo(peakToMean, 4);
    expect(Math.min(...day)).toBeGreaterThanOrEqual(-1e-12);
  });

  it.each([1, 1.5, 2, 3, 10, MAX_PEAK_TO_MEAN])(
    "keeps mean and peak, at %d, as levels without an order",
    (peakToMean) => {
      const levels = loadLevels(peakToMean);

      expect(levels.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
      expect(levels.reduce((sum, { share, factor }) => sum + share * factor, 0)).toBeCloseTo(1, 6);
      expect(levels.at(-1)?.factor).toBeCloseTo(peakToMean, 4);
    },
  );

  it("is in flight as Little's law says", () => {
    // 730 h x 3600 s x 10 requests a second, each for 200 ms
    const load = loadOf(workload({ requestsPerMonth: 730 * 3600 * 10, peakToMean: 1.5 }), createBasis());

    expect(load).toMatchObject({
      meanInFlight: expect.closeTo(2),
      peakInFlight: expect.closeTo(3),
      troughInFlight: expect.closeTo(1),
    });
  });
});
