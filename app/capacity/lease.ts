// A lease: a running workflow's request for capacity, which always has an end.
import type { ScalingConfig } from "./scalingConfig.ts";

/** The longest lease, a safety net for work that died without releasing: the longest run, and some. */
export const MAX_LEASE_SECONDS = 30 * 60 * 60;

export interface Lease {
  /** Who asked: the ARN of the execution. Unique for ever, so a released lease never comes back. */
  readonly owner: string;
  readonly config: ScalingConfig;
  /** ISO 8601. */
  readonly acquiredAt: string;
  /** Seconds since the epoch; at and after it the lease asks for nothing. */
  readonly liveUntil: number;
  /** Why, in the words of whoever asked. */
  readonly reason?: string;
  /** Its owner has let go; until `liveUntil`, the end of the grace period, capacity stays for the next one. */
  readonly isReleased?: boolean;
}

export const isLive = ({ liveUntil }: { readonly liveUntil: number }, nowSeconds: number): boolean =>
  nowSeconds < liveUntil;
