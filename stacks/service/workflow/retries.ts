// How tasks are retried, by what Step Functions calls the error.
// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html

/** Lambda could not take the call just now. */
export const BUSY = ["Lambda.TooManyRequestsException", "Lambda.ResourceNotReadyException"];

/** Lambda or the way to it failed. */
export const PASSING = [
  "Lambda.ServiceException",
  "Lambda.AWSLambdaException",
  "Lambda.SdkClientException",
  "Lambda.ClientExecutionTimeoutException",
];

/** The execution environment or the time was lost. */
export const LOST = ["Lambda.Unknown", "Runtime.ExitError", "Sandbox.Timedout", "States.Timeout"];

/** @param interval seconds before the first retry; doubles each time up to `longest`, each with full jitter */
export const backOff = (errors: readonly string[], attempts: number, interval = 2, longest = 60) => ({
  ErrorEquals: errors,
  IntervalSeconds: interval,
  BackoffRate: 2,
  MaxAttempts: attempts,
  MaxDelaySeconds: longest,
  JitterStrategy: "FULL",
});

/** For a call that is safe to repeat, whatever became of it. */
export const PERSISTENT = [backOff(["States.ALL"], 8)];

/** Any error, remembered in `$.error`, leads to `next`. */
export const catchAll = (next: string) => [{ ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next: next }];
