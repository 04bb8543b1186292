// The series of a simulation in longer periods, for tables.
import { throttledIn } from "./series.ts";
import { minuteAt, type Simulation } from "./simulate.ts";
import { meanCpuUtilization } from "./totals.ts";
import { MINUTE } from "./traffic.ts";

export interface Bucket {
  /** Milliseconds since the epoch at which its first simulated minute begins. */
  readonly at: number;
  readonly requests: number;
  readonly throttled: number;
  /** Highest of its minutes. */
  readonly environments: number;
  readonly instances: number;
  /** 0 to 1 */
  readonly meanCpuUtilization: number;
  readonly usd: number;
}

/** Periods begin at whole multiples of their length in UTC; the first and the last may be cut. */
export function bucketsOf(simulation: Simulation, everyMinutes: number): Bucket[] {
  const { series } = simulation;
  const count = series.requests.length;
  const offset = (simulation.from / MINUTE) % everyMinutes;
  const buckets: Bucket[] = [];
  for (let start = 0; start < count; ) {
    const end = Math.min(count, start + everyMinutes - ((start + offset) % everyMinutes));
    const bucket = { requests: 0, throttled: 0, environments: 0, instances: 0, usd: 0 };
    for (let minute = start; minute < end; minute++) {
      bucket.requests += series.requests[minute] ?? 0;
      bucket.throttled += throttledIn(series, minute);
      bucket.environments = Math.max(bucket.environments, series.environments[minute] ?? 0);
      bucket.instances = Math.max(bucket.instances, series.instances[minute] ?? 0);
      bucket.usd += series.usd[minute] ?? 0;
    }
    buckets.push({
      at: minuteAt(simulation, start),
      ...bucket,
      meanCpuUtilization: meanCpuUtilization(series, start, end),
    });
    start = end;
  }
  return buckets;
}
