// Figures that others have published, each with its source, what it is here, and why where that differs.
import { describe, expect, it } from "@jest/globals";
import { createBasis } from "../../cost/constants.ts";
import { alwaysOnUsdPerMonth } from "../../cost/instances.ts";
import { onDemandUsdPerMonth } from "../../cost/onDemand.ts";
import type { Architecture } from "../../cost/prices/priceTable.ts";
import { US_EAST_1 } from "../../cost/prices/usEast1.ts";
import { compare } from "../../cost/workload/compare.ts";
import { pricing, workload } from "../support/cost/workloads.ts";

const basis = createBasis();
const listUsdPerHour = (type: string): number => US_EAST_1.instances[type]?.usdPerHour ?? Number.NaN;

/** https://github.com/aws-samples/sample-aws-lambda-managed-instances, tools/pricing-calculator/tests/test-cases.json */
const CALCULATOR = { plan1Year: 0.32, plan3Years: 0.65 };

describe("AWS's calculator of managed instances", () => {
  it.each<[name: string, instances: number, requests: number, discount: number, totalUsd: number]>([
    ["Basic Calculation", 14, 1e6, 0, 1_704.385],
    ["IO-Heavy Workload", 8, 1e6, 0, 974.02],
    ["CPU-Heavy Workload", 26, 1e6, 0, 3_165.115],
    ["High Volume with Compute SP 1yr", 14, 1e7, CALCULATOR.plan1Year, 1_231.977],
    ["Compute SP 3yr", 14, 1e7, CALCULATOR.plan3Years, 742.95],
    ["High Volume, on demand", 14, 1e7, 0, 1_706.185],
    ["Basic Calculation, Compute SP 1yr", 14, 1e6, CALCULATOR.plan1Year, 1_230.177],
    ["CPU-Heavy Workload, Compute SP 3yr", 26, 1e6, CALCULATOR.plan3Years, 1_376.25],
  ])("%s: %i c7g.xlarge for a month, to the cent", (_, instances, requests, discount, totalUsd) => {
    const instancesUsd = alwaysOnUsdPerMonth(instances, listUsdPerHour("c7g.xlarge"), basis, discount);

    expect(instancesUsd + (requests / 1e6) * US_EAST_1.lambda.usdPerMillionRequests).toBeCloseTo(totalUsd, 2);
  });

  it.each<[name: string, requests: number, theirUsd: number]>([
    ["Basic Calculation", 1e6, 408.2],
    ["High Volume, on demand", 1e7, 4_082],
  ])(
    "%s: 2 %% less on ordinary Lambda, whose price of a millisecond it rounds to two digits",
    (_, requests, theirUsd) => {
      const use = { requestsPerMonth: requests, durationMs: 60_000, memoryMb: 512 };
      const { durationUsdPerMonth, requestsUsdPerMonth } = onDemandUsdPerMonth(use, "arm64", US_EAST_1);
      const ofTwoDigits = 6.8e-9 / (0.0000133334 / 1_000 / 2);

      expect(durationUsdPerMonth * ofTwoDigits + requestsUsdPerMonth).toBeCloseTo(theirUsd, 1);
    },
  );

  it.each<[name: string, requestsPerMonth: number, profile: "io" | "balanced" | "cpu", side: string]>([
    ["IO-Heavy Workload", 1e6, "io", "ordinary Lambda"],
    ["Basic Calculation", 1e6, "balanced", "ordinary Lambda"],
    ["CPU-Heavy Workload", 1e6, "cpu", "ordinary Lambda"],
    ["High Volume", 1e7, "balanced", "managed instances"],
  ])("%s: the same side is cheaper", (_, requestsPerMonth, profile, side) => {
    const { winner } = compare(
      workload({ requestsPerMonth, durationMs: 60_000, memoryMb: 512, profile, architecture: "arm64", peakToMean: 1 }),
      pricing(),
    );

    expect(winner.mode === "onDemand" ? "ordinary Lambda" : "managed instances").toBe(side);
  });
});

describe("AWS's examples of ordinary Lambda", () => {
  const PAGE = "https://aws.amazon.com/lambda/pricing/";

  it.each<[source: string, Architecture, requests: number, ms: number, mb: number, theirUsd: number, ourUsd: number]>([
    [`${PAGE}, mobile application backend`, "x86_64", 3e6, 120, 1_536, 2.73, 2.73],
    // The page rounded the price of a GB-second to $0.00001667 then.
    [`${PAGE}, as it was before 2020, example 1`, "x86_64", 3e6, 1_000, 512, 18.74, 18.73],
    [`${PAGE}, as it was before 2020, example 2`, "x86_64", 3e7, 200, 128, 11.63, 11.63],
  ])("%s", (_, architecture, requestsPerMonth, durationMs, memoryMb, theirUsd, ourUsd) => {
    const cost = onDemandUsdPerMonth({ requestsPerMonth, durationMs, memoryMb }, architecture, US_EAST_1, true);
    const usd = cost.durationUsdPerMonth + cost.requestsUsdPerMonth;

    expect(usd).toBeCloseTo(ourUsd, 2);
    expect(Math.abs(usd - theirUsd)).toBeLessThan(0.011);
  });
});

describe("three instances that do nothing", () => {
  it.each<[type: string, usd: number, oneYearUsd: number, threeYearsUsd: number]>([
    ["m7g.large", 205.51, 148.32, 89.35],
    ["m7i.large", 253.86, 183.22, 110.38],
    ["c7g.xlarge", 365.18, 263.57, 158.77],
    ["m9g.xlarge", 492.82, 355.69, 214.27],
    ["c9g.8xlarge", 3_503.33, 2_528.49, 1_523.19],
  ])("%s: $%f a month, as published price times 730 hours times 1.15", (type, usd, oneYearUsd, threeYearsUsd) => {
    const months = [0, CALCULATOR.plan1Year, CALCULATOR.plan3Years].map((discount) =>
      alwaysOnUsdPerMonth(3, listUsdPerHour(type), basis, discount),
    );

    for (const [index, expected] of [usd, oneYearUsd, threeYearsUsd].entries()) {
      expect(Math.abs((months[index] ?? 0) - expected)).toBeLessThan(0.01);
    }
  });
});

describe("a rule of thumb from when managed instances pay", () => {
  it("5 M steady requests a month of 2 GB do where one takes long, and shares its 2 GB with others", () => {
    // https://curiousdev.io/aws-lambda-managed-instances-part-2-cost says from about 5 M, without a duration
    const winnerAt = (durationMs: number, invocationMemoryMb: number) =>
      compare(
        workload({
          ...{ requestsPerMonth: 5e6, durationMs, memoryMb: 2_048, invocationMemoryMb },
          ...({ architecture: "arm64", peakToMean: 1 } as const),
        }),
        { ...pricing(), egress: "existing" },
      ).winner.mode;

    expect(winnerAt(500, 200)).toBe("onDemand"); // $67 of duration against the $206 of three instances
    expect(winnerAt(2_000, 200)).toBe("alwaysOn");
    expect(winnerAt(2_000, 2_048)).toBe("onDemand"); // eight at once, each with 2 GB, need more than three
  });
});
