// What is kept of the values of a period, and the statistics that are read from it.

/** Values of one period, summed up; percentiles are read to within 1 %. */
export interface Summary {
  sum: number;
  count: number;
  min: number;
  max: number;
  /** How many values there were in each logarithmic bucket; `-Infinity` is the one of zero and below. */
  readonly buckets: Map<number, number>;
}

/** Each bucket of a percentile is wider than the one before by so much. */
const WIDTH = Math.log(1.01);

const bucketOf = (value: number) => (value > 0 ? Math.round(Math.log(value) / WIDTH) : Number.NEGATIVE_INFINITY);

export const emptySummary = (): Summary => ({
  sum: 0,
  count: 0,
  min: Number.POSITIVE_INFINITY,
  max: Number.NEGATIVE_INFINITY,
  buckets: new Map(),
});

/** Adds a value that came `count` times. */
export function addValue(summary: Summary, value: number, count = 1): void {
  summary.sum += value * count;
  summary.count += count;
  summary.min = Math.min(summary.min, value);
  summary.max = Math.max(summary.max, value);
  const bucket = bucketOf(value);
  summary.buckets.set(bucket, (summary.buckets.get(bucket) ?? 0) + count);
}

/** Adds what another period had. */
export function addSummary(summary: Summary, other: Summary): void {
  summary.sum += other.sum;
  summary.count += other.count;
  summary.min = Math.min(summary.min, other.min);
  summary.max = Math.max(summary.max, other.max);
  for (const [bucket, count] of other.buckets) summary.buckets.set(bucket, (summary.buckets.get(bucket) ?? 0) + count);
}

const PERCENTILE = /^p(\d{1,2}(?:\.\d{1,10})?|100)$/;

/** Whether `statistic` is one that is evaluated here. */
export const isStatistic = (statistic: string): boolean =>
  Object.hasOwn(SIMPLE, statistic) || PERCENTILE.test(statistic);

const SIMPLE: Readonly<Record<string, (summary: Summary) => number>> = {
  Sum: ({ sum }) => sum,
  Average: ({ sum, count }) => sum / count,
  Minimum: ({ min }) => min,
  Maximum: ({ max }) => max,
  SampleCount: ({ count }) => count,
};

/** A statistic of values of which there is at least one. @param statistic one that `isStatistic` */
export function statisticOf(summary: Summary, statistic: string): number {
  const simple = Object.hasOwn(SIMPLE, statistic) ? SIMPLE[statistic] : undefined;
  return simple ? simple(summary) : percentile(summary, Number(PERCENTILE.exec(statistic)?.[1]));
}

function percentile({ buckets, count, min, max }: Summary, percent: number): number {
  const rank = Math.max(1, Math.ceil((percent / 100) * count));
  let seen = 0;
  for (const [bucket, there] of [...buckets].sort(([a], [b]) => a - b)) {
    seen += there;
    if (seen >= rank) return Math.min(max, Math.max(min, Math.exp(bucket * WIDTH)));
  }
  return max;
}
