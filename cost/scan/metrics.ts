// Metrics of functions by the hour: which are read, and how points of any period up to an hour become hours.
import { CostError } from "../costError.ts";

export const HOUR = 3_600_000;
export const WEEK_HOURS = 7 * 24;

/** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html and, in lower case, those of Lambda Insights. */
export const METRICS = {
  Invocations: "Sum",
  Duration: "Sum",
  ConcurrentExecutions: "Maximum",
  used_memory_max: "Maximum",
  cpu_total_time: "Average",
  init_duration: "Average",
} as const;
export type MetricName = keyof typeof METRICS;
export const INSIGHTS: readonly MetricName[] = ["used_memory_max", "cpu_total_time", "init_duration"];

const STATISTICS = ["Sum", "Maximum", "Average"] as const;
export type Statistic = (typeof STATISTICS)[number];

/** One metric of one function, point by point. */
export interface Points {
  readonly name: string;
  readonly metric: MetricName;
  readonly statistic: Statistic;
  /** Milliseconds since the epoch at which each period begins. */
  readonly times: readonly number[];
  readonly values: readonly number[];
}

export interface Label {
  readonly name: string;
  readonly metric: MetricName;
  readonly statistic: Statistic;
}

const isMetric = (word: string): word is MetricName => Object.hasOwn(METRICS, word);
const isStatistic = (word: string): word is Statistic => (STATISTICS as readonly string[]).includes(word);

/** What a label must be, for an error. */
export const LABEL_RULE = `must be <function> <metric> [<statistic>] with one of ${Object.keys(METRICS).join(", ")}`;

/** The words of a label in any order; undefined for one that names no function and metric of ours. */
export function readLabel(text: string): Label | undefined {
  const words = text.trim().split(/\s+/);
  // A function may be called like a metric: what stands last is the metric.
  const at = words.findLastIndex(isMetric);
  const metric = words[at];
  if (metric === undefined || !isMetric(metric)) return undefined;
  const others = words.filter((_, index) => index !== at);
  const statistic = others.length > 1 ? others.findLast(isStatistic) : undefined;
  const names = others.filter((word) => word !== statistic);
  const [name] = names;
  if (name === undefined || names.length !== 1) return undefined;
  return { name, metric, statistic: statistic ?? METRICS[metric] };
}

/** Which statistics say what is needed. */
const ALLOWED: Readonly<Record<MetricName, readonly Statistic[]>> = {
  Invocations: ["Sum"],
  Duration: ["Sum", "Average"],
  ConcurrentExecutions: ["Maximum"],
  used_memory_max: ["Maximum"],
  cpu_total_time: ["Average"],
  init_duration: ["Average"],
};

/** @throws CostError for a statistic that does not say what is needed */
export function checkStatistic(subject: string, { name, metric, statistic }: Label): void {
  const allowed = ALLOWED[metric];
  if (allowed.includes(statistic)) return;
  throw new CostError(`${subject}: ${name} ${metric}: statistic: must be ${allowed.join(" or ")}, got ${statistic}`);
}

/** Between these instants CloudWatch was asked for points, in milliseconds since the epoch; the second is not of it. */
export interface Asked {
  readonly from: number;
  readonly until: number;
}

/** The hours that were measured of all functions. */
export interface Span {
  /** Milliseconds since the epoch at which the first hour begins. */
  readonly from: number;
  readonly hours: number;
  /** Whether it is known what was asked for: hours without invocations have no points, so that points alone may begin late. */
  readonly isAsked: boolean;
  /** Hours from one instant of which there are points to the next, at the least; undefined for fewer than two. */
  readonly stepHours: number | undefined;
}

/** The longest that is read, in hours. */
export const MAX_HOURS = 31 * 24;

/** @throws CostError when it is longer than a month */
export function spanOf(all: readonly Points[], asked: readonly Asked[] = []): Span {
  const times = new Set<number>();
  for (const points of all) for (const at of points.times) times.add(at);
  const isAsked = asked.length > 0;
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const at of [...times, ...asked.flatMap(({ from, until }) => [from, until - 1])]) {
    first = Math.min(first, at);
    last = Math.max(last, at);
  }
  if (first > last) return { from: 0, hours: 0, isAsked, stepHours: undefined };
  const from = Math.floor(first / HOUR);
  const hours = Math.floor(last / HOUR) - from + 1;
  if (hours > MAX_HOURS)
    throw new CostError(`metrics: must cover at most ${MAX_HOURS / 24} days, got ${Math.ceil(hours / 24)}`);
  const ordered = Float64Array.from(times).sort();
  const step = ordered.reduce((least, at, index) => Math.min(least, at - (ordered[index - 1] ?? -Infinity)), Infinity);
  return { from: from * HOUR, hours, isAsked, stepHours: Number.isFinite(step) ? step / HOUR : undefined };
}

/** What was measured of one function; an hour without a point had none. */
export interface HourlyLoad {
  readonly invocations: Float64Array;
  /** Milliseconds that all of its invocations ran. */
  readonly busyMs: Float64Array;
  /** The most at once; undefined where it was not measured. */
  readonly atOnce: Float64Array | undefined;
}

export interface Measures {
  readonly load: HourlyLoad;
  readonly has: ReadonlySet<MetricName>;
  /** The most of an environment's memory that was ever used, in MB. */
  readonly usedMemoryMb: number | undefined;
  /** Of one invocation, on average. */
  readonly cpuMs: number | undefined;
  readonly initMs: number | undefined;
}

const of = (points: readonly Points[], metric: MetricName) => points.filter((one) => one.metric === metric);

function highest(points: readonly Points[]): number | undefined {
  let most: number | undefined;
  for (const { values } of points) for (const value of values) most = Math.max(most ?? 0, value);
  return most;
}

/** Every hour counts by its invocations, or the same where they are not known. */
function weighted(points: readonly Points[], weightAt: (time: number) => number): number | undefined {
  let [sum, weights] = [0, 0];
  for (const { times, values } of points) {
    times.forEach((at, index) => {
      const weight = weightAt(at);
      sum += weight * (values[index] ?? 0);
      weights += weight;
    });
  }
  return weights > 0 ? sum / weights : undefined;
}

/** Of averages, those of an hour by how many each is of; all the same where that is counted over other periods. */
function meansByHour(
  averages: readonly Points[],
  hourOf: (at: number) => number,
  counted: ReadonlyMap<number, number>,
) {
  const hours = new Map<number, { at: number; value: number }[]>();
  for (const { times, values } of averages) {
    times.forEach((at, index) => {
      const before = hours.get(hourOf(at));
      const point = { at, value: values[index] ?? 0 };
      if (before) before.push(point);
      else hours.set(hourOf(at), [point]);
    });
  }
  return new Map(
    [...hours].map(([hour, points]) => {
      const isCounted = points.every(({ at }) => (counted.get(at) ?? 0) > 0);
      const weight = (at: number) => (isCounted ? (counted.get(at) ?? 0) : 1);
      const weights = points.reduce((sum, { at }) => sum + weight(at), 0);
      return [hour, points.reduce((sum, { at, value }) => sum + value * weight(at), 0) / weights];
    }),
  );
}

/** @param points of one function */
export function measuresOf(points: readonly Points[], { from, hours }: Span): Measures {
  const hourOf = (at: number) => Math.floor((at - from) / HOUR);
  const [invocations, busyMs] = [new Float64Array(hours), new Float64Array(hours)];
  const counted = new Map<number, number>();
  const durations = (wanted: Statistic) => of(points, "Duration").filter(({ statistic }) => statistic === wanted);
  const [sums, averages] = [durations("Sum"), durations("Average")];
  for (const { times, values } of of(points, "Invocations")) {
    times.forEach((at, index) => {
      const hour = hourOf(at);
      const value = values[index] ?? 0;
      invocations[hour] = (invocations[hour] ?? 0) + value;
      if (averages.length > 0) counted.set(at, (counted.get(at) ?? 0) + value);
    });
  }
  const summed = new Set<number>();
  for (const { times, values } of sums) {
    times.forEach((at, index) => {
      const hour = hourOf(at);
      summed.add(hour);
      busyMs[hour] = (busyMs[hour] ?? 0) + (values[index] ?? 0);
    });
  }
  for (const [hour, mean] of meansByHour(averages, hourOf, counted)) {
    // What both statistics say is the same time.
    if (!summed.has(hour)) busyMs[hour] = mean * (invocations[hour] ?? 0);
  }
  const concurrency = of(points, "ConcurrentExecutions");
  const atOnce = concurrency.length > 0 ? new Float64Array(hours) : undefined;
  for (const { times, values } of concurrency) {
    times.forEach((at, index) => {
      const hour = hourOf(at);
      if (atOnce) atOnce[hour] = Math.max(atOnce[hour] ?? 0, values[index] ?? 0);
    });
  }
  const byInvocations = (at: number) => invocations[hourOf(at)] ?? 0;
  return {
    load: { invocations, busyMs, atOnce },
    has: new Set(points.map(({ metric }) => metric)),
    usedMemoryMb: highest(of(points, "used_memory_max")),
    cpuMs: weighted(of(points, "cpu_total_time"), byInvocations),
    initMs: weighted(of(points, "init_duration"), byInvocations),
  };
}
