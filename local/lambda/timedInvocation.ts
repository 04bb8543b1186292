// One invocation against its deadline: the caller has an answer in time, whatever the code does.

import type { Clock } from "./clock.ts";
import type { Environment } from "./executionEnvironment.ts";
import type { Invocation, Outcome } from "./runtimeApi.ts";

/** What an invocation answers; `functionError` says that the function failed, not the service. */
export interface Answer {
  payload: string;
  functionError?: "Unhandled";
  /** The end of what the environment has printed since the invocation began; absent for one that never reached an environment. */
  logTail?: Buffer | undefined;
}

/** What a function is asked. */
export type Asked = Pick<Invocation, "requestId" | "payload" | "traceHeader">;

export interface TimedInvocation extends Asked {
  functionArn: string;
  timeoutSeconds: number;
}

/**
 * Runs an invocation and resolves with the function's answer, or with AWS's timeout error at the deadline. The code goes on running
 * after a timeout and keeps its slot; one that has not begun is taken back.
 */
export function invokeInTime(
  environment: Environment,
  invocation: TimedInvocation,
  clock: Clock,
  observer: {
    timedOut(): void;
    /** The slot is free again; so many seconds after the answer, if that was a timeout. */
    released(lateSeconds: number | undefined): void;
  },
): Promise<Answer> {
  const { timeoutSeconds, ...asked } = invocation;
  const { requestId } = asked;
  return new Promise((resolve) => {
    let timedOutAt: number | undefined;
    const cancel = clock.after(timeoutSeconds * 1_000, () => {
      resolve({ ...timeoutAnswer(requestId, timeoutSeconds), logTail: environment.logTail });
      environment.withdraw(requestId);
      timedOutAt = clock.now();
      observer.timedOut();
    });
    const deadlineMilliseconds = clock.now() + timeoutSeconds * 1_000;
    environment.invoke({ ...asked, deadlineMilliseconds }).then((outcome) => {
      cancel();
      resolve({ ...toAnswer(outcome, requestId), logTail: environment.logTail });
      observer.released(timedOutAt === undefined ? undefined : (clock.now() - timedOutAt) / 1_000);
    });
  });
}

function timeoutAnswer(requestId: string, timeoutSeconds: number): Answer {
  const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`;
  return { functionError: "Unhandled", payload: JSON.stringify({ errorType: "Sandbox.Timedout", errorMessage }) };
}

function toAnswer(outcome: Outcome, requestId: string): Answer {
  switch (outcome.kind) {
    case "response":
      return { payload: outcome.payload };
    case "error":
      return { payload: outcome.payload, functionError: "Unhandled" };
    case "lost": {
      const errorMessage = `RequestId: ${requestId} Error: Runtime exited with error: ${outcome.reason}`;
      return { functionError: "Unhandled", payload: JSON.stringify({ errorType: "Runtime.ExitError", errorMessage }) };
    }
  }
}
