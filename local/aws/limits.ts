// Throttles calls as the real AWS does, whoever makes them, and counts them.
import type { Step } from "./call.ts";
import { CallCounter, type CallCounts } from "./callCounts.ts";
import { callRate } from "./callRates.ts";
import { throttle } from "./throttles.ts";
import { type Rate, TokenBucket } from "./tokenBucket.ts";

export interface CountedRate extends CallCounts {
  /** What shares the rate: `lambda control plane`, `states StartExecution`, … */
  readonly name: string;
  /** Absent where calls are counted only. */
  readonly rate?: Rate;
}

export interface Limits {
  readonly step: Step;
  /** What was called since the start or the last `forget`. */
  calls(): CountedRate[];
  /** Counts from zero again; what has been taken of the rates stays taken. */
  forget(): void;
}

/** @param now milliseconds that never go back */
export function createLimits(region: string, now: () => number = () => performance.now()): Limits {
  const buckets = new Map<string, TokenBucket>();
  const counted = new Map<string, { rate: Rate | undefined; counter: CallCounter }>();
  const isThrottled = (name: string, rate: Rate | undefined, at: number): boolean => {
    if (!rate) return false;
    const bucket = buckets.get(name) ?? new TokenBucket(rate);
    buckets.set(name, bucket);
    return !bucket.take(at);
  };
  return {
    step: async ({ service, operation = "" }) => {
      const at = now();
      const { name, rate } = callRate(service, operation, region);
      const throttled = isThrottled(name, rate, at);
      const { counter } = counted.get(name) ?? { counter: new CallCounter() };
      counted.set(name, { rate, counter });
      counter.add(operation, throttled, at);
      return throttled ? throttle(service) : undefined;
    },
    calls: () => [...counted].map(([name, { rate, counter }]) => ({ name, ...(rate && { rate }), ...counter.counts })),
    forget: () => counted.clear(),
  };
}
