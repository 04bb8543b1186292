// Reports throttles of one function at most once a second, so that a saturated function does not flood whoever listens.

import type { Cancel, Clock } from "./clock.ts";
import type { Report } from "./events.ts";

const INTERVAL_MILLISECONDS = 1_000;

export class ThrottleReport {
  readonly #functionName: string;
  readonly #clock: Clock;
  readonly #report: Report;
  #count = 0;
  #lastAt = Number.NEGATIVE_INFINITY;
  #cancel: Cancel | undefined;

  constructor(functionName: string, clock: Clock, report: Report) {
    this.#functionName = functionName;
    this.#clock = clock;
    this.#report = report;
  }

  /** The first one is reported at once, those of the following second together at its end. */
  count(): void {
    this.#count += 1;
    this.#lastAt = this.#clock.now();
    if (this.#cancel === undefined) this.#flush();
  }

  /** Whether one was counted so recently, and is not forgotten. */
  within(seconds: number): boolean {
    return this.#clock.now() - this.#lastAt < seconds * 1_000;
  }

  forget(): void {
    this.#lastAt = Number.NEGATIVE_INFINITY;
  }

  #flush(): void {
    this.#cancel = undefined;
    if (this.#count === 0) return;
    this.#report({ kind: "throttled", function: this.#functionName, count: this.#count });
    this.#count = 0;
    this.#cancel = this.#clock.after(INTERVAL_MILLISECONDS, () => this.#flush());
  }
}
