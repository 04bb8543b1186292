// The pause after a failed initialisation: 1 s, 2 s, 4 s … up to a minute, so that broken code does not spin.

import type { Cancel, Clock } from "./clock.ts";

const LONGEST_SECONDS = 60;

export class Backoff {
  readonly #clock: Clock;
  #failures = 0;
  #cancel: Cancel | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get active(): boolean {
    return this.#cancel !== undefined;
  }

  /** Begins a pause, unless one is on; `over` is called at its end. */
  failed(over: () => void): void {
    if (this.active) return;
    const seconds = Math.min(LONGEST_SECONDS, 2 ** this.#failures);
    this.#failures += 1;
    this.#cancel = this.#clock.after(seconds * 1_000, () => {
      this.#cancel = undefined;
      over();
    });
  }

  succeeded(): void {
    this.#failures = 0;
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
