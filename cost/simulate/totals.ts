// A simulation in a few numbers.
import { THROTTLE_REASONS, type ThrottleReason } from "./model.ts";
import { type Series, THROTTLE_COLUMNS } from "./series.ts";

export interface SimulatedCost {
  readonly ec2Usd: number;
  readonly feeUsd: number;
  /** Of what was served; AWS does not charge for what it throttles. */
  readonly requestsUsd: number;
  readonly totalUsd: number;
}

export interface Totals {
  readonly requests: number;
  readonly served: number;
  readonly throttled: number;
  /** 0 to 1 */
  readonly throttledShare: number;
  readonly throttledBy: Readonly<Record<ThrottleReason, number>>;
  readonly environments: { readonly min: number; readonly mean: number; readonly max: number };
  readonly instances: { readonly mean: number; readonly max: number };
  /** 0 to 1; the mean is weighted by the environments that ran. */
  readonly cpuUtilization: { readonly mean: number; readonly peak: number };
  readonly cost: SimulatedCost;
  /** If it went on like that for a month. */
  readonly costPerMonth: SimulatedCost;
}

export interface Rates {
  readonly ec2UsdPerHour: number;
  readonly feeUsdPerHour: number;
  readonly usdPerMillionRequests: number;
  readonly hoursPerMonth: number;
}

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
const highest = (values: Float64Array): number => values.reduce((top, value) => Math.max(top, value), 0);
const lowest = (values: Float64Array): number =>
  values.reduce((bottom, value) => Math.min(bottom, value), Number.POSITIVE_INFINITY);

/** Mean CPU utilization from minute `from` until before `to`, weighted by environments; 0 where none ran. */
export function meanCpuUtilization({ cpuUtilization, environments }: Series, from: number, to: number): number {
  let busy = 0;
  let all = 0;
  for (let minute = from; minute < to; minute++) {
    busy += (cpuUtilization[minute] ?? 0) * (environments[minute] ?? 0);
    all += environments[minute] ?? 0;
  }
  return all === 0 ? 0 : busy / all;
}

export function totalsOf(series: Series, rates: Rates): Totals {
  const minutes = series.requests.length;
  const requests = sum(series.requests);
  const served = sum(series.served);
  const throttledBy = Object.fromEntries(
    THROTTLE_REASONS.map((reason) => [reason, sum(series[THROTTLE_COLUMNS[reason]])]),
  ) as Record<ThrottleReason, number>;
  const throttled = Object.values(throttledBy).reduce((total, count) => total + count, 0);
  const instanceHours = sum(series.instances) / 60;
  const costFor = (times: number): SimulatedCost => {
    const ec2Usd = times * instanceHours * rates.ec2UsdPerHour;
    const feeUsd = times * instanceHours * rates.feeUsdPerHour;
    const requestsUsd = times * (served / 1e6) * rates.usdPerMillionRequests;
    return { ec2Usd, feeUsd, requestsUsd, totalUsd: ec2Usd + feeUsd + requestsUsd };
  };
  return {
    requests,
    served,
    throttled,
    throttledShare: requests === 0 ? 0 : throttled / requests,
    throttledBy,
    environments: {
      min: lowest(series.environments),
      mean: sum(series.environments) / minutes,
      max: highest(series.environments),
    },
    instances: { mean: sum(series.instances) / minutes, max: highest(series.instances) },
    cpuUtilization: { mean: meanCpuUtilization(series, 0, minutes), peak: highest(series.cpuUtilization) },
    cost: costFor(1),
    costPerMonth: costFor((rates.hoursPerMonth * 60) / minutes),
  };
}
