// A queue as the event source of a function of a team's own.
import { z } from "zod";
import { whole } from "./functionSchema.ts";
import { LIMITS } from "./limits.ts";

/** As AWS recommends, so that a batch can be tried again while the function is throttled: LIMITS.visibilityPerTimeout. */
export const visibilitySeconds = (queue: QueueConfig, timeoutSeconds: number): number =>
  queue.visibilityTimeoutSeconds ?? LIMITS.visibilityPerTimeout.value * timeoutSeconds;

export const queueSchema = z.strictObject({
  /** Messages that one invocation is given at most. */
  batchSize: whole(1, LIMITS.maxQueueBatch.value).default(10),
  /** How long messages are gathered for a batch. */
  maximumBatchingWindowSeconds: whole(0, 300).default(0),
  /** How long a message that was received stays hidden. @default 6 times timeoutSeconds */
  visibilityTimeoutSeconds: whole(0, LIMITS.maxVisibilitySeconds.value).optional(),
  /** How long a message waits before it is lost. */
  retentionDays: whole(1, LIMITS.maxQueueRetentionDays.value).default(4),
  /** A message that was received so often goes to the dead-letter queue. */
  maxReceiveCount: whole(1, 1_000).default(5),
  /** Batches at once; as many as Lambda makes of it when left out. */
  maximumConcurrency: whole(2, 1_000).optional(),
});

export type QueueConfig = z.output<typeof queueSchema>;
