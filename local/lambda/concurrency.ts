// How many invocations of ordinary functions run at once: as many as a function has reserved, or as the account leaves to those
// that have reserved nothing. https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html

import type { FunctionSpec } from "./functionSpec.ts";

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const ACCOUNT_CONCURRENCY = 1_000;

/** `Reason` of a throttle. https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors */
type Reason = "ConcurrentInvocationLimitExceeded" | "ReservedFunctionConcurrentInvocationLimitExceeded";

/** A share of the account's concurrency, which a function has alone or with others. */
export class Concurrency {
  readonly limit: number;
  /** Why an invocation beyond the limit is throttled. */
  readonly reason: Reason;
  #taken = 0;

  constructor(limit: number, reason: Reason) {
    this.limit = limit;
    this.reason = reason;
  }

  /** Counts one invocation, or none when as many run as may. */
  take(): boolean {
    if (this.#taken >= this.limit) return false;
    this.#taken += 1;
    return true;
  }

  release(): void {
    this.#taken -= 1;
  }
}

/** Divides the account's concurrency: a function's own share where it has reserved one, else the rest, which the others share. */
export function shareConcurrency(functions: readonly FunctionSpec[]): (spec: FunctionSpec) => Concurrency {
  const reserved = functions.reduce((sum, { reservedConcurrency = 0 }) => sum + reservedConcurrency, 0);
  const rest = new Concurrency(Math.max(0, ACCOUNT_CONCURRENCY - reserved), "ConcurrentInvocationLimitExceeded");
  return ({ reservedConcurrency }) =>
    reservedConcurrency === undefined
      ? rest
      : new Concurrency(reservedConcurrency, "ReservedFunctionConcurrentInvocationLimitExceeded");
}
