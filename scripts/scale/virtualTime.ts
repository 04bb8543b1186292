// Time that passes only when nothing is left to do: hours of waiting in seconds, with the real code in between.
export interface VirtualTime {
  /** Counts work that is under way outside of timers, such as a call of a store: time stands still meanwhile. */
  track<T>(work: Promise<T>): Promise<T>;
  /** Lets time pass until `isOver` says so; @throws Error after `seconds` */
  run(isOver: () => boolean, seconds: number): Promise<void>;
  /** Gives the real time back. */
  end(): void;
}

/** Turns of the event loop after which everything that promises alone can do is done. */
const TURNS = 2;

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Replaces `setTimeout` and `Date` of the whole process, from `startsAt` (milliseconds since the epoch) on. */
export function startVirtualTime(startsAt: number): VirtualTime {
  const real = { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout, Date: globalThis.Date };
  const timers = new Timers();
  let now = startsAt;
  globalThis.Date = class extends real.Date {
    constructor(...given: []) {
      super(...((given.length > 0 ? given : [now]) as []));
    }

    static override now(): number {
      return now;
    }
  } as DateConstructor;
  globalThis.setTimeout = ((action: () => void, milliseconds = 0) =>
    timers.add(now + Math.max(0, milliseconds), action)) as unknown as typeof setTimeout;
  globalThis.clearTimeout = ((timer: Timer | undefined) => timer && timers.cancel(timer)) as typeof clearTimeout;
  let pending = 0;

  async function settle(): Promise<void> {
    for (let quiet = 0; quiet < TURNS; quiet = pending === 0 ? quiet + 1 : 0) await turn();
  }

  return {
    track(work) {
      pending += 1;
      const done = () => {
        pending -= 1;
      };
      work.then(done, done);
      return work;
    },

    async run(isOver, seconds) {
      const end = now + seconds * 1000;
      for (await settle(); !isOver(); await settle()) {
        const next = timers.take();
        if (!next || next.at > end) throw new Error(`virtual time: not over after ${seconds} s`);
        now = Math.max(now, next.at);
        next.action();
      }
    },

    end() {
      Object.assign(globalThis, real);
    },
  };
}

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly action: () => void;
  cancelled: boolean;
  /** As Node's timers have them; here nothing keeps a process alive. */
  ref(): Timer;
  unref(): Timer;
}

const isBefore = (a: Timer, b: Timer) => a.at < b.at || (a.at === b.at && a.order < b.order);

/** Timers in the order of their time: a binary heap. */
class Timers {
  readonly #heap: Timer[] = [];
  #added = 0;

  add(at: number, action: () => void): Timer {
    this.#added += 1;
    const timer: Timer = { at, order: this.#added, action, cancelled: false, ref: () => timer, unref: () => timer };
    const heap = this.#heap;
    let index = heap.push(timer) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(timer, heap[parent] as Timer)) break;
      heap[index] = heap[parent] as Timer;
      index = parent;
    }
    heap[index] = timer;
    return timer;
  }

  cancel(timer: Timer): void {
    timer.cancelled = true;
  }

  /** The next timer that was not cancelled, taken out. */
  take(): Timer | undefined {
    for (let timer = this.#pop(); timer; timer = this.#pop()) if (!timer.cancelled) return timer;
    return undefined;
  }

  #pop(): Timer | undefined {
    const heap = this.#heap;
    const [first] = heap;
    const last = heap.pop();
    if (!first || !last || heap.length === 0) return first;
    let index = 0;
    for (;;) {
      const [left, right] = [2 * index + 1, 2 * index + 2];
      let next = left;
      if (right < heap.length && isBefore(heap[right] as Timer, heap[left] as Timer)) next = right;
      if (next >= heap.length || !isBefore(heap[next] as Timer, last)) break;
      heap[index] = heap[next] as Timer;
      index = next;
    }
    heap[index] = last;
    return first;
  }
}
