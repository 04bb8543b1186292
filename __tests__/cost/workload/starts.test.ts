import { describe, expect, it } from "@jest/globals";
import { createBasis } from "../../../cost/constants.ts";
import { US_EAST_1 } from "../../../cost/prices/usEast1.ts";
import { loadOf } from "../../../cost/workload/load.ts";
import { type Pricing, runOptions } from "../../../cost/workload/options.ts";
import { type Start, startsOf } from "../../../cost/workload/starts.ts";
import { completeWorkload, type WorkloadInput, workloadSchema } from "../../../cost/workload/workload.ts";

const SECONDS = 730 * 3_600;
const JAVA = { requestsPerMonth: 20 * SECONDS, durationMs: 150, memoryMb: 4_096, architecture: "arm64" } as const;

function startsFor(input: Partial<WorkloadInput>, prices: Pricing["prices"] = US_EAST_1): Start[] {
  const basis = createBasis();
  const workload = completeWorkload(workloadSchema.parse({ ...JAVA, ...input }), basis, 0);
  const pricing = { prices, basis };
  return startsOf(workload, loadOf(workload, basis), runOptions(workload, pricing, undefined, false), pricing);
}
const usdOf = (starts: readonly Start[], name: RegExp) => starts.find((one) => name.test(one.name))?.usdPerMonth;

const gbSeconds = JAVA.requestsPerMonth * 0.15 * 4;
const requests = (JAVA.requestsPerMonth / 1e6) * 0.2;

describe("cold starts", () => {
  it("are not spoken of where neither the runtime nor the initialisation is known", () => {
    expect(startsFor({})).toEqual([]);
  });

  it("bill their initialisation on ordinary Lambda, at the documented share of requests", () => {
    const init = JAVA.requestsPerMonth * 0.01 * 2 * 4;

    expect(usdOf(startsFor({ initMs: 2_000 }), /^ordinary Lambda$/)).toBeCloseTo(
      (gbSeconds + init) * 0.0000133334 + requests,
      4,
    );
  });

  it("cost nothing more with SnapStart of Java, and its cache and restores with that of Python", () => {
    const java = startsFor({ runtime: "java21", initMs: 2_000 });
    const python = startsFor({ runtime: "python3.13", initMs: 2_000 });
    const free = gbSeconds * 0.0000133334 + requests;

    expect(usdOf(java, /SnapStart/)).toBeCloseTo(free, 4);
    const cached = 4 * SECONDS * 0.0000015046;
    const restored = JAVA.requestsPerMonth * 0.01 * 4 * 0.0001397998;
    expect(usdOf(python, /SnapStart/)).toBeCloseTo(free + cached + restored, 4);
  });

  it.each(["nodejs22.x", "provided.al2023"])("have no SnapStart to spare them for %s", (runtime) => {
    expect(startsFor({ runtime })).toContainEqual(
      expect.objectContaining({
        name: "ordinary Lambda with SnapStart",
        usdPerMonth: undefined,
        how: `not possible: ${runtime} has none`,
      }),
    );
  });

  it("do not happen up to the peak with provisioned concurrency, which bills while it waits", () => {
    const starts = startsFor({ runtime: "java21", peakToMean: 2 });

    const kept = 6 * 4 * SECONDS * 0.0000033334;
    expect(usdOf(starts, /provisioned/)).toBeCloseTo(kept + gbSeconds * 0.0000077778 + requests, 4);
    expect(starts.find(({ name }) => /provisioned/.test(name))?.waits).toBe("nothing up to 6 at once");
  });

  it("have no price where the table has none", () => {
    const { usdPerProvisionedDurationGbSecond: _, snapStart: __, ...lambda } = US_EAST_1.lambda;
    const starts = startsFor({ runtime: "dotnet8" }, { ...US_EAST_1, lambda });

    expect(starts.filter(({ how }) => how === "no price in the table").map(({ name }) => name)).toEqual([
      "ordinary Lambda with SnapStart",
      "ordinary Lambda with provisioned concurrency",
    ]);
  });

  it("are told beside managed instances only where these run the runtime", () => {
    const names = (runtime: string) => startsFor({ runtime }).map(({ name }) => name);

    expect(names("java21")).toContain("managed instances, always on");
    expect(names("java17")).not.toContain("managed instances, always on");
  });
});
