// What the dispatcher's answers mean as numbers.
import type { Values } from "../shared/metrics.ts";

type Answer = Readonly<Record<string, unknown>>;

const number = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined);

/** Of a sweep; of any other answer nothing. */
export const queueMetrics = ({ waiting, oldestWaitingSeconds }: Answer): Values<"queue"> => ({
  Waiting: number(waiting),
  OldestWaitingSeconds: number(oldestWaitingSeconds),
});

/** Videos that are queued again, and one that failed because it could not be run too often. */
export const accidentMetrics = ({ putBack, became }: Answer): Values<"accidents"> => ({
  Restarted: number(putBack),
  GivenUp: became === "failed" ? 1 : undefined,
});
