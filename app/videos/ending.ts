// What every end of an attempt writes, whoever ends it.
import type { Clock } from "../shared/clock.ts";
import type { Change } from "./conditionalUpdate.ts";
import { OPEN_ATTRIBUTES } from "./table.ts";
import type { Failure, ProcessingResult } from "./video.ts";

export interface Retention {
  readonly clock: Clock;
  /** How long a finished video is kept; for ever when absent. */
  readonly retentionDays?: number | undefined;
}

type End = { readonly result: ProcessingResult } | { readonly failure: Failure };

/** Completed with its result, or failed; without what only an open attempt carries. */
export function ending(end: End, { clock, retentionDays }: Retention): Pick<Change, "set" | "remove"> {
  const status = "result" in end ? "completed" : "failed";
  const expiry = retentionDays !== undefined && { expiresAt: clock.nowSeconds() + retentionDays * 24 * 60 * 60 };
  return { set: { status, ...end, ...expiry }, remove: [...OPEN_ATTRIBUTES, "progress", "waitingFor"] };
}
