import { describe, expect, it } from "@jest/globals";
import { createBasis } from "../../../cost/constants.ts";
import { candidates } from "../../../cost/managedFunction.ts";
import { US_EAST_1 } from "../../../cost/prices/usEast1.ts";
import { capacityOf, environmentsUnder, modelOf } from "../../../cost/simulate/model.ts";
import { FUNCTION, NEEDS } from "./simulationInput.ts";

const candidate = (type: string) => {
  const capacityProvider = { ...FUNCTION.capacityProvider, allowedInstanceTypes: [type] };
  const [found] = candidates(US_EAST_1, { ...FUNCTION, capacityProvider }, createBasis());
  if (!found) throw new Error(`no ${type}`);
  return found;
};

describe("what one environment takes", () => {
  it.each([
    ["concurrency", 10, { cpuShare: 0.05, invocationMemoryMb: 100 }], // 20 by CPU, 17 by memory
    ["cpu", 5, { cpuShare: 0.2, invocationMemoryMb: 100 }],
    ["memory", 3, { cpuShare: 0.05, invocationMemoryMb: 512 }], // 1792 MiB are free
    ["cpu", 1, { cpuShare: 1, invocationMemoryMb: 1_792 }], // both are 1: the one named first
  ] as const)("is limited by %s at %d in flight", (limitedBy, invocations, needs) => {
    expect(capacityOf(FUNCTION, { ...NEEDS, ...needs }, createBasis())).toEqual({ limitedBy, invocations });
  });

  it.each([
    [
      { invocationMemoryMb: 1_793 },
      "memoryMib: must hold 1793 MB of one invocation beside 256 MiB of the environment, got 2048",
    ],
    [{ cpuShare: 1.001 }, "cpuShare: must be at most the 1 vCPUs of an environment, got 1.001"],
  ])("refuses %j, of which not even one fits", (needs, message) => {
    expect(() => capacityOf(FUNCTION, { ...NEEDS, ...needs }, createBasis())).toThrow(message);
  });
});

describe("the vCPU cap", () => {
  it.each([
    // An m7g.large has 2 vCPUs and holds one environment, an m7g.xlarge 4 and three.
    ["m7g.large", 2, 1],
    ["m7g.large", 5, 2],
    ["m7g.large", 64, 32],
    // Up to three environments have an instance each.
    ["m7g.xlarge", 3, 0],
    ["m7g.xlarge", 8, 2],
    ["m7g.xlarge", 11, 2],
    ["m7g.xlarge", 12, 9],
    ["m7g.xlarge", 16, 12],
  ])("of %s with %d vCPUs carries %d environments", (type, maxVCpus, environments) => {
    expect(environmentsUnder(maxVCpus, candidate(type), createBasis())).toBe(environments);
  });
});

describe("the model of a function", () => {
  it("counts the constants' seconds in minutes, rounded up", () => {
    expect(modelOf(FUNCTION, NEEDS, candidate("m7g.large"), createBasis())).toMatchObject({
      launchSteps: 1, // 48 s
      activationSteps: 2, // 90 s
      scaleInSteps: 15,
      drainSteps: 5,
      growthPerStep: 2 ** (1 / 5),
    });
    const slower = createBasis({ environmentLaunchSeconds: 61, drainSeconds: 0, doublingSeconds: 60 });
    expect(modelOf(FUNCTION, NEEDS, candidate("m7g.large"), slower)).toMatchObject({
      launchSteps: 2,
      drainSteps: 0,
      growthPerStep: 2,
    });
  });

  it.each([
    ["concurrency at half of it", { mode: "Auto" }, 0.05, 1 / 5],
    ["CPU, where Auto aims at half", { mode: "Auto" }, 0.2, 0.4],
    ["CPU, where Manual says 80 percent", { mode: "Manual", targetCpuPercent: 80 }, 0.2, 0.25],
    ["concurrency, where Manual is above it", { mode: "Manual", targetCpuPercent: 80 }, 0.1, 0.2],
  ] as const)("wants environments by %s", (_, scaling, cpuShare, wanted) => {
    const managed = { ...FUNCTION, capacityProvider: { maxVCpus: 400, scaling } };
    const model = modelOf(managed, { ...NEEDS, cpuShare }, candidate("m7g.large"), createBasis());
    expect(model.environmentsPerInvocation).toBeCloseTo(wanted, 12);
  });

  it("uses the CPU target of Auto only in Auto, and says what else it rests on", () => {
    const names = (mode: "Auto" | "Manual") => {
      const basis = createBasis();
      const scaling = mode === "Auto" ? { mode } : { mode, targetCpuPercent: 60 };
      modelOf({ ...FUNCTION, capacityProvider: { maxVCpus: 400, scaling } }, NEEDS, candidate("m7g.large"), basis);
      return basis.used().map(({ name }) => name);
    };
    expect(names("Auto")).toContain("autoCpuTarget");
    expect(names("Manual")).not.toContain("autoCpuTarget");
    expect(names("Manual")).toEqual(expect.arrayContaining(["doublingSeconds", "scaleInSeconds", "drainSeconds"]));
  });
});
