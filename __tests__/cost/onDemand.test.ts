import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { createBasis } from "../../cost/constants.ts";
import { gbSeconds, onDemandUsdPerMonth, slowdown, tieredUsd } from "../../cost/onDemand.ts";
import { US_EAST_1 } from "../../cost/prices/usEast1.ts";

describe("prices by tier", () => {
  const tiers = [{ upTo: 10, usd: 3 }, { upTo: 30, usd: 2 }, { usd: 1 }];

  it.each([
    [0, 0],
    [10, 30],
    [11, 32],
    [30, 70],
    [31, 71],
    [100, 140],
  ])("%i units cost $%i", (quantity, usd) => {
    expect(tieredUsd(tiers, quantity)).toBe(usd);
  });

  it("add up: a part and the rest cost as much as all", () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(1000), (part, rest) => {
        const rests = tieredUsd(tiers, part + rest) - tieredUsd(tiers, part);

        expect(rests).toBeLessThanOrEqual(tieredUsd(tiers, rest)); // later units are never dearer
      }),
    );
  });
});

describe("ordinary Lambda", () => {
  it.each([
    // 1 M x 0.2 s x 0.5 GB = 100,000 GB-s
    ["arm64", 1e6, 200, 512, 1.33334, 0.2],
    ["x86_64", 1e6, 200, 512, 1.66667, 0.2],
    // 10 B x 1 s x 1 GB: 7.5 B in the first tier, 2.5 B in the second
    ["arm64", 1e10, 1000, 1024, 7.5e9 * 0.0000133334 + 2.5e9 * 0.0000120001, 2000],
    // 20 B: 6 B, 9 B and 5 B
    ["x86_64", 2e10, 1000, 1024, 6e9 * 0.0000166667 + 9e9 * 0.000015 + 5e9 * 0.0000133334, 4000],
  ] as const)(
    "on %s, %d requests of %d ms and %d MB",
    (architecture, requestsPerMonth, durationMs, memoryMb, duration, requests) => {
      const cost = onDemandUsdPerMonth({ requestsPerMonth, durationMs, memoryMb }, architecture, US_EAST_1);

      expect(cost.durationUsdPerMonth).toBeCloseTo(duration, 4);
      expect(cost.requestsUsdPerMonth).toBeCloseTo(requests, 6);
    },
  );

  it.each([
    [1_000_000, 0, 0],
    [2_000_000, 0, 0.2],
    [10_000_000, 600_000 * 0.0000133334, 1.8],
  ])(
    "with the free tier unused, %d requests of 200 ms and 512 MB cost less",
    (requestsPerMonth, duration, requests) => {
      const cost = onDemandUsdPerMonth({ requestsPerMonth, durationMs: 200, memoryMb: 512 }, "arm64", US_EAST_1, true);

      expect(cost.durationUsdPerMonth).toBeCloseTo(duration, 6);
      expect(cost.requestsUsdPerMonth).toBeCloseTo(requests, 6);
    },
  );

  it.each([
    [1, 1769, 1],
    [1, 3538, 1],
    [0.1, 512, 1],
    [1, 1024, 1769 / 1024],
    [2, 1769, 2],
  ])("takes as long as its CPU allows: %d vCPU busy on %i MB, %d times", (cpuShare, memoryMb, times) => {
    expect(slowdown(cpuShare, memoryMb, createBasis())).toBeCloseTo(times, 12);
  });

  it("counts a GB as 1,024 MB", () => {
    expect(gbSeconds(10, 500, 2048)).toBe(10);
  });
});
