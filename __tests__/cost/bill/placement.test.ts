import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { BilledFunction } from "../../../cost/bill/groups.ts";
import { createPlacement } from "../../../cost/bill/placement.ts";
import { createBasis } from "../../../cost/constants.ts";
import { environmentsPerInstance, instancesFor } from "../../../cost/instances.ts";
import { candidates, cheapest, type ProviderLimits } from "../../../cost/managedFunction.ts";
import { US_EAST_1 } from "../../../cost/prices/usEast1.ts";

const basis = createBasis();

const fn = (memoryMib = 2048, memoryGibPerVCpu = 2): BilledFunction => ({
  stack: "s",
  address: "aws_lambda_function.f",
  architecture: "arm64",
  memoryMib,
  memoryGibPerVCpu,
  maxConcurrency: undefined,
  provider: undefined,
});

const limits = (maxVCpus: number, ...allowed: string[]): ProviderLimits => ({
  maxVCpus,
  scaling: { mode: "Auto" },
  allowedInstanceTypes: allowed.length > 0 ? allowed : undefined,
});

const place = (functions: BilledFunction[], within: ProviderLimits) =>
  createPlacement(functions, within, US_EAST_1, basis);

describe("one function", () => {
  // An m7g.large has 8 GiB and 2 vCPUs, of which one of each is its own: one environment of 1 vCPU.
  it.each([
    [0, 0],
    [1, 1],
    [2, 2],
    [3, 3],
    [4, 4],
    [10, 10],
  ])("of %d environments takes %d m7g.large", (environments, instances) => {
    const placed = place([fn()], limits(400, "m7g.large"))([environments]);
    expect(placed).toMatchObject({ instances, isCapped: false });
    expect(placed.listUsdPerHour).toBeCloseTo(instances * 0.0816, 10);
  });

  it("takes the type that is cheapest for the number: small ones for three, bigger ones for many", () => {
    const placed = place([fn()], limits(400));
    expect(placed([3])).toMatchObject({ type: "m6g.large", instances: 3 });
    expect(placed([30])).toMatchObject({ type: "c6g.xlarge", instances: 10 });
  });

  it("goes nowhere else than the functions that sizing and comparing use would put it", () => {
    const sizes = [
      [2048, 2],
      [4096, 4],
      [8192, 2],
      [32_768, 8],
    ] as const;
    fc.assert(
      fc.property(fc.constantFrom(...sizes), fc.integer({ min: 1, max: 200 }), ([memory, ratio], environments) => {
        const one = fn(memory, ratio);
        const best = cheapest(candidates(US_EAST_1, { ...one, capacityProvider: {} }, basis), environments, basis);
        const count = instancesFor(environments, environmentsPerInstance(best.instance, one, basis), basis);
        expect(place([one], limits(15_000))([environments]).listUsdPerHour).toBeCloseTo(
          count * best.instance.usdPerHour,
          9,
        );
      }),
    );
  });
});

describe("the vCPU cap", () => {
  it.each([
    [4, 2, false],
    [5, 2, true],
    [6, 3, false],
    [7, 3, true],
  ])("of %d vCPUs holds %d m7g.large, and three environments more: %s", (maxVCpus, instances) => {
    const placed = place([fn()], limits(maxVCpus, "m7g.large"));
    expect(placed([50])).toEqual({
      instances,
      type: "m7g.large",
      listUsdPerHour: instances * 0.0816,
      isCapped: true,
    });
    expect(placed([instances])).toMatchObject({ instances, isCapped: false });
  });

  it("chooses what carries the most, when nothing carries all", () => {
    // Under 32 vCPUs: 16 m6g.large carry 16, 8 xlarge 24, 4 2xlarge 28, 2 4xlarge 30, one 8xlarge 31.
    expect(place([fn()], limits(32))([500])).toMatchObject({ type: "c6g.8xlarge", instances: 1, isCapped: true });
  });

  it("refuses a cap under which no type fits", () => {
    expect(() => place([fn(8192)], limits(7, "c7g.2xlarge"))).toThrow(
      "maxVCpus: must allow an instance type with a price in us-east-1 that holds each of its functions, got 7",
    );
    expect(place([fn(8192)], limits(8, "c7g.2xlarge"))([1])).toMatchObject({ instances: 1 });
  });
});

describe("functions of one capacity provider", () => {
  it("share three instances where each alone would have three", () => {
    const five = [fn(), fn(), fn(), fn(), fn()];
    expect(place(five, limits(400, "m7g.2xlarge"))([3, 3, 3, 3, 3])).toMatchObject({ instances: 3 });
    expect(place(five, limits(400, "m7g.2xlarge"))([3, 0, 0, 0, 0])).toMatchObject({ instances: 3 });
    expect(place(five, limits(400, "m7g.2xlarge"))([1, 1, 0, 0, 0])).toMatchObject({ instances: 1 });
  });

  it("need a type that holds each of them", () => {
    const two = place([fn(), fn(16_384, 4)], limits(400, "m7g.large", "m7g.2xlarge"));
    expect(two([3, 0])).toMatchObject({ type: "m7g.2xlarge" });
  });
});

describe("what must hold", () => {
  const size = fc.constantFrom(fn(), fn(4096, 4), fn(8192, 2), fn(16_384, 8));
  const cap = fc.integer({ min: 64, max: 2_000 });
  const count = fc.integer({ min: 0, max: 1_000 });

  it("more environments are never cheaper, and never beyond the cap", () => {
    fc.assert(
      fc.property(size, cap, count, fc.integer({ min: 0, max: 50 }), (one, maxVCpus, environments, more) => {
        const placed = place([one], limits(maxVCpus));
        const [fewer, most] = [placed([environments]), placed([environments + more])];
        expect(most.listUsdPerHour).toBeGreaterThanOrEqual(fewer.listUsdPerHour - 1e-9);
        const vCpus = US_EAST_1.instances[most.type ?? ""]?.vCpus ?? 0;
        expect(most.instances * vCpus).toBeLessThanOrEqual(maxVCpus);
      }),
    );
  });

  it("a higher price of any type is never cheaper", () => {
    const types = Object.keys(US_EAST_1.instances);
    fc.assert(
      fc.property(size, cap, count, fc.constantFrom(...types), (one, maxVCpus, environments, type) => {
        const instance = US_EAST_1.instances[type];
        if (!instance) throw new Error(type);
        const dearer = {
          ...US_EAST_1,
          instances: { ...US_EAST_1.instances, [type]: { ...instance, usdPerHour: instance.usdPerHour * 1.1 } },
        };
        const before = place([one], limits(maxVCpus))([environments]).listUsdPerHour;
        const after = createPlacement([one], limits(maxVCpus), dearer, basis)([environments]).listUsdPerHour;
        expect(after).toBeGreaterThanOrEqual(before - 1e-9);
      }),
    );
  });
});
