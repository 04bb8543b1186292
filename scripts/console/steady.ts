// Reads again when something has changed, and from time to time: never twice at once, never more often than it may.

export interface Pace {
  /** Between the beginnings of two reads, however much changes. */
  readonly leastMilliseconds: number;
  /** After so long it is read in any case. */
  readonly mostMilliseconds: number;
}

export interface Steady {
  /** Something has changed. */
  poke(): void;
  stop(): void;
}

/** @param failed told what a read threw; the next one comes all the same */
export function steady(read: () => Promise<void>, pace: Pace, failed: (error: unknown) => void): Steady {
  let timer: NodeJS.Timeout | undefined;
  let began = Number.NEGATIVE_INFINITY;
  let isReading = false;
  let isStale = false;
  let isStopped = false;

  const plan = (milliseconds: number) => {
    clearTimeout(timer);
    if (!isStopped) timer = setTimeout(play, milliseconds);
  };

  async function play(): Promise<void> {
    isReading = true;
    isStale = false;
    began = performance.now();
    try {
      await read();
    } catch (error) {
      if (!isStopped) failed(error);
    }
    isReading = false;
    plan(isStale ? Math.max(0, began + pace.leastMilliseconds - performance.now()) : pace.mostMilliseconds);
  }

  plan(0);
  return {
    poke() {
      if (isStale) return;
      isStale = true;
      if (!isReading) plan(Math.max(0, began + pace.leastMilliseconds - performance.now()));
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
