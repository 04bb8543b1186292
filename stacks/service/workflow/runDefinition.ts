// A run as Amazon States Language: claim, acquire capacity, wait until it has settled, process, claim again, and release when
// nothing is left. With overflow, ordinary Lambda works beside it. JSONPath only. https://states-language.net/spec.html
import { longestRunSeconds } from "../../../app/dispatcher/claims.ts";
import { CLAIM, claimedVideos } from "./claimedVideos.ts";
import { callsOf, type WorkflowFunctions } from "./functions.ts";
import { catchAll, PERSISTENT } from "./retries.ts";

export interface RunDefinitionOptions extends WorkflowFunctions {
  /** The longest that a run waits for capacity. */
  readonly settleSeconds: number;
}

/** What the scaler says when asking again is of no use. */
const HOPELESS = ["CapacityUnavailable", "LeaseEnded", "UndeclaredFunction"];

/** The JSON text of the state machine. Its input is a RunInput of app/videos/runs.ts. */
export function runDefinition(options: RunDefinitionOptions): string {
  const { overflowArn } = options;
  return JSON.stringify({
    Comment: "Claims queued videos, and has capacity for as long as there are any",
    StartAt: "WaitForStart",
    TimeoutSeconds: longestRunSeconds(options),
    States: {
      WaitForStart: {
        Type: "Wait",
        TimestampPath: "$.startAt",
        Next: overflowArn ? "BothPlaces" : CLAIM.managed.claim,
      },
      ...(overflowArn ? bothPlaces(options) : { ...onManaged(options, "Outcome"), ...outcome("$.error") }),
    },
  });
}

/** Ordinary Lambda begins at once with what managed instances are not there for. Each branch ends by itself, well or not. */
function bothPlaces(options: RunDefinitionOptions) {
  const overflow = claimedVideos({ functions: options, on: "overflow", done: "OverflowDone", failed: "OverflowDone" });
  // Both branches' data must fit into 256 KiB together, so neither keeps the chunk that it ended with.
  const ended = { Type: "Pass", Result: {}, ResultPath: "$.claimed", End: true };
  return {
    BothPlaces: {
      Type: "Parallel",
      Branches: [
        { StartAt: CLAIM.managed.claim, States: { ...onManaged(options, "ManagedDone"), ManagedDone: ended } },
        { StartAt: CLAIM.overflow.claim, States: { ...overflow, OverflowDone: ended } },
      ],
      ResultPath: "$.places",
      Next: "Outcome",
    },
    ...outcome("$.places[0].error"),
  };
}

/** @param next where the released run leads, with any failure in `$.error` */
function onManaged(options: RunDefinitionOptions, next: string) {
  const { askScaler } = callsOf(options);
  const retry = [{ ErrorEquals: HOPELESS, MaxAttempts: 0 }, ...PERSISTENT];
  return {
    ...claimedVideos({
      functions: options,
      on: "managed",
      claimed: "Acquire",
      done: "HasCapacity",
      failed: "HasCapacity",
    }),
    Acquire: {
      ...askScaler("acquire", {
        "config.$": "$.claimed.config",
        "seconds.$": "$.claimed.leaseSeconds",
        settleSeconds: options.settleSeconds,
      }),
      ResultSelector: {
        "settleBy.$": "$.Payload.settleBy",
        "retryAfterSeconds.$": "$.Payload.retryAfterSeconds",
        "since.$": "$.Payload.since",
      },
      ResultPath: "$.capacity",
      Retry: retry,
      Catch: catchAll("Release"),
      Next: "WaitForCapacity",
    },
    WaitForCapacity: { Type: "Wait", SecondsPath: "$.capacity.retryAfterSeconds", Next: "CheckCapacity" },
    // A run asks for all that its videos fill, and begins on the first environment: what finds no slot yet is busy and comes again.
    CheckCapacity: {
      ...askScaler("check", { "settleBy.$": "$.capacity.settleBy", "since.$": "$.capacity.since", atLeast: 1 }),
      ResultSelector: {
        "settled.$": "$.Payload.settled",
        "seen.$": "$.Payload.seen",
        "retryAfterSeconds.$": "$.Payload.retryAfterSeconds",
      },
      ResultPath: "$.checked",
      Retry: retry,
      Catch: catchAll("Release"),
      Next: "IsSettled",
    },
    IsSettled: {
      Type: "Choice",
      Choices: [{ Variable: "$.checked.settled", BooleanEquals: true, Next: CLAIM.managed.process }],
      Default: "WaitLonger",
    },
    WaitLonger: { Type: "Wait", SecondsPath: "$.checked.retryAfterSeconds", Next: "CheckCapacity" },
    HasCapacity: {
      Type: "Choice",
      Choices: [{ Variable: "$.capacity", IsPresent: true, Next: "Release" }],
      Default: next,
    },
    // A lease that could not be released ends by itself.
    Release: {
      ...askScaler("release"),
      ResultPath: "$.released",
      Retry: PERSISTENT,
      Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.released", Next: next }],
      Next: next,
    },
  };
}

/** Ends as the run went. @param error where a failure would be */
const outcome = (error: string) => ({
  Outcome: {
    Type: "Choice",
    Choices: [{ Variable: error, IsPresent: true, Next: "Failed" }],
    Default: "Done",
  },
  Failed: { Type: "Fail", ErrorPath: `${error}.Error`, CausePath: `${error}.Cause` },
  Done: { Type: "Succeed" },
});
