// Workloads for the tests of cost, complete and by chance.
import fc from "fast-check";
import { createBasis } from "../../../cost/constants.ts";
import { US_EAST_1 } from "../../../cost/prices/usEast1.ts";
import type { Pricing } from "../../../cost/workload/options.ts";
import {
  completeWorkload,
  type Workload,
  type WorkloadInput,
  workloadSchema,
} from "../../../cost/workload/workload.ts";

/** From when windows are counted. */
export const FROM = Date.parse("2026-01-01T00:00:00Z");

export const pricing = (): Pricing => ({ prices: US_EAST_1, basis: createBasis() });

/** 200 ms x 512 MB, io, one million a month, unless said otherwise. */
export const workload = (changes: Partial<WorkloadInput> = {}): Workload =>
  completeWorkload(
    workloadSchema.parse({ requestsPerMonth: 1e6, durationMs: 200, memoryMb: 512, ...changes }),
    createBasis(),
    FROM,
  );

/** What can be carried by some instance of the table. */
export const anyWorkload: fc.Arbitrary<WorkloadInput> = fc
  .record({
    requestsPerMonth: fc.double({ min: 0, max: 1e10, noNaN: true }),
    durationMs: fc.double({ min: 1, max: 60_000, noNaN: true }),
    memoryMb: fc.integer({ min: 128, max: 10_240 }),
    invocationShare: fc.double({ min: 0.05, max: 1, noNaN: true }),
    cpuShare: fc.double({ min: 0.01, max: 2, noNaN: true }),
    peakToMean: fc.double({ min: 1, max: 20, noNaN: true }),
    activeHours: fc.double({ min: 1, max: 730, noNaN: true }),
    arrival: fc.constantFrom("requests" as const, "queue" as const),
  })
  .map(({ invocationShare, ...input }) => ({
    ...input,
    invocationMemoryMb: Math.max(1, Math.floor(input.memoryMb * invocationShare)),
  }));
