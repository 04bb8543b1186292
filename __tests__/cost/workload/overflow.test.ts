import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { sizeFor } from "../../../cost/workload/sizing.ts";
import type { WorkloadInput } from "../../../cost/workload/workload.ts";
import { dev } from "../../../stacks/config/dev.ts";
import { defineEnvironment } from "../../../stacks/config/environment.ts";
import type { EnvironmentInput } from "../../../stacks/config/schema.ts";
import { anyWorkload, pricing, workload } from "../../support/cost/workloads.ts";

const NIGHTLY: Partial<WorkloadInput> = {
  requestsPerMonth: 20_000,
  durationMs: 20_000,
  memoryMb: 3_008,
  arrival: "queue",
  activeHours: 60,
};
const size = (changes: Partial<WorkloadInput> = {}) => sizeFor(workload({ ...NIGHTLY, ...changes }), pricing());
const why = (changes: Partial<WorkloadInput>) =>
  size(changes).reasons.find(({ field }) => field === "overflow.upTo")?.why;

describe("overflow to ordinary Lambda", () => {
  it("goes up to what a launch of instances costs", () => {
    const { block } = size();

    // A launch of three m6g.large: 450 s x 3 x $0.077 x 1.15 / 3,600 s = $0.03321. An invocation on ordinary Lambda: 20 s x
    // 2.9375 GB x $0.0000133334 = $0.000784; on the instances, three at once, $0.000492. 0.03321 / 0.000292 = 113.
    expect(block.overflow).toMatchObject({ memoryMib: 3_008, upTo: 113 });
  });

  it("has as many at once as end while instances would have launched", () => {
    // 113 x 20 s in 90 s
    expect(size().block.overflow?.maxConcurrency).toBe(26);
  });

  it.each<[string, Partial<WorkloadInput>, RegExp]>([
    ["more memory than ordinary Lambda has", { memoryMb: 12_000 }, /not possible.* 10,240 MB, got 12,000 MB/],
    [
      "more time than it gives",
      { durationMs: 300_000, memoryMb: 1_024, cpuShare: 2, measuredOn: "managed" },
      /not possible.* 900 s for an invocation from a queue, got 1,036\.5 s/,
    ],
  ])("is not suggested for %s", (_, changes, reason) => {
    expect(size(changes).block.overflow).toBeUndefined();
    expect(why(changes)).toMatch(reason);
  });

  it("is not suggested for requests: what answers them is always there", () => {
    expect(size({ arrival: "requests" }).block.overflow).toBeUndefined();
    expect(why({ arrival: "requests" })).toBeUndefined();
  });

  it("is what the configuration takes, for any workload", () => {
    fc.assert(
      fc.property(anyWorkload, (input) => {
        const { overflow } = sizeFor(workload({ ...input, arrival: "queue", activeHours: 60 }), pricing()).block;
        const environment = JSON.parse(JSON.stringify(dev)) as EnvironmentInput;
        const engine = { type: "simulated", cpuMilliseconds: 1 }; // FFmpeg has rules of its own
        Object.assign(environment.functions.processor, { overflow, engine });

        const defined = defineEnvironment(environment);
        expect(defined.functions.processor.overflow).toEqual(overflow);
      }),
      { numRuns: 60 },
    );
  });
});
