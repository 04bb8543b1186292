// How long the event loop of this worker was held, by the CPU time of its thread: other processes' load does not count.
import { type Running, record } from "./recorder.ts";

const TICK_MILLISECONDS = 5;
/** What is shorter is never recorded. */
const LEAST_MILLISECONDS = 10;

const every = setInterval;

/** CPU time of this thread so far, in milliseconds. */
export function threadCpu(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

/** Invocations that have run since the last tick. */
const touched = new Set<string>();
const inFlight = new Set<string>();

export function begins({ id }: Running): void {
  inFlight.add(id);
  touched.add(id);
}

export const ends = ({ id }: Running): boolean => inFlight.delete(id);

/** Records each turn of the loop that took CPU time, with those that may have taken it. */
export function watchLoop(): void {
  let last = threadCpu();
  const tick = () => {
    const now = threadCpu();
    if (now - last >= LEAST_MILLISECONDS && touched.size > 0)
      record("held-loop", { ids: [...touched], cpuMs: now - last });
    last = now;
    touched.clear();
    for (const id of inFlight) touched.add(id);
  };
  every(tick, TICK_MILLISECONDS).unref();
}
