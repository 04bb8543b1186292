// Waits for a quiet period: does something each time that it has been quiet for so long, without a break.

import type { Cancel, Clock } from "./clock.ts";

export class QuietWatch {
  readonly #clock: Clock;
  readonly #seconds: number;
  readonly #passed: () => void;
  #cancel: Cancel | undefined;

  /** @param passed called when a period has passed; the next one begins with the next `see` */
  constructor(clock: Clock, seconds: number, passed: () => void) {
    this.#clock = clock;
    this.#seconds = seconds;
    this.#passed = passed;
  }

  see(isQuiet: boolean): void {
    if (!isQuiet) {
      this.stop();
    } else if (this.#cancel === undefined) {
      this.#cancel = this.#clock.after(this.#seconds * 1_000, () => {
        this.#cancel = undefined;
        this.#passed();
      });
    }
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
