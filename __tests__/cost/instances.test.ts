import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { createBasis } from "../../cost/constants.ts";
import {
  alwaysOnUsdPerMonth,
  environmentsPerInstance,
  instancesFor,
  managedInstanceUsdPerHour,
} from "../../cost/instances.ts";
import { US_EAST_1 } from "../../cost/prices/usEast1.ts";

const instance = (type: string) => US_EAST_1.instances[type] as NonNullable<(typeof US_EAST_1.instances)[string]>;
const monthly = (count: number, type: string, discount = 0) =>
  alwaysOnUsdPerMonth(count, instance(type).usdPerHour, createBasis(), discount).toFixed(2);

describe("instances that run all month", () => {
  it.each([
    [3, "m7g.large", 0, "205.51"],
    [3, "c7g.xlarge", 0, "365.18"],
    [3, "m7g.large", 0.32, "148.32"],
    [3, "m7g.large", 0.65, "89.35"],
    [3, "c7g.xlarge", 0.32, "263.57"],
    [3, "c9g.8xlarge", 0, "3503.33"],
    [1, "m7g.large", 0, "68.50"],
    [0, "m7g.large", 0, "0.00"],
  ])("%i x %s with %d off EC2 cost $%4$s a month with the fee", (count, type, discount, usd) => {
    expect(monthly(count, type, discount)).toBe(usd);
  });

  it("owe the same fee whatever is off the EC2 price", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 10, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (list, off) => {
          const { ec2UsdPerHour, feeUsdPerHour } = managedInstanceUsdPerHour(list, createBasis(), off);

          expect(feeUsdPerHour).toBeCloseTo(list * 0.15, 12);
          expect(ec2UsdPerHour).toBeLessThanOrEqual(list);
        },
      ),
    );
  });
});

describe("environments on an instance", () => {
  it.each([
    // One vCPU and one GiB of the instance are gone first.
    ["m7g.large", { memoryMib: 2048, memoryGibPerVCpu: 2 }, 1],
    ["m7g.large", { memoryMib: 4096, memoryGibPerVCpu: 2 }, 0],
    ["c7g.xlarge", { memoryMib: 2048, memoryGibPerVCpu: 2 }, 3],
    ["c7g.xlarge", { memoryMib: 4096, memoryGibPerVCpu: 4 }, 1],
    ["m7g.2xlarge", { memoryMib: 4096, memoryGibPerVCpu: 4 }, 7],
    ["r7g.large", { memoryMib: 8192, memoryGibPerVCpu: 8 }, 1],
    ["r7g.large", { memoryMib: 16384, memoryGibPerVCpu: 8 }, 0],
    ["c9g.8xlarge", { memoryMib: 32768, memoryGibPerVCpu: 2 }, 1],
  ])("%s holds as many of %j as its CPU and its memory allow: %i", (type, size, count) => {
    expect(environmentsPerInstance(instance(type), size, createBasis())).toBe(count);
  });

  it.each([
    [0, 4, 0],
    [1, 4, 1],
    [2, 4, 2],
    [3, 4, 3],
    [12, 4, 3],
    [13, 4, 4],
    [100, 7, 15],
  ])("%i environments, %i to an instance, run on %i instances", (environments, perInstance, count) => {
    expect(instancesFor(environments, perInstance, createBasis())).toBe(count);
  });
});
