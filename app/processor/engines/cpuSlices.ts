// CPU work in slices, one per turn of the event loop, however many callers there are: each of them may be one of many
// invocations in this worker, and between two slices the loop serves their I/O.
import { createHash } from "node:crypto";

/** The longest that the event loop waits for a slice, in milliseconds. */
export const SLICE_MILLISECONDS = 8;

const BLOCK = Buffer.alloc(16 * 1024, 0x5a);

export interface SliceTimer {
  /** Milliseconds, monotonic. */
  now(): number;
  /** Runs `task` in the next turn of the event loop. */
  nextTurn(task: () => void): void;
}

const systemTimer: SliceTimer = { now: () => performance.now(), nextTurn: (task) => setImmediate(task) };

export class CpuSlices {
  readonly #waiting: (() => void)[] = [];
  readonly #timer: SliceTimer;
  #scheduled = false;

  constructor(timer: SliceTimer = systemTimer) {
    this.#timer = timer;
  }

  /**
   * Hashes for `milliseconds` of CPU time, in slices, and gives the last digest (hex).
   * @param seed where the chain of digests starts
   * @throws the signal's reason, within one slice of its abort
   */
  async burn(milliseconds: number, seed: string, signal: AbortSignal): Promise<string> {
    let digest = seed;
    let left = milliseconds;
    do {
      await this.#turn();
      signal.throwIfAborted();
      const started = this.#timer.now();
      const slice = Math.min(left, SLICE_MILLISECONDS);
      do digest = createHash("sha256").update(digest).update(BLOCK).digest("hex");
      while (this.#timer.now() - started < slice);
      left -= this.#timer.now() - started;
    } while (left > 0);
    return digest;
  }

  #turn(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#scheduled || this.#waiting.length === 0) return;
    this.#scheduled = true;
    this.#timer.nextTurn(() => {
      this.#scheduled = false;
      this.#waiting.shift()?.();
      this.#schedule();
    });
  }
}
