import { describe, expect, it } from "@jest/globals";
import { failureOf } from "../../../app/dispatcher/failures.ts";

describe("a workflow's error", () => {
  it.each([
    ["States.Timeout", "TIMED_OUT", "Processing took longer than it may."],
    ["Sandbox.Timedout", "TIMED_OUT", "Processing took longer than it may."],
    ["Runtime.ExitError", "WORKER_LOST", "The machine that processed the video was lost."],
    ["Lambda.Unknown", "WORKER_LOST", "The machine that processed the video was lost."],
    ["VideoInProgress", "WORKER_LOST", "The machine that processed the video was lost."],
    ["Error: secret", "PROCESSING_FAILED", "The video could not be processed."],
    ["constructor", "PROCESSING_FAILED", "The video could not be processed."],
  ])("%s is told as %s", (error, code, message) => {
    expect(failureOf(error)).toEqual({ code, message });
  });
});
