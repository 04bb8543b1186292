// Requests, folded: how many there were in each second, how long they took, and how many failed.
import type { Served } from "../httpApi/gateway.ts";
import type { Clock } from "../lambda/clock.ts";
import type { Traffic } from "./model.ts";

const SECOND = 1_000;
/** From here on a status is the service's failure, or a throttle. */
const isError = (status: number) => status >= 500 || status === 429;

/** The smallest value that so much of the values, in order, does not exceed. */
export function percentile(ordered: readonly number[], part: number): number {
  return ordered[Math.max(0, Math.ceil(part * ordered.length) - 1)] ?? 0;
}

/**
 * @param told what was served in a second in which something was, at its end
 * @returns takes each request
 */
export function foldTraffic(clock: Clock, told: (traffic: Traffic) => void): (served: Served) => void {
  let waiting: Served[] = [];
  const flush = () => {
    const ordered = waiting.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
    const errors = waiting.filter(({ status }) => isError(status)).length;
    const [p50, p95] = [percentile(ordered, 0.5), percentile(ordered, 0.95)];
    waiting = [];
    told({ at: clock.now(), count: ordered.length, errors, p50: Math.round(p50), p95: Math.round(p95) });
  };
  return (served) => {
    if (waiting.length === 0) clock.after(SECOND, flush);
    waiting.push(served);
  };
}
