// A hold: an operator's override. While it is in force nothing else counts, or nothing takes capacity below it; like a lease it
// always has an end.
import type { ScalingConfig } from "./scalingConfig.ts";

/** The longest hold; a longer one belongs into the configuration. */
export const MAX_HOLD_SECONDS = 14 * 24 * 60 * 60;

export interface Hold {
  /** Who holds. */
  readonly owner: string;
  readonly config: ScalingConfig;
  /** What is asked for counts on above it. @default nothing else counts */
  readonly neverDown?: boolean;
  readonly reason: string;
  /** ISO 8601. */
  readonly since: string;
  /** Seconds since the epoch; at and after it the hold is over. */
  readonly liveUntil: number;
}
