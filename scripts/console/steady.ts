// Reads again when something has changed, and from time to time: never twice at once, never more often than it may, and less and
// less often while it fails.
import type { Cancel, Clock } from "../../local/lambda/clock.ts";

export interface Pace {
  /** Between the beginnings of two reads, however much changes. */
  readonly leastMilliseconds: number;
  /** After so long it is read in any case. */
  readonly mostMilliseconds: number;
  /** Each failure doubles both, up to this. @default a failure changes nothing */
  readonly longestMilliseconds?: number;
}

export interface Steady {
  /** Something has changed. */
  poke(): void;
  stop(): void;
}

/** Goes on whatever happens to the wall clock. */
const monotonic: Clock = {
  now: () => performance.now(),
  after(milliseconds, action) {
    const timer = setTimeout(action, milliseconds);
    return () => clearTimeout(timer);
  },
};

/**
 * @param read gives false if it has not read: then it may at any time
 * @param failed told what a read threw, and after how many milliseconds the next one comes
 */
export function steady(
  read: () => Promise<boolean>,
  pace: Pace,
  failed: (error: unknown, again: number) => void,
  clock: Clock = monotonic,
): Steady {
  let cancel: Cancel = () => {};
  let began = Number.NEGATIVE_INFINITY;
  let failures = 0;
  let isReading = false;
  let isStale = false;
  let isStopped = false;

  const slowed = (milliseconds: number) =>
    Math.max(milliseconds, Math.min(pace.longestMilliseconds ?? 0, milliseconds * 2 ** failures));
  const untilNext = () => Math.max(0, began + slowed(pace.leastMilliseconds) - clock.now());
  const plan = (milliseconds: number) => {
    cancel();
    if (!isStopped) cancel = clock.after(milliseconds, () => void play());
  };

  async function play(): Promise<void> {
    isReading = true;
    isStale = false;
    const before = began;
    began = clock.now();
    try {
      if (await read()) failures = 0;
      else began = before;
    } catch (error) {
      failures += 1;
      if (!isStopped) failed(error, slowed(pace.mostMilliseconds));
    }
    isReading = false;
    plan(isStale ? untilNext() : slowed(pace.mostMilliseconds));
  }

  plan(0);
  return {
    poke() {
      if (isStale) return;
      isStale = true;
      if (!isReading) plan(untilNext());
    },
    stop() {
      isStopped = true;
      cancel();
    },
  };
}
