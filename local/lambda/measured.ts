// How an invocation ended, and how long it took.
import type { Clock } from "./clock.ts";
import { LambdaServiceError } from "./errors.ts";
import type { Answer } from "./timedInvocation.ts";

/** An invocation, as metrics count it. */
export interface Measured {
  readonly function: string;
  readonly outcome: "succeeded" | "failed" | "throttled";
  readonly milliseconds: number;
}

/** Runs an invocation of a function; `tell` hears how it ended. */
export async function measured(
  name: string,
  run: () => Promise<Answer>,
  { clock, tell }: { readonly clock: Clock; readonly tell: ((measured: Measured) => void) | undefined },
): Promise<Answer> {
  const began = clock.now();
  const ended = (outcome: Measured["outcome"]) =>
    tell?.({ function: name, outcome, milliseconds: clock.now() - began });
  try {
    const answer = await run();
    ended(answer.functionError === undefined ? "succeeded" : "failed");
    return answer;
  } catch (error) {
    if (error instanceof LambdaServiceError && error.statusCode === 429) ended("throttled");
    throw error;
  }
}
