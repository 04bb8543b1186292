// Calls to a service that throttles: few at once, each tried again after a while that grows, and not for ever.
import { isThrottled } from "../../throttled.ts";

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 20_000;
/** With the waits between them, about two minutes. */
const ATTEMPTS = 10;

export type Wait = (milliseconds: number) => Promise<unknown>;

export const sleep: Wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** @throws what the last attempt did */
export async function patiently<T>(call: () => Promise<T>, wait: Wait): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      if (attempt === ATTEMPTS || !isThrottled(error)) throw error;
      // Those that were throttled together do not come back together.
      const most = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt);
      await wait(most / 2 + Math.random() * (most / 2));
    }
  }
}

/** In any order, `atOnce` of them at a time; @throws what the first that fails did, after those under way */
export async function forEachOf<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const left = items.values();
  const worker = async () => {
    for (const item of left) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
}
