// How often each rate was called, for tests and measurements: in all, on average and in the fullest second.

export interface CallCounts {
  /** Calls, those throttled included. */
  readonly calls: number;
  readonly throttled: number;
  /** The most in one second that a clock counts. */
  readonly maxPerSecond: number;
  /** From the first call to the last; all of them when both are within one second. */
  readonly meanPerSecond: number;
  /** By operation, as the SDK names it. */
  readonly operations: Readonly<Record<string, number>>;
}

export class CallCounter {
  readonly #operations = new Map<string, number>();
  #calls = 0;
  #throttled = 0;
  #maxPerSecond = 0;
  #second = Number.NaN;
  #inSecond = 0;
  #firstAt = 0;
  #lastAt = 0;

  /** @param now milliseconds that never go back */
  add(operation: string, isThrottled: boolean, now: number): void {
    if (this.#calls === 0) this.#firstAt = now;
    this.#lastAt = now;
    this.#calls += 1;
    if (isThrottled) this.#throttled += 1;
    this.#operations.set(operation, (this.#operations.get(operation) ?? 0) + 1);
    const second = Math.floor(now / 1_000);
    this.#inSecond = second === this.#second ? this.#inSecond + 1 : 1;
    this.#second = second;
    this.#maxPerSecond = Math.max(this.#maxPerSecond, this.#inSecond);
  }

  get counts(): CallCounts {
    const seconds = Math.max(1, (this.#lastAt - this.#firstAt) / 1_000);
    return {
      calls: this.#calls,
      throttled: this.#throttled,
      maxPerSecond: this.#maxPerSecond,
      meanPerSecond: Math.round((this.#calls / seconds) * 100) / 100,
      operations: Object.fromEntries(this.#operations),
    };
  }
}
