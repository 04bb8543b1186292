// The workflow of a batch: hold capacity until the window's end, and claim and process queued videos in chunks until none is
// left or the time is too short for another one. A chunk is a Distributed Map, so that the history stays small however many
// videos there are. https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
import { catchAll, PERSISTENT } from "./retries.ts";
import { tasksOf, type WorkflowFunctions } from "./tasks.ts";

export interface BatchDefinitionOptions extends WorkflowFunctions {
  readonly settleSeconds: number;
}

/** A run ends with its window; this bounds one whose window never ends. */
export const BATCH_TIMEOUT_SECONDS = 26 * 60 * 60;

/**
 * The JSON text of the state machine. Its input is app/videos/batchRuns.ts's BatchInput: how much capacity, until when, how
 * many videos at once, and how many at most.
 */
export function batchDefinition(options: BatchDefinitionOptions): string {
  const { capacity, processOne, askDispatcher, end } = tasksOf(options);
  // No room is nobody's failure: the video stays claimed, and the next round takes it first.
  const item = processOne({ noRoom: "LeftToSweep" });
  const asked = { "config.$": "$.config", "until.$": "$.leaseUntil", settleSeconds: options.settleSeconds };
  return JSON.stringify({
    Comment: "Processes what was queued for a window, within the window",
    StartAt: "Acquire",
    TimeoutSeconds: BATCH_TIMEOUT_SECONDS,
    States: {
      ...capacity(asked, { next: "Claim", onError: "Release" }),
      Claim: {
        ...askDispatcher("claim", {
          "run.$": "$$.Execution.Id",
          "until.$": "$.until",
          "concurrency.$": "$.concurrency",
          "left.$": "$.claimed.left",
          "rounds.$": "$.claimed.rounds",
        }),
        ResultSelector: { "videos.$": "$.Payload.videos", "left.$": "$.Payload.left", "rounds.$": "$.Payload.rounds" },
        ResultPath: "$.claimed",
        Retry: PERSISTENT,
        Catch: catchAll("Release"),
        Next: "IsAnythingClaimed",
      },
      IsAnythingClaimed: {
        Type: "Choice",
        Choices: [{ Variable: "$.claimed.videos[0]", IsPresent: true, Next: "ProcessChunk" }],
        Default: "Release",
      },
      ProcessChunk: {
        Type: "Map",
        ItemsPath: "$.claimed.videos",
        MaxConcurrencyPath: "$.concurrency",
        ItemProcessor: { ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" }, ...item },
        ResultPath: null,
        Catch: catchAll("Release"),
        Next: "Claim",
      },
      ...end,
    },
  });
}
