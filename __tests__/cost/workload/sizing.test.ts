import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { createBasis } from "../../../cost/constants.ts";
import { concurrencyOf } from "../../../cost/workload/concurrency.ts";
import { checksOf } from "../../../cost/workload/sizeChecks.ts";
import { sizeFor } from "../../../cost/workload/sizing.ts";
import type { WorkloadInput } from "../../../cost/workload/workload.ts";
import { dev } from "../../../stacks/config/dev.ts";
import { defineEnvironment } from "../../../stacks/config/environment.ts";
import type { EnvironmentInput } from "../../../stacks/config/schema.ts";
import { anyWorkload, pricing, workload } from "../../support/cost/workloads.ts";

describe("invocations at once in an environment", () => {
  it.each([
    // 0.8 x 1 vCPU / 0.1
    [{ memoryMib: 2048, memoryGibPerVCpu: 2 }, { cpuShare: 0.1, invocationMemoryMb: 50 }, 8, "cpu"],
    // (2048 - 256) / 512
    [{ memoryMib: 2048, memoryGibPerVCpu: 2 }, { cpuShare: 0.1, invocationMemoryMb: 512 }, 3, "memory"],
    [{ memoryMib: 4096, memoryGibPerVCpu: 2 }, { cpuShare: 0.001, invocationMemoryMb: 1 }, 128, "platform"],
    [{ memoryMib: 2048, memoryGibPerVCpu: 2 }, { cpuShare: 1, invocationMemoryMb: 100 }, 1, "cpu"],
  ])("of %j that each need %j: %i, because of %s", (size, needs, maxConcurrency, limitedBy) => {
    expect(concurrencyOf(size, needs, createBasis())).toEqual({ maxConcurrency, limitedBy });
  });

  it.each([
    // 4 GB of work do not go into 2 GB, and two vCPUs of work not into one.
    [
      { memoryMib: 2048, memoryGibPerVCpu: 2 },
      { cpuShare: 0.1, invocationMemoryMb: 4096 },
    ],
    [
      { memoryMib: 2048, memoryGibPerVCpu: 2 },
      { cpuShare: 1.5, invocationMemoryMb: 100 },
    ],
  ])("of %j that need %j: none", (size, needs) => {
    expect(concurrencyOf(size, needs, createBasis())).toBeUndefined();
  });
});

describe("a size", () => {
  it("carries the load that is there, not the number of requests at once that somebody guessed", () => {
    // 228 in flight at the peak
    const { block, load } = sizeFor(
      workload({
        requestsPerMonth: 730 * 3600 * 570,
        durationMs: 200,
        peakToMean: 2,
        profile: "io",
        invocationMemoryMb: 60,
      }),
      pricing(),
    );

    expect(load.peakInFlight).toBeCloseTo(228);
    expect((block.scalingConfig?.max ?? 0) * block.maxConcurrency).toBeGreaterThanOrEqual(2 * 228);
  });

  it("begins with as many environments as double in time for a steep day, and is checked against it", () => {
    const steep = workload({ requestsPerMonth: 3e8, durationMs: 120, memoryMb: 1024, peakToMean: 50 });

    const { scaling, fleet, checks, reasons } = sizeFor(steep, pricing());

    expect(scaling.min).toBeGreaterThan(fleet.minEnvironments);
    expect(checks.find(({ name }) => name === "simulated day")).toMatchObject({
      holds: true,
      shown: expect.stringMatching(/^0 of .* in its worst hour are throttled, CPU at most \d/),
    });
    expect(reasons.find(({ field }) => field === "scalingConfig.min")?.why).toContain("do not double as fast");
  });

  it("of work that needs 4 GB has at least 4 GB", () => {
    const { block } = sizeFor(workload({ memoryMb: 4096 }), pricing());

    expect(block.memoryMib).toBeGreaterThanOrEqual(4096 + 256);
  });

  it("is always there for requests, and deactivated outside its hours for a queue", () => {
    const requests = sizeFor(workload({ activeHours: 60 }), pricing()).block;
    const queue = sizeFor(workload({ activeHours: 60, arrival: "queue" }), pricing()).block;

    expect(requests).toMatchObject({ scalingConfig: { min: 3 } });
    expect(requests.baseline).toBeUndefined();
    expect(queue).toMatchObject({ baseline: { min: 0, max: 0 }, lease: { min: 3 } });
  });

  it("restricts the types of a small load, to more than one, and not those of a large one", () => {
    const small = sizeFor(workload(), pricing()).block.capacityProvider.allowedInstanceTypes;
    const large = sizeFor(workload({ requestsPerMonth: 2e10, peakToMean: 1.2 }), pricing()).block.capacityProvider
      .allowedInstanceTypes;

    expect(small?.length).toBeGreaterThan(1);
    expect(large).toBeUndefined();
  });

  it("passes every check of its own, and the configuration's rules", () => {
    fc.assert(
      fc.property(anyWorkload, (input) => {
        const { block, checks } = sizeFor(workload(input), pricing());
        const { scalingConfig, baseline, lease, ...common } = block;
        fc.pre((scalingConfig ?? lease)?.max !== undefined && ((scalingConfig ?? lease)?.max ?? 0) < 2_000);

        // Beyond the cap of any capacity provider a check says so.
        fc.pre(block.capacityProvider.maxVCpus < 15_000);
        expect(checks.filter(({ holds }) => !holds)).toEqual([]);
        const environment = JSON.parse(JSON.stringify(dev)) as EnvironmentInput;
        environment.functions.processor.engine = { type: "simulated", cpuMilliseconds: 1 }; // FFmpeg has rules of its own
        if (scalingConfig) Object.assign(environment.functions.api, common, { scalingConfig });
        else Object.assign(environment.functions.processor, common, { baseline, lease });
        if (common.maxConcurrency <= 1_600) expect(() => defineEnvironment(environment)).not.toThrow();
      }),
      { numRuns: 80 },
    );
  });

  it("has room for the environments that it asks for, also where a load's last digit rounds up", () => {
    const { checks } = sizeFor(
      workload({
        requestsPerMonth: 5_054_400_000.000_005,
        durationMs: 1.000_000_000_000_002_7,
        memoryMb: 128,
        invocationMemoryMb: 6,
        cpuShare: 0.058_536_585_365_853_676,
        peakToMean: 19.999_999_999_999_99,
        activeHours: 1.000_000_000_000_002_9,
        arrival: "queue",
      }),
      pricing(),
    );

    expect(checks.filter(({ holds }) => !holds)).toEqual([]);
  });

  it.each([
    ["Little's law", { scaling: { min: 3, max: 3 } }],
    ["doubling in five minutes", { scaling: { min: 3, max: 20 } }],
    ["Availability Zones", { scaling: { min: 2, max: 100 } }],
    ["room for replacement", { maxVCpus: 20 }],
    [
      "memory",
      { workload: workload({ requestsPerMonth: 1e9, profile: "io", memoryMb: 4096, invocationMemoryMb: 4096 }) },
    ],
    ["CPU", { workload: workload({ requestsPerMonth: 1e9, cpuShare: 2, invocationMemoryMb: 60 }) }],
  ])("that is wrong fails the check of %s", (name, wrong) => {
    const asked = workload({ requestsPerMonth: 1e9, profile: "io", invocationMemoryMb: 60 });
    const { load, fleet, block } = sizeFor(asked, pricing());
    const right = {
      workload: asked,
      load,
      fleet,
      scaling: block.scalingConfig ?? { min: 0, max: 0 },
      maxVCpus: block.capacityProvider.maxVCpus,
      basis: createBasis(),
    };

    const broken = (sized: typeof right) =>
      checksOf(sized)
        .filter(({ holds }) => !holds)
        .map((check) => check.name);
    expect(broken(right)).toEqual([]);
    expect(broken({ ...right, ...wrong })).toContain(name);
  });

  it("says which value no instance can carry", () => {
    expect(() => sizeFor(workload({ cpuShare: 16, memoryMb: 32_512 }), pricing())).not.toThrow();
    expect(() => sizeFor(workload({ cpuShare: 16, memoryMb: 2048, instanceTypes: ["m7g.large"] }), pricing())).toThrow(
      "instanceTypes: must name a type with a price in us-east-1 that holds one invocation of 2048 MB and 16 vCPU, got m7g.large",
    );
  });

  it("has room for an invocation beside what the largest environment takes itself, and not for more", () => {
    expect(() => sizeFor(workload({ memoryMb: 32_512 }), pricing())).not.toThrow();
    expect(() => sizeFor(workload({ memoryMb: 32_513 }), pricing())).toThrow(
      "not possible: managed instances: at most 32,512 MB beside the runtime, got 32,513 MB",
    );
  });

  it("leaves room under the cap for the large instances that Lambda may choose, twice over", () => {
    const batch = {
      requestsPerMonth: 6e5,
      durationMs: 20_000,
      cpuShare: 0.9,
      arrival: "queue",
      activeHours: 60,
    } as const;
    const capOf = (changes: Partial<WorkloadInput>) => sizeFor(workload(changes), pricing()).block.capacityProvider;

    // 2 x 3 x 32 vCPUs, although 8 + 8 instances of 8 vCPUs are all that the load needs
    expect(capOf({ ...batch, memoryMb: 2048 })).toEqual({
      architecture: "arm64",
      maxVCpus: 192,
      scaling: { mode: "Auto" },
    });
    expect(capOf({ instanceTypes: ["m7g.*"] }).maxVCpus).toBe(192);
    expect(capOf({ instanceTypes: ["m7g.large"] }).maxVCpus).toBe(12);
  });

  it("passes its own checks with whatever overlap of versions is assumed", () => {
    for (const deploymentOverlap of [0, 0.4, 1, 3]) {
      const { checks } = sizeFor(workload({ instanceTypes: ["m7g.large"] }), {
        ...pricing(),
        basis: createBasis({ deploymentOverlap }),
      });

      expect(checks.filter(({ holds }) => !holds)).toEqual([]);
    }
  });

  it("lists what the choice of types rests on", () => {
    const names = sizeFor(workload(), pricing()).assumptions.map(({ name }) => name);

    expect(names).toEqual(
      expect.arrayContaining(["unrestrictedInstances", "unrestrictedVCpus", "restrictingPays", "similarTypePrice"]),
    );
  });
});
