// Timers that a test moves by hand: monotonic time and what is to happen in it.
import type { Timers } from "../../../app/processor/claimKeeper.ts";

export class ManualTimers implements Timers {
  #now = 0;
  readonly #due = new Set<{ readonly at: number; readonly callback: () => void }>();
  #underWay = 0;

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, callback: () => void): () => void {
    const timer = { at: this.#now + milliseconds, callback };
    this.#due.add(timer);
    return () => void this.#due.delete(timer);
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => void this.after(milliseconds, resolve));
  }

  /** Time stands still until that work, which does not go by these timers, is done. */
  async standStillFor<T>(work: Promise<T>): Promise<T> {
    this.#underWay += 1;
    return work.finally(() => {
      this.#underWay -= 1;
    });
  }

  get waiting(): number {
    return this.#due.size;
  }

  /** Lets everything happen that is due in the next milliseconds, with what follows from it. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    for (;;) {
      do await new Promise((resolve) => setImmediate(resolve));
      while (this.#underWay > 0);
      const [next] = [...this.#due].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (!next) break;
      this.#due.delete(next);
      this.#now = next.at;
      next.callback();
    }
    this.#now = end;
  }
}
