// Arbitrary functions of a team's own: one on instances of its own with a queue or a schedule, and one that shares them.
import fc from "fast-check";
import { nastyText } from "./texts.ts";

const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const VARIABLE_BYTES = 200;

const common = {
  /** Any handler will do: nothing is invoked. */
  handler: fc.constant("app/scaler/handler.ts"),
  architecture: fc.constant("arm64"),
  memoryMib: fc.constant(2_048),
  memoryGibPerVCpu: fc.constant(2),
  maxConcurrency: fc.integer({ min: 1, max: 64 }),
  timeoutSeconds: fc.integer({ min: 1, max: 900 }),
  description: optional(nastyText(256)),
  variables: fc.dictionary(fc.stringMatching(/^[a-z][a-z0-9_]{2,9}$/), nastyText(VARIABLE_BYTES), { maxKeys: 3 }),
};

const queue = fc.record({
  batchSize: fc.integer({ min: 1, max: 10_000 }),
  maximumBatchingWindowSeconds: fc.integer({ min: 1, max: 300 }),
  retentionDays: fc.integer({ min: 1, max: 14 }),
  maxReceiveCount: fc.integer({ min: 1, max: 1_000 }),
  maximumConcurrency: optional(fc.integer({ min: 2, max: 1_000 })),
});

const words = fc.record({
  ...common,
  capacityProvider: fc.constant({ architecture: "arm64", maxVCpus: 64, scaling: { mode: "Auto" } }),
  scaling: fc.constantFrom(
    { owner: "terraform", min: 1, max: 3 },
    { owner: "reconciler", baseline: { min: 1, max: 2 }, lease: { max: 4 } },
  ),
  queue: optional(queue),
  schedule: optional(
    fc.constantFrom({ expression: "rate(5 minutes)" }, { expression: "cron(0 8 * * ? *)", timeZone: "Europe/Dublin" }),
  ),
});

const letters = fc.record({
  ...common,
  capacityProvider: fc.constant({ sharedWith: "words" }),
  scaling: fc.constant({ owner: "reconciler", baseline: { min: 0, max: 0 }, lease: { max: 4 } }),
});

/** None, one or two. */
export const ownFunctions = fc.oneof(fc.constant({}), fc.record({ words }), fc.record({ words, letters }));
