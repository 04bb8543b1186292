// What was last observed of a function's capacity, as it is stored: waiting runs read it instead of asking Lambda.
import type { Observed } from "./observed.ts";
import type { ScalingConfig } from "./scalingConfig.ts";

/** One round of reconciling: reads what is asked for, puts what differs, and writes down what it saw. */
export interface Observation {
  /** Grows by one with every round. */
  readonly round: number;
  /** When the last round began, in milliseconds since the epoch. */
  readonly startedAt: number;
  /** The last round that ended; absent before the first one did. */
  readonly finished?: Finished;
  /** What was put last. */
  readonly lastPut?: LastPut;
  /** The version of the time zone data that the last round read windows by, such as `2026a`. */
  readonly tzdata?: string;
  /** When a put last lowered a field, in milliseconds since the epoch. */
  readonly loweredAt?: number;
}

/** Times are milliseconds since the epoch. */
export interface LastPut {
  readonly config: ScalingConfig;
  readonly at: number;
  /** Since when instances have been on their way, with puts before this one. */
  readonly since: number;
}

export interface Finished {
  readonly round: number;
  /** When what was observed was asked for, in milliseconds since the epoch. */
  readonly at: number;
  readonly observed?: Observed;
  /** Why the round could not do its part: a throttle, a conflict, no answer. */
  readonly error?: string;
  /** Since when Lambda has not been seen to have what was asked for; absent when it has. */
  readonly unsettledSince?: number;
  /** Since when it has been seen to have that, without another put; absent while it has not. */
  readonly settledSince?: number;
}

/** Before any round. */
export const UNOBSERVED: Observation = { round: 0, startedAt: 0 };
