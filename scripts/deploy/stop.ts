// Ends a run in order when it is told to: terraform is asked once and waited for, and nothing further is begun.
import type { Child, Ended } from "./child.ts";
import { createPresses, EXIT_CODES, type StopSignal } from "./presses.ts";
import type { Screen } from "./screen.ts";

const STILL_WAITING_MILLISECONDS = 30_000;

/** Thrown where the run would go on after it was told to stop. */
export class Stopped extends Error {
  override readonly name = "Stopped";
  readonly exitCode: number;

  constructor(signal: StopSignal) {
    super(`stopped by ${signal}`);
    this.exitCode = EXIT_CODES[signal];
  }
}

export interface Stop {
  /** Waits for a child's end, whatever arrives meanwhile; a stop is said where the child may take its time. */
  wait(child: Child, isQuick?: "quick"): Promise<Ended>;
  /** @throws Stopped once a signal came, or nobody can read any more what is printed */
  check(): void;
  /** What a signal does. */
  receive(signal: StopSignal): void;
  /** Ends what waits for an answer. */
  readonly aborted: AbortSignal;
  readonly isForced: boolean;
}

interface StopOptions {
  readonly screen: Screen;
  /** Whether a second signal arrives here, and ends terraform at once. @default true */
  readonly canForce?: boolean;
  /** Milliseconds on a clock that does not jump. */
  readonly now?: () => number;
  /** Calls again and again until its result is called. */
  readonly every?: (milliseconds: number, call: () => void) => () => void;
}

const interval = (milliseconds: number, call: () => void) => {
  const timer = setInterval(call, milliseconds);
  return () => clearInterval(timer);
};

const shown = (milliseconds: number): string => {
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${String(seconds % 60).padStart(2, "0")}s`;
};

export function createStop({
  screen,
  canForce = true,
  now = () => performance.now(),
  every = interval,
}: StopOptions): Stop {
  const forceBy = canForce ? "; press Ctrl-C again to force" : "";
  const press = createPresses(now);
  const abort = new AbortController();
  let signalled: StopSignal | undefined;
  let isForced = false;
  let current: Child | undefined;
  let isQuick = false;
  let endWaiting = () => {};
  const sayWaiting = () => {
    const began = now();
    endWaiting = every(STILL_WAITING_MILLISECONDS, () => {
      screen.warn(`still waiting for terraform to end, ${shown(now() - began)}${forceBy}`);
    });
  };
  const receive = (signal: StopSignal): void => {
    const asked = press(signal);
    if (asked === "nothing") return;
    if (asked === "end") {
      signalled = signal;
      abort.abort();
      if (!current) return;
      if (!isQuick) {
        screen.warn(`stopping: terraform ends what it has begun, and writes the state${forceBy}`);
        sayWaiting();
      }
    } else {
      if (!current) return;
      isForced = true;
      screen.warn("forced: terraform ends at once");
    }
    current.interrupt();
  };
  return {
    async wait(child, quick) {
      current = child;
      isQuick = quick === "quick";
      try {
        return await child.ended;
      } finally {
        current = undefined;
        endWaiting();
      }
    },
    check() {
      if (signalled) throw new Stopped(signalled);
      if (screen.isLost) throw new Stopped("SIGHUP");
    },
    receive,
    aborted: abort.signal,
    get isForced() {
      return isForced;
    },
  };
}
