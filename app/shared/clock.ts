// Time as a value that can be passed in, so that what depends on it can be tested without waiting.
import { setTimeout as sleep } from "node:timers/promises";

export interface Clock {
  now(): Date;
  /** Whole seconds since the epoch. */
  nowSeconds(): number;
  /** Resolves after that many milliseconds. */
  sleep(ms: number): Promise<void>;
}

export const systemClock: Clock = {
  now: () => new Date(),
  nowSeconds: () => Math.floor(Date.now() / 1000),
  sleep: (ms) => sleep(ms),
};
