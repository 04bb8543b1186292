// Time for app's tests: stands still until it is moved by hand, and a sleep in it takes none.
import type { Clock } from "../../../app/shared/clock.ts";

export class ManualClock implements Clock {
  /** Every sleep that was asked for, in milliseconds. */
  readonly slept: number[] = [];
  /** What happens during a sleep. */
  whileAsleep: () => Promise<void> | void = () => {};
  #milliseconds = Date.UTC(2026, 0, 5, 8);

  now(): Date {
    return new Date(this.#milliseconds);
  }

  nowSeconds(): number {
    return Math.floor(this.#milliseconds / 1000);
  }

  async sleep(ms: number): Promise<void> {
    this.slept.push(ms);
    await this.whileAsleep();
  }

  advance(seconds: number): void {
    this.#milliseconds += seconds * 1000;
  }
}
