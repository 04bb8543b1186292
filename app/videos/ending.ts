// What every end of an attempt writes, whoever ends it.
import type { Clock } from "../shared/clock.ts";
import type { Change } from "./conditionalUpdate.ts";
import { OPEN_ATTRIBUTES, WATCH } from "./table.ts";
import type { Failure, Output, ProcessingResult } from "./video.ts";

/** How long a processor that was cut off may go on to write outputs, in seconds. */
export const CUT_OFF_SECONDS = 2 * 60 * 60;

export interface Retention {
  readonly clock: Clock;
  /** How long a finished video is kept; for ever when absent. */
  readonly retentionDays?: number | undefined;
}

type End =
  | { readonly result: ProcessingResult; readonly outputs?: readonly Output[] | undefined }
  | { readonly failure: Failure };

/**
 * Completed with its result, or failed; without what only an open attempt carries.
 * @param leaves whether outputs may be there that it does not list: of its own, or of attempts before
 */
export function ending(end: End, { clock, retentionDays }: Retention, leaves: boolean): Pick<Change, "set" | "remove"> {
  const status = "result" in end ? "completed" : "failed";
  const now = clock.nowSeconds();
  const keptUntil = retentionDays === undefined ? undefined : now + retentionDays * 24 * 60 * 60;
  const looked = leaves
    ? { watch: WATCH.leftovers, checkAt: now, lateUntil: now + CUT_OFF_SECONDS, ...(keptUntil && { keptUntil }) }
    : resting(keptUntil);
  const set = { status, ...end, ...looked };
  return { set, remove: [...OPEN_ATTRIBUTES, "progress", "waitingFor"].filter((name) => !(name in set)) };
}

/** What leads the sweep to an ended video that left nothing. @param keptUntil seconds since the epoch */
export const resting = (keptUntil: number | undefined) =>
  keptUntil === undefined ? {} : { watch: WATCH.kept, checkAt: keptUntil };
