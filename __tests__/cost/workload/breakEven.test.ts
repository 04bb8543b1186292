import { describe, expect, it } from "@jest/globals";
import { createBasis } from "../../../cost/constants.ts";
import { US_EAST_1 } from "../../../cost/prices/usEast1.ts";
import { breakEvenOf, floorBreakEven } from "../../../cost/workload/breakEven.ts";
import { compare } from "../../../cost/workload/compare.ts";
import { cheapestOption, runOptions } from "../../../cost/workload/options.ts";
import type { Mode } from "../../../cost/workload/waysToRun.ts";
import { pricing, workload } from "../../support/cost/workloads.ts";

const usdPerHour = (type: string) => US_EAST_1.instances[type]?.usdPerHour ?? Number.NaN;

describe("the break-even against three instances", () => {
  it.each([
    [50, 128, 4382, 2466],
    [100, 512, 548, 308],
    [200, 512, 274, 154],
    [200, 1024, 137, 77],
    [500, 1024, 55, 31],
    [500, 2048, 27, 15],
  ])(
    "of %i ms x %i MB is %i M requests for 3 x c7g.xlarge and %i M for 3 x m7g.large",
    (durationMs, memoryMb, c7g, m7g) => {
      const millions = (type: string) =>
        floorBreakEven({ durationMs, memoryMb }, usdPerHour(type), "arm64", US_EAST_1, createBasis()).requestsPerMonth /
        1e6;

      expect(Math.round(millions("c7g.xlarge"))).toBe(c7g);
      expect(Math.round(millions("m7g.large"))).toBe(m7g);
    },
  );

  it("is the same number of GB in flight, whatever one invocation needs", () => {
    const inFlight = (durationMs: number, memoryMb: number) =>
      floorBreakEven({ durationMs, memoryMb }, usdPerHour("m7g.large"), "arm64", US_EAST_1, createBasis()).gbInFlight;

    // $205.51 / ($0.0000133334 x 2,628,000 s)
    expect(inFlight(200, 512)).toBeCloseTo(5.865, 3);
    expect(inFlight(30, 3000)).toBeCloseTo(inFlight(200, 512), 9);
  });
});

describe("the break-even as sized", () => {
  const heavy = { durationMs: 500, memoryMb: 2048, invocationMemoryMb: 100, profile: "io" as const };

  it.each(["alwaysOn", "inWindows"] as const)("is where %s begins to cost less", (mode) => {
    const at = workload({ ...heavy, activeHours: 300, arrival: "queue", peakToMean: 2 });
    const found = breakEvenOf(mode, at, pricing());
    const cost = (requestsPerMonth: number, wanted: Mode) =>
      cheapestOption(
        runOptions({ ...at, requestsPerMonth }, pricing()).filter((option) => option.mode === wanted),
        false,
      ).usdPerMonth;

    const requests = found?.requestsPerMonth ?? Number.NaN;
    expect(cost(requests, mode)).toBeLessThanOrEqual(cost(requests, "onDemand"));
    expect(cost(requests * 0.999, mode)).toBeGreaterThan(cost(requests * 0.999, "onDemand"));
  });

  it("is nowhere on instances that keep half of themselves, for work that keeps a vCPU busy", () => {
    const busy = { durationMs: 200, memoryMb: 1769, invocationMemoryMb: 500, cpuShare: 1 };

    expect(breakEvenOf("alwaysOn", workload({ ...busy, instanceTypes: ["m7g.large"] }), pricing())).toBeUndefined();
    expect(breakEvenOf("alwaysOn", workload({ ...busy, instanceTypes: ["c6g.16xlarge"] }), pricing())).toBeDefined();
  });
});

describe("a comparison", () => {
  it("never calls the dearer side the winner", () => {
    const small = compare(workload({ requestsPerMonth: 5e6, durationMs: 500, memoryMb: 2048 }), pricing());
    const large = compare(
      workload({ requestsPerMonth: 5e9, durationMs: 500, memoryMb: 2048, invocationMemoryMb: 100, profile: "io" }),
      pricing(),
    );

    expect(small.winner.mode).toBe("onDemand");
    expect(large.winner.mode).toBe("alwaysOn");
    for (const { winner, options } of [small, large]) {
      const plain = options.filter(({ commitmentYears }) => commitmentYears === 0);
      expect(winner.usdPerMonth).toBe(Math.min(...plain.map(({ usdPerMonth }) => usdPerMonth)));
    }
  });

  it("lets two hours a night win where always on does not", () => {
    const batch = workload({
      requestsPerMonth: 600e3,
      durationMs: 20_000,
      memoryMb: 2048,
      cpuShare: 0.9,
      activeHours: 60,
      arrival: "queue",
    });

    const { winner, options } = compare(batch, pricing());

    const always = options.find(({ mode, commitmentYears }) => mode === "alwaysOn" && commitmentYears === 0);
    expect(winner.mode).toBe("inWindows");
    expect(always?.usdPerMonth).toBeGreaterThan(2 * winner.usdPerMonth);
  });

  it("says at which value of an input the other side wins, and that is so", () => {
    const input = { requestsPerMonth: 1e9, durationMs: 200, memoryMb: 1024, invocationMemoryMb: 200 };
    const { inputs, winner } = compare(workload(input), pricing());
    const cpu = inputs.find((found) => found.input === "cpuShare");

    const modeAt = (cpuShare: number) =>
      cheapestOption(runOptions(workload({ ...input, cpuShare }), pricing()), false).mode;
    expect(winner.mode).toBe("alwaysOn");
    expect(cpu).toMatchObject({ certainty: "guessed", above: { winner: "onDemand" } });
    expect(modeAt((cpu?.above?.at ?? 0) * 1.01)).toBe("onDemand");
    expect(modeAt((cpu?.above?.at ?? 0) * 0.98)).toBe("alwaysOn");
  });

  it("counts the three instances against what ordinary Lambda takes with the CPU that it has", () => {
    const { breakEven, options, onDemandSlowdown } = compare(
      workload({
        requestsPerMonth: 3e5,
        durationMs: 20_000,
        memoryMb: 1024,
        cpuShare: 1,
        arrival: "queue",
        measuredOn: "managed",
      }),
      pricing(),
    );

    const duration = options.find(({ mode, architecture }) => mode === "onDemand" && architecture === "arm64")
      ?.parts[0];
    const usdPerRequest = (duration?.usdPerMonth ?? 0) / 3e5;
    expect(onDemandSlowdown).toBeCloseTo(1769 / 1024);
    // 3 x m6g.large
    expect((breakEven.floor?.requestsPerMonth ?? 0) * usdPerRequest).toBeCloseTo(193.92, 2);
    // $193.9245 / ($0.0000133334 x 2,628,000 s)
    expect(breakEven.floor?.gbInFlight).toBeCloseTo(5.534, 3);
  });

  it("says from how few hours on windows win, where nobody said how many there are", () => {
    const batch = {
      requestsPerMonth: 6e5,
      durationMs: 20_000,
      memoryMb: 2048,
      cpuShare: 0.9,
      arrival: "queue",
    } as const;
    const { inputs, winner } = compare(workload(batch), pricing());
    const hours = inputs.find(({ input }) => input === "activeHours");

    const modeAt = (activeHours: number) =>
      cheapestOption(runOptions(workload({ ...batch, activeHours }), pricing()), false).mode;
    expect(winner.mode).toBe("onDemand");
    expect(hours).toMatchObject({ certainty: "guessed", below: { winner: "inWindows" } });
    expect(modeAt((hours?.below?.at ?? 0) * 0.99)).toBe("inWindows");
    expect(modeAt((hours?.below?.at ?? 0) * 1.02)).toBe("onDemand");
  });

  it("does not ask about what was measured", () => {
    const { inputs } = compare(
      workload({ requestsPerMonth: 1e9, cpuShare: 0.2, measured: ["cpuShare", "durationMs"] }),
      pricing(),
    );

    expect(inputs.map(({ input }) => input)).toEqual([
      "requestsPerMonth",
      "invocationMemoryMb",
      "peakToMean",
      "activeHours",
    ]);
  });

  it.each([
    [149.5e6, "open"],
    [250e6, "likely"],
    [5e6, "sure"],
  ])("with %d requests, of which the duration was measured, is %s", (requestsPerMonth, sureness) => {
    const needs = { durationMs: 200, memoryMb: 1024, invocationMemoryMb: 200 };
    const asked = workload({ ...needs, requestsPerMonth, measured: ["durationMs"] });

    expect(compare(asked, pricing()).sureness).toBe(sureness);
  });

  it("is never sure when nothing was measured", () => {
    expect(compare(workload({ requestsPerMonth: 5e6 }), pricing()).sureness).toBe("likely");
  });

  it("lists what it assumed, and what was given instead", () => {
    const { assumptions } = compare(workload(), { ...pricing(), basis: createBasis({ headroom: 1.5 }) });

    const named = new Map(assumptions.map((assumption) => [assumption.name, assumption]));
    expect(named.get("headroom")).toMatchObject({ value: 1.5, mark: "given", source: "instead of 2, documented" });
    expect(named.get("managementFee")).toMatchObject({ value: 0.15, mark: "documented" });
    expect(named.has("scaleInSeconds")).toBe(false);
  });
});
