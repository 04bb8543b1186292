// What a workflow's error means to the client: a code and a sentence, never the error's own words.
import type { Failure } from "../videos/video.ts";

const TIMED_OUT: Failure = { code: "TIMED_OUT", message: "Processing took longer than it may." };
const WORKER_LOST: Failure = { code: "WORKER_LOST", message: "The machine that processed the video was lost." };

const FAILURES = new Map<string, Failure>(
  Object.entries({
    "States.Timeout": TIMED_OUT,
    "Sandbox.Timedout": TIMED_OUT,
    "Runtime.ExitError": WORKER_LOST,
    "Lambda.Unknown": WORKER_LOST,
    VideoInProgress: WORKER_LOST,
  }),
);

const UNKNOWN: Failure = { code: "PROCESSING_FAILED", message: "The video could not be processed." };

/** @param error an error's name in the workflow */
export const failureOf = (error: string): Failure => FAILURES.get(error) ?? UNKNOWN;
