// Whether a video may wait for a batch window: one must be declared, still open, and be long enough for a video.
import type { Declaration } from "../capacity/declaration.ts";
import { openingsOf } from "../capacity/window.ts";
import type { Clock } from "../shared/clock.ts";
import { ProblemError } from "./problem.ts";

/** How far ahead an opening may lie that a video waits for. */
const AHEAD_MILLISECONDS = 400 * 24 * 60 * 60 * 1000;

/** A declaration changes with a deployment, so each worker reads it at most once a minute. */
const FRESH_SECONDS = 60;

export interface ProcessingWindows {
  /** @throws ProblemError 409 that says why none can */
  assertOneCanTakeIt(): Promise<void>;
}

/** @param options.videoSeconds the longest that one video may take */
export function createProcessingWindows(
  table: { declaration(functionName: string): Promise<Declaration> },
  { processorName, videoSeconds, clock }: { processorName: string; videoSeconds: number; clock: Clock },
): ProcessingWindows {
  let read: { readonly at: number; readonly declaration: Promise<Declaration> } | undefined;

  function declaration(): Promise<Declaration> {
    const now = clock.nowSeconds();
    if (read && now - read.at < FRESH_SECONDS) return read.declaration;
    const current = { at: now, declaration: table.declaration(processorName) };
    read = current;
    current.declaration.catch(() => {
      if (read === current) read = undefined;
    });
    return current.declaration;
  }

  return {
    async assertOneCanTakeIt() {
      const { windows } = await declaration();
      if (windows.length === 0) throw new ProblemError(409, "No batch window is declared; process the video now.");
      const now = clock.now().getTime();
      let longest = 0;
      for (const window of windows) {
        for (const { starts, closes } of openingsOf(window, now, now + AHEAD_MILLISECONDS)) {
          const seconds = (closes - Math.max(starts, now)) / 1000;
          if (seconds >= videoSeconds) return;
          longest = Math.max(longest, seconds);
        }
      }
      const why =
        longest > 0
          ? `the longest opening to come lasts ${Math.floor(longest)} s, and one video may take ${videoSeconds} s`
          : "none opens again";
      throw new ProblemError(409, `No batch window can take a video: ${why}. Process the video now.`);
    },
  };
}
