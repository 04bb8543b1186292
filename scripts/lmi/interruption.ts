// Ctrl-C: a command ends at once, except where it has begun what must come to its end.
import { constants } from "node:os";

/** Thrown where a command would go on after it was told to end. */
class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/** Lets `work` come to its end whatever arrives meanwhile; it is told by the signal. @throws Interrupted afterwards, then */
export type Finish = <T>(work: (interrupted: AbortSignal) => Promise<T>) => Promise<T>;

export interface Interruption {
  readonly finish: Finish;
  /** Resolves to a shell's exit code for the signal, 128 and its number, as soon as the command may end. */
  readonly ended: Promise<number>;
}

/** @param signal aborted with the name of a process's signal */
export function createInterruption(signal: AbortSignal = new AbortController().signal): Interruption {
  const { promise: ended, resolve } = Promise.withResolvers<number>();
  let begun = 0;
  const endIfIdle = () => {
    if (signal.aborted && begun === 0) resolve(128 + constants.signals[signal.reason as NodeJS.Signals]);
  };
  signal.addEventListener("abort", endIfIdle);
  return {
    ended,
    finish(work) {
      begun += 1;
      return work(signal).finally(() => {
        begun -= 1;
        endIfIdle();
        if (signal.aborted) throw new Interrupted(`ended by ${signal.reason}`);
      });
    },
  };
}
