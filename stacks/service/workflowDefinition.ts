// The workflow as Amazon States Language: acquire capacity, wait until it has settled, process, release. JSONPath and
// inline Map only. https://states-language.net/spec.html
import type { ScalingConfig } from "../../app/capacity/scalingConfig.ts";

export interface WorkflowDefinitionOptions {
  /** The resource of a Task that invokes a function: `arn:<partition>:states:::lambda:invoke`. */
  readonly invoke: string;
  readonly scalerArn: string;
  readonly processorArn: string;
  readonly dispatcherArn: string;
  readonly processorName: string;
  readonly lease: ScalingConfig;
  readonly timeoutSeconds: number;
  readonly settleSeconds: number;
  readonly processSeconds: number;
  readonly maxConcurrency: number;
}

/** The lease outlives the longest run, so that work never loses capacity; the margin covers the run's start and end. */
const LEASE_MARGIN_SECONDS = 300;

/** A task of ours on ordinary Lambda, with its own retries inside. */
const CALL_SECONDS = 60;

/** How Step Functions says that Lambda could not take the call just now. */
const BUSY = ["Lambda.TooManyRequestsException", "Lambda.ResourceNotReadyException"];
const PASSING = [
  "Lambda.ServiceException",
  "Lambda.AWSLambdaException",
  "Lambda.SdkClientException",
  "Lambda.ClientExecutionTimeoutException",
];

/** The execution environment or the time was lost; the attempt's claim lets a retry take over. */
const LOST = ["Lambda.Unknown", "Runtime.ExitError", "Sandbox.Timedout", "States.Timeout"];

const backOff = (errors: readonly string[], attempts: number, interval = 2, longest = 60) => ({
  ErrorEquals: errors,
  IntervalSeconds: interval,
  BackoffRate: 2,
  MaxAttempts: attempts,
  MaxDelaySeconds: longest,
  JitterStrategy: "FULL",
});

/** What the scaler says when asking again is of no use. */
const HOPELESS = ["CapacityUnavailable", "LeaseEnded", "UndeclaredFunction"];

/** Retry of a call that is safe to repeat, whatever became of it. */
const PERSISTENT = [backOff(["States.ALL"], 8)];

const catchAll = (next: string) => [{ ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next: next }];

/** The JSON text of the state machine. Its input: `{"videos": [{"videoId", "attempt"}]}`. */
export function workflowDefinition(options: WorkflowDefinitionOptions): string {
  const { invoke, scalerArn, processorArn, dispatcherArn, processorName, lease } = options;
  const { timeoutSeconds, settleSeconds, processSeconds, maxConcurrency } = options;

  const call = (functionArn: string, payload: Record<string, unknown>) => ({
    Type: "Task",
    Resource: invoke,
    Parameters: { FunctionName: functionArn, Payload: payload },
    TimeoutSeconds: CALL_SECONDS,
  });
  const askScaler = (action: string, more: Record<string, unknown> = {}) =>
    call(scalerArn, { action, functionName: processorName, "owner.$": "$$.Execution.Id", ...more });

  const processOne = {
    ProcessorConfig: { Mode: "INLINE" },
    StartAt: "Process",
    States: {
      Process: {
        ...call(processorArn, { "videoId.$": "$.videoId", "attempt.$": "$.attempt" }),
        TimeoutSeconds: processSeconds + CALL_SECONDS,
        ResultSelector: { "outcome.$": "$.Payload.outcome" },
        ResultPath: "$.processed",
        Retry: [
          backOff(BUSY, 20),
          backOff(PASSING, 6),
          // Its owner finishes, or falls silent and is replaced after 15 s.
          backOff(["VideoInProgress"], 40, 5, 30),
          backOff(LOST, 3),
          backOff(["States.TaskFailed"], 4),
        ],
        Catch: catchAll("MarkFailed"),
        End: true,
      },
      MarkFailed: {
        ...call(dispatcherArn, {
          action: "fail",
          videos: [{ "videoId.$": "$.videoId", "attempt.$": "$.attempt" }],
          "error.$": "$.error",
        }),
        ResultPath: "$.failed",
        Retry: PERSISTENT,
        // The dispatcher's sweep ends the video then; the other videos of this run go on.
        Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.failed", Next: "LeftToSweep" }],
        End: true,
      },
      LeftToSweep: { Type: "Pass", End: true },
    },
  };

  return JSON.stringify({
    Comment: "Wakes the processor up for a run and lets it go again",
    StartAt: "Acquire",
    TimeoutSeconds: timeoutSeconds,
    States: {
      Acquire: {
        ...askScaler("acquire", {
          config: { min: lease.min, max: lease.max },
          seconds: timeoutSeconds + LEASE_MARGIN_SECONDS,
          settleSeconds,
        }),
        ResultSelector: { "settleBy.$": "$.Payload.settleBy", "retryAfterSeconds.$": "$.Payload.retryAfterSeconds" },
        ResultPath: "$.capacity",
        Retry: PERSISTENT,
        Catch: catchAll("FailVideos"),
        Next: "WaitForCapacity",
      },
      WaitForCapacity: { Type: "Wait", SecondsPath: "$.capacity.retryAfterSeconds", Next: "CheckCapacity" },
      CheckCapacity: {
        ...askScaler("check", { "settleBy.$": "$.capacity.settleBy" }),
        ResultSelector: {
          "settled.$": "$.Payload.settled",
          "seen.$": "$.Payload.seen",
          "retryAfterSeconds.$": "$.Payload.retryAfterSeconds",
        },
        ResultPath: "$.checked",
        Retry: [{ ErrorEquals: HOPELESS, MaxAttempts: 0 }, ...PERSISTENT],
        Catch: catchAll("FailVideos"),
        Next: "IsSettled",
      },
      IsSettled: {
        Type: "Choice",
        Choices: [{ Variable: "$.checked.settled", BooleanEquals: true, Next: "ProcessVideos" }],
        Default: "WaitLonger",
      },
      WaitLonger: { Type: "Wait", SecondsPath: "$.checked.retryAfterSeconds", Next: "CheckCapacity" },
      ProcessVideos: {
        Type: "Map",
        ItemsPath: "$.videos",
        MaxConcurrency: maxConcurrency,
        ItemProcessor: processOne,
        ResultPath: "$.results",
        Catch: catchAll("FailVideos"),
        Next: "Release",
      },
      FailVideos: {
        ...call(dispatcherArn, { action: "fail", "videos.$": "$.videos", "error.$": "$.error" }),
        ResultPath: "$.failed",
        Retry: PERSISTENT,
        Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.failed", Next: "Release" }],
        Next: "Release",
      },
      Release: { ...askScaler("release"), ResultPath: "$.released", Retry: PERSISTENT, Next: "Outcome" },
      Outcome: {
        Type: "Choice",
        Choices: [{ Variable: "$.error", IsPresent: true, Next: "Failed" }],
        Default: "Done",
      },
      Failed: { Type: "Fail", ErrorPath: "$.error.Error", CausePath: "$.error.Cause" },
      Done: { Type: "Succeed" },
    },
  });
}
