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

/** Invocations that have run since the last sample. */
const touched = new Set<string>();
const inFlight = new Set<string>();
let last = threadCpu();

/** Records what has been computed since the last sample, with those that may have computed it. */
function sample(): void {
  const now = threadCpu();
  if (now - last >= LEAST_MILLISECONDS && touched.size > 0)
    record("held-loop", { ids: [...touched], cpuMs: now - last });
  last = now;
  touched.clear();
  for (const id of inFlight) touched.add(id);
}

/** What was computed before it is not its own. */
export function begins({ id }: Running): void {
  sample();
  inFlight.add(id);
  touched.add(id);
}

export function ends({ id }: Running): void {
  sample();
  inFlight.delete(id);
  touched.delete(id);
}

/** Samples each turn of the loop that takes long: a timer fires once in it. */
export function watchLoop(): void {
  every(sample, TICK_MILLISECONDS).unref();
}
