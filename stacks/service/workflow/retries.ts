// How tasks are retried, by what Step Functions calls the error.
// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
import { ROOM_SECONDS } from "../../../app/dispatcher/claims.ts";
import { CLAIM_SECONDS } from "../../../app/videos/attempts.ts";

/** No slot is free just now: throttled, not ready, or the chosen environment is full. */
export const BUSY = ["Lambda.TooManyRequestsException", "Lambda.ResourceNotReadyException", "Runtime.Unavailable"];

/** Lambda or the way to it failed. */
export const PASSING = [
  "Lambda.ServiceException",
  "Lambda.AWSLambdaException",
  "Lambda.SdkClientException",
  "Lambda.ClientExecutionTimeoutException",
];

/** The execution environment or the time was lost. */
export const LOST = ["Lambda.Unknown", "Runtime.ExitError", "Sandbox.Timedout", "States.Timeout"];

/** Another invocation has the attempt, or this one could not keep it. */
export const WORKED_ON = ["VideoInProgress", "ClaimExpired"];

/** @param interval seconds before the first retry; doubles each time up to `longest`, each with full jitter */
export const backOff = (errors: readonly string[], attempts: number, interval = 2, longest = 60) => ({
  ErrorEquals: errors,
  IntervalSeconds: interval,
  BackoffRate: 2,
  MaxAttempts: attempts,
  MaxDelaySeconds: longest,
  JitterStrategy: "FULL",
});

const FIRST_ROOM_SECONDS = 2;
const LONGEST_ROOM_SECONDS = 30;

/** Asks for a slot until ROOM_SECONDS have passed, pauses at their longest. */
export function whileBusy() {
  let attempts = 0;
  let waited = 0;
  for (let pause = FIRST_ROOM_SECONDS; waited + pause <= ROOM_SECONDS; attempts += 1) {
    waited += pause;
    pause = Math.min(LONGEST_ROOM_SECONDS, pause * 2);
  }
  return backOff(BUSY, attempts, FIRST_ROOM_SECONDS, LONGEST_ROOM_SECONDS);
}

const WORKED_ON_SECONDS = 15;

/** Asks again for as long as the longest attempt of another invocation may take, and its claim after that. */
export const whileWorkedOn = (videoSeconds: number) => ({
  ErrorEquals: WORKED_ON,
  IntervalSeconds: WORKED_ON_SECONDS,
  BackoffRate: 1,
  MaxAttempts: Math.ceil((videoSeconds + 2 * CLAIM_SECONDS) / WORKED_ON_SECONDS) + 1,
});

/** For a call that is safe to repeat, whatever became of it. */
export const PERSISTENT = [backOff(["States.ALL"], 8)];

/** Any error, remembered in `$.error`, leads to `next`. */
export const catchAll = (next: string) => [{ ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next: next }];
