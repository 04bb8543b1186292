// The tasks of our workflows: calls of the scaler, the processor and the dispatcher.
import { BUSY, backOff, catchAll, LOST, PASSING, PERSISTENT } from "./retries.ts";

/** The functions that a workflow calls. */
export interface WorkflowFunctions {
  /** The resource of a Task that invokes a function: `arn:<partition>:states:::lambda:invoke`. */
  readonly invoke: string;
  readonly scalerArn: string;
  readonly processorArn: string;
  readonly dispatcherArn: string;
  readonly processorName: string;
  /** The processor's timeout. */
  readonly processSeconds: number;
}

type Payload = Record<string, unknown>;

/** A task of ours on ordinary Lambda, with its own retries inside. */
const CALL_SECONDS = 60;

/** What the scaler says when asking again is of no use. */
const HOPELESS = ["CapacityUnavailable", "LeaseEnded", "UndeclaredFunction"];

export function tasksOf({
  invoke,
  scalerArn,
  processorArn,
  dispatcherArn,
  processorName,
  processSeconds,
}: WorkflowFunctions) {
  const call = (functionArn: string, payload: Payload) => ({
    Type: "Task",
    Resource: invoke,
    Parameters: { FunctionName: functionArn, Payload: payload },
    TimeoutSeconds: CALL_SECONDS,
  });
  const askDispatcher = (action: string, more: Payload) => call(dispatcherArn, { action, ...more });
  const askScaler = (action: string, more: Payload = {}) =>
    call(scalerArn, { action, functionName: processorName, "owner.$": "$$.Execution.Id", ...more });

  return {
    askDispatcher,

    /**
     * Acquire capacity and wait until it has settled: the states up to `next`.
     * @param asked the payload that says how much, for how long, and how long to wait
     * @param onError where any failure leads; the error is in `$.error`
     */
    capacity: (asked: Payload, { next, onError }: { next: string; onError: string }) => ({
      Acquire: {
        ...askScaler("acquire", asked),
        ResultSelector: { "settleBy.$": "$.Payload.settleBy", "retryAfterSeconds.$": "$.Payload.retryAfterSeconds" },
        ResultPath: "$.capacity",
        Retry: [{ ErrorEquals: HOPELESS, MaxAttempts: 0 }, ...PERSISTENT],
        Catch: catchAll(onError),
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
        Catch: catchAll(onError),
        Next: "IsSettled",
      },
      IsSettled: {
        Type: "Choice",
        Choices: [{ Variable: "$.checked.settled", BooleanEquals: true, Next: next }],
        Default: "WaitLonger",
      },
      WaitLonger: { Type: "Wait", SecondsPath: "$.checked.retryAfterSeconds", Next: "CheckCapacity" },
    }),

    /**
     * Process one attempt; whatever happens, the item itself succeeds, and a video that was given up is marked failed.
     * @param noRoom where an attempt leads that found no free environment in all its retries
     */
    processOne: ({ noRoom }: { noRoom: "MarkFailed" | "LeftToSweep" }) => ({
      StartAt: "Process",
      States: {
        Process: {
          ...call(processorArn, { "videoId.$": "$.videoId", "attempt.$": "$.attempt" }),
          TimeoutSeconds: processSeconds + CALL_SECONDS,
          ResultSelector: { "outcome.$": "$.Payload.outcome" },
          ResultPath: "$.processed",
          // What a Map gathers of its items must fit into 256 KiB, even if it is thrown away after.
          OutputPath: "$.processed",
          Retry: [
            backOff(BUSY, 20),
            backOff(PASSING, 6),
            // Its owner finishes, or falls silent and is replaced after 15 s.
            backOff(["VideoInProgress"], 40, 5, 30),
            // The attempt's claim lets a retry take over.
            backOff(LOST, 3),
            backOff(["States.TaskFailed"], 4),
          ],
          Catch: [{ ErrorEquals: BUSY, ResultPath: "$.error", Next: noRoom }, ...catchAll("MarkFailed")],
          End: true,
        },
        MarkFailed: {
          ...askDispatcher("fail", {
            videos: [{ "videoId.$": "$.videoId", "attempt.$": "$.attempt" }],
            "error.$": "$.error",
          }),
          ResultSelector: { "failed.$": "$.Payload.failed" },
          ResultPath: "$.failed",
          OutputPath: "$.failed",
          Retry: PERSISTENT,
          // The dispatcher's sweep ends the video then; the other videos of this run go on.
          Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.failed", Next: "LeftToSweep" }],
          End: true,
        },
        LeftToSweep: { Type: "Pass", Result: { left: true }, End: true },
      },
    }),

    /** Release the lease and end as the run went: failed if there is a `$.error`. */
    end: {
      Release: { ...askScaler("release"), ResultPath: "$.released", Retry: PERSISTENT, Next: "Outcome" },
      Outcome: {
        Type: "Choice",
        Choices: [{ Variable: "$.error", IsPresent: true, Next: "Failed" }],
        Default: "Done",
      },
      Failed: { Type: "Fail", ErrorPath: "$.error.Error", CausePath: "$.error.Cause" },
      Done: { Type: "Succeed" },
    },
  };
}
