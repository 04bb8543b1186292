// The states of a managed function's published version: which it is in, why, and whether a publish is still on its way.

import type { FunctionState, Report } from "./events.ts";

/** As in StateReasonCode and StateReason. https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html */
export interface StateReason {
  readonly code: string;
  readonly message: string;
}

export class Lifecycle {
  readonly #functionName: string;
  readonly #report: Report;
  readonly #published = Promise.withResolvers<void>();
  #state: FunctionState = "Pending";
  #failure: StateReason | undefined;
  #publishing = true;

  constructor(functionName: string, report: Report) {
    this.#functionName = functionName;
    this.#report = report;
  }

  get state(): FunctionState {
    return this.#state;
  }

  /** Why the publish failed, if it did. */
  get failure(): StateReason | undefined {
    return this.#failure;
  }

  /** From the publish until it has ended, well or not. */
  get publishing(): boolean {
    return this.#publishing;
  }

  /** Resolves when the first publish has ended. */
  get published(): Promise<void> {
    return this.#published.promise;
  }

  enter(to: FunctionState, reason?: string): void {
    const from = this.#state;
    if (from === to) return;
    this.#state = to;
    const why = reason === undefined ? {} : { reason };
    this.#report({ kind: "state-changed", function: this.#functionName, from, to, ...why });
  }

  /** A new publish begins. */
  publish(): void {
    this.#failure = undefined;
    this.#publishing = true;
    this.enter("Pending");
  }

  publishEnded(): void {
    this.#publishing = false;
    this.#published.resolve();
  }

  publishFailed(failure: StateReason): void {
    this.#failure = failure;
    this.enter("Failed", `${failure.code}: ${failure.message}`);
    this.publishEnded();
  }
}
