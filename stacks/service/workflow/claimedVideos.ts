// The states that claim a chunk of videos and process it, on managed instances or as overflow: a chunk is a Distributed Map, so
// that the run's history stays small. https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
import { callsOf, type WorkflowFunctions } from "./functions.ts";
import { BUSY, backOff, catchAll, LOST, PASSING, PERSISTENT, WORKED_ON, whileBusy, whileWorkedOn } from "./retries.ts";

export interface ClaimedVideosOptions {
  readonly functions: WorkflowFunctions;
  /** Where the videos run: names the states, which must differ throughout a machine. */
  readonly on: "managed" | "overflow";
  /** Where a claimed chunk leads; the Map if left out. */
  readonly claimed?: string;
  /** Where it leads that nothing is left to claim. */
  readonly done: string;
  /** Where any failure leads; the error is in `$.error`. */
  readonly failed: string;
}

/** The names of the states for each place. */
export const CLAIM = {
  managed: { claim: "Claim", any: "IsAnythingClaimed", again: "LookAgain", process: "ProcessChunk", suffix: "" },
  overflow: {
    claim: "ClaimOverflow",
    any: "IsAnyForOverflow",
    again: "LookAgainForOverflow",
    process: "ProcessOverflow",
    suffix: "OnOverflow",
  },
} as const;

/** Claim → is anything claimed? → process the chunk → claim … */
export function claimedVideos({ functions, on, claimed, done, failed }: ClaimedVideosOptions) {
  const { askDispatcher } = callsOf(functions);
  const { claim, any, again, process } = CLAIM[on];
  return {
    [claim]: {
      ...askDispatcher("claim", {
        on,
        "run.$": "$$.Execution.Id",
        "asked.$": "$.asked",
        "startAt.$": "$.startAt",
        "left.$": "$.claimed.left",
        "first.$": "$.claimed.first",
      }),
      ResultSelector: {
        "videos.$": "$.Payload.videos",
        "left.$": "$.Payload.left",
        "lookAgainSeconds.$": "$.Payload.lookAgainSeconds",
        "config.$": "$.Payload.config",
        "leaseSeconds.$": "$.Payload.leaseSeconds",
        "concurrency.$": "$.Payload.concurrency",
        first: false,
      },
      ResultPath: "$.claimed",
      Retry: PERSISTENT,
      Catch: catchAll(failed),
      Next: any,
    },
    [any]: {
      Type: "Choice",
      Choices: [
        { Variable: "$.claimed.videos[0]", IsPresent: true, Next: claimed ?? process },
        { Variable: "$.claimed.lookAgainSeconds", NumericGreaterThan: 0, Next: again },
      ],
      Default: done,
    },
    [again]: { Type: "Wait", SecondsPath: "$.claimed.lookAgainSeconds", Next: claim },
    [process]: {
      Type: "Map",
      ItemsPath: "$.claimed.videos",
      MaxConcurrencyPath: "$.claimed.concurrency",
      // An item that failed is claimed again; the others go on.
      ToleratedFailurePercentage: 100,
      ItemProcessor: { ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" }, ...item(functions, on) },
      ResultPath: null,
      Catch: catchAll(failed),
      Next: claim,
    },
  };
}

/** One attempt. Whatever happens, the item succeeds: what was not processed is claimed again, later and later. */
function item(functions: WorkflowFunctions, on: "managed" | "overflow") {
  const { askDispatcher, process } = callsOf(functions);
  const { suffix } = CLAIM[on];
  const [processing, missed, left] = [`Process${suffix}`, `Missed${suffix}`, `Left${suffix}`];
  return {
    StartAt: processing,
    States: {
      [processing]: {
        ...process(String(on === "managed" ? functions.processorArn : functions.overflowArn)),
        ResultSelector: { "outcome.$": "$.Payload.outcome" },
        ResultPath: "$.processed",
        // What a Map gathers of its items must fit into 256 KiB, even if it is thrown away after.
        OutputPath: "$.processed",
        Retry: [
          whileBusy(),
          backOff(PASSING, 6),
          whileWorkedOn(functions.videoSeconds),
          // The attempt's claim lets a retry take over.
          backOff(LOST, 3),
          backOff(["States.TaskFailed"], 4),
        ],
        Catch: [{ ErrorEquals: [...BUSY, ...WORKED_ON], ResultPath: "$.error", Next: left }, ...catchAll(missed)],
        End: true,
      },
      [missed]: {
        ...askDispatcher("missed", { "videoId.$": "$.videoId", "attempt.$": "$.attempt", "error.$": "$.error" }),
        ResultSelector: { "became.$": "$.Payload.became" },
        ResultPath: "$.missed",
        OutputPath: "$.missed",
        Retry: PERSISTENT,
        Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.missed", Next: left }],
        End: true,
      },
      [left]: { Type: "Pass", Result: { left: true }, End: true },
    },
  };
}
