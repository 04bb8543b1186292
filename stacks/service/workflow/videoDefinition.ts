// The workflow of videos that are processed at once, as Amazon States Language: acquire capacity, wait until it has
// settled, process, release. JSONPath and inline Map only. https://states-language.net/spec.html
import type { ScalingConfig } from "../../../app/capacity/scalingConfig.ts";
import { catchAll, PERSISTENT } from "./retries.ts";
import { tasksOf, type WorkflowFunctions } from "./tasks.ts";

export interface VideoDefinitionOptions extends WorkflowFunctions {
  readonly lease: ScalingConfig;
  readonly timeoutSeconds: number;
  readonly settleSeconds: number;
  readonly maxConcurrency: number;
}

/** The lease outlives the longest run, so that work never loses capacity; the margin covers the run's start and end. */
const LEASE_MARGIN_SECONDS = 300;

/** The JSON text of the state machine. Its input: `{"videos": [{"videoId", "attempt"}]}`. */
export function videoDefinition(options: VideoDefinitionOptions): string {
  const { lease, timeoutSeconds, settleSeconds, maxConcurrency } = options;
  const { capacity, processOne, askDispatcher, end } = tasksOf(options);
  const asked = {
    config: { min: lease.min, max: lease.max },
    seconds: timeoutSeconds + LEASE_MARGIN_SECONDS,
    settleSeconds,
  };
  return JSON.stringify({
    Comment: "Wakes the processor up for a run and lets it go again",
    StartAt: "Acquire",
    TimeoutSeconds: timeoutSeconds,
    States: {
      ...capacity(asked, { next: "ProcessVideos", onError: "FailVideos" }),
      ProcessVideos: {
        Type: "Map",
        ItemsPath: "$.videos",
        MaxConcurrency: maxConcurrency,
        ItemProcessor: { ProcessorConfig: { Mode: "INLINE" }, ...processOne({ noRoom: "MarkFailed" }) },
        ResultPath: "$.results",
        Catch: catchAll("FailVideos"),
        Next: "Release",
      },
      FailVideos: {
        ...askDispatcher("fail", { "videos.$": "$.videos", "error.$": "$.error" }),
        ResultPath: "$.failed",
        Retry: PERSISTENT,
        Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.failed", Next: "Release" }],
        Next: "Release",
      },
      ...end,
    },
  });
}
