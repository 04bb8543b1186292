// What every end of an attempt writes, whoever ends it.
import type { Clock } from "../shared/clock.ts";
import type { Change } from "./conditionalUpdate.ts";
import { OPEN_ATTRIBUTES, WATCH } from "./table.ts";
import type { Failure, Output, ProcessingResult } from "./video.ts";

export interface Retention {
  readonly clock: Clock;
  /** How long a finished video is kept; for ever when absent. */
  readonly retentionDays?: number | undefined;
}

type End =
  | { readonly result: ProcessingResult; readonly outputs?: readonly Output[] | undefined }
  | { readonly failure: Failure };

/** Completed with its result, or failed; without what only an open attempt carries. */
export function ending(end: End, { clock, retentionDays }: Retention): Pick<Change, "set" | "remove"> {
  const status = "result" in end ? "completed" : "failed";
  const kept = retentionDays !== undefined && {
    watch: WATCH.kept,
    checkAt: clock.nowSeconds() + retentionDays * 24 * 60 * 60,
  };
  const set = { status, ...end, ...kept };
  return { set, remove: [...OPEN_ATTRIBUTES, "progress", "waitingFor"].filter((name) => !(name in set)) };
}
