// An execution while it runs.
import type { Outcome } from "./execution.ts";
import type { HistoryRecorder } from "./history.ts";

export interface Run {
  history: HistoryRecorder;
  /** How it ended; undefined if it was let go by `leave`. Never rejects. */
  outcome: Promise<Outcome | undefined>;
  /** Ends it now, with this outcome. */
  end(outcome: Outcome): void;
  /** Stops working on it without an outcome, to be run again after a restart. */
  leave(): void;
}
