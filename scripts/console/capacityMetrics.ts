// What CloudWatch says of functions and of their capacity, in one GetMetricData: it is billed by the metric that is asked for.
// https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-monitoring.html
import type { CloudWatchClient, Metric, MetricDataQuery } from "@aws-sdk/client-cloudwatch";

const MINUTE = 60_000;
/** Lambda says so often what instances and environments have. */
const PERIOD = 5 * MINUTE;
const THROTTLES_SPAN = 60 * MINUTE;
/** Two more periods may have passed: what is older is not how it is now. */
const MOST_AGE = 2 * PERIOD;
const NAMESPACE = "AWS/Lambda";
/** A list that goes on longer than any capacity provider's is a fault. */
const MOST_PAGES = 10;

/** A value of the five minutes to `until`, in milliseconds since the epoch. */
export interface Latest {
  readonly value: number;
  readonly until: number;
}

/** What is not known is not there. */
export interface CapacityMetrics {
  /** By function: invocations turned away in the last hour; none of a function that was not called. */
  readonly throttles: ReadonlyMap<string, number>;
  /** By function: the most invocations at once in any of its environments. */
  readonly busiest: ReadonlyMap<string, Latest>;
  /** By capacity provider: vCPUs that its environments have, and those that its instances have left. */
  readonly allocated: ReadonlyMap<string, Latest>;
  readonly available: ReadonlyMap<string, Latest>;
}

const dimension = ({ Dimensions = [] }: Metric, name: string): string | undefined =>
  Dimensions.find(({ Name }) => Name === name)?.Value;

/** The metrics that there are of a capacity provider, with the instance types and functions that it has. */
export async function listMetrics(client: CloudWatchClient, capacityProvider: string): Promise<readonly Metric[]> {
  const { ListMetricsCommand } = await import("@aws-sdk/client-cloudwatch");
  const metrics: Metric[] = [];
  let next: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { Metrics = [], NextToken }: { Metrics?: Metric[]; NextToken?: string } = await client.send(
      new ListMetricsCommand({
        Namespace: NAMESPACE,
        Dimensions: [{ Name: "CapacityProviderName", Value: capacityProvider }],
        ...(next !== undefined && { NextToken: next }),
      }),
    );
    metrics.push(...Metrics);
    next = NextToken;
    if (next === undefined) break;
  }
  return metrics;
}

type What = keyof CapacityMetrics;

interface Asked {
  readonly what: What;
  /** Of which function or capacity provider. */
  readonly of: string;
  readonly metric: Metric;
  readonly stat: "Sum" | "Maximum";
  readonly period: number;
}

const OF_PROVIDERS: Readonly<Record<string, What>> = { vCPUAllocated: "allocated", vCPUAvailable: "available" };

/** By instance type, which add up. */
const ofProvider = (metric: Metric): Asked[] => {
  const what = OF_PROVIDERS[metric.MetricName ?? ""];
  const [of, type] = [dimension(metric, "CapacityProviderName"), dimension(metric, "InstanceType")];
  if (what === undefined || of === undefined || type === undefined || metric.Dimensions?.length !== 2) return [];
  return [{ what, of, metric, stat: "Sum", period: PERIOD }];
};

/** Of all versions together where CloudWatch has that, else of each. */
function ofFunction(name: string, listed: readonly Metric[]): Asked[] {
  const own = listed.filter(
    (metric) => metric.MetricName === "ExecutionEnvironmentConcurrency" && dimension(metric, "FunctionName") === name,
  );
  const whole = own.filter((metric) => dimension(metric, "Resource") === undefined);
  return (whole.length > 0 ? whole : own).map((metric) => ({
    what: "busiest",
    of: name,
    metric,
    stat: "Maximum",
    period: PERIOD,
  }));
}

const throttlesOf = (name: string): Asked => ({
  what: "throttles",
  of: name,
  metric: {
    Namespace: NAMESPACE,
    MetricName: "Throttles",
    Dimensions: [{ Name: "FunctionName", Value: name }],
  },
  stat: "Sum",
  period: MINUTE,
});

interface Point extends Pick<Asked, "what" | "of"> {
  readonly at: number;
  readonly value: number;
}

type Reduce = (values: readonly number[]) => number;

const sum: Reduce = (values) => values.reduce((a, b) => a + b, 0);
const maximum: Reduce = (values) => Math.max(...values);

/** Of several metrics together, in the newest period that has ended. */
function newest(points: readonly Point[], reduce: Reduce, now: number): Latest | undefined {
  const recent = points.filter(({ at }) => at + PERIOD <= now && now - at - PERIOD <= MOST_AGE);
  const last = Math.max(...recent.map(({ at }) => at));
  const values = recent.filter(({ at }) => at === last).map(({ value }) => value);
  return values.length > 0 ? { until: last + PERIOD, value: reduce(values) } : undefined;
}

/** Of a function that was called in that time. */
function throttlesSince(points: readonly Point[], since: number): number | undefined {
  const values = points.filter(({ at }) => at > since).map(({ value }) => value);
  return values.length > 0 ? sum(values) : undefined;
}

async function readPoints(client: CloudWatchClient, asked: readonly Asked[], now: number): Promise<readonly Point[]> {
  const { GetMetricDataCommand } = await import("@aws-sdk/client-cloudwatch");
  const end = Math.ceil(now / PERIOD) * PERIOD;
  const queries = asked.map(
    ({ metric, stat, period }, index): MetricDataQuery => ({
      Id: `m${index}`,
      MetricStat: { Metric: metric, Period: period / 1_000, Stat: stat },
    }),
  );
  // An hour of so few metrics is one page: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
  const { MetricDataResults: results = [] } = await client.send(
    new GetMetricDataCommand({
      StartTime: new Date(end - PERIOD - THROTTLES_SPAN),
      EndTime: new Date(end),
      MetricDataQueries: queries,
    }),
  );
  return results.flatMap(({ Id, Timestamps = [], Values = [] }) => {
    const one = asked[Number(Id?.slice(1))];
    return one ? Timestamps.map((at, index) => ({ ...one, at: at.getTime(), value: Values[index] ?? 0 })) : [];
  });
}

export interface ReadMetrics {
  /** Whose throttles are asked for. */
  readonly functions: readonly string[];
  /** What was listed of their capacity providers. */
  readonly listed: readonly Metric[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export async function readMetrics(
  client: CloudWatchClient,
  { functions, listed, now }: ReadMetrics,
): Promise<CapacityMetrics> {
  const asked = [
    ...functions.map(throttlesOf),
    ...listed.flatMap(ofProvider),
    ...functions.flatMap((name) => ofFunction(name, listed)),
  ];
  const points = await readPoints(client, asked, now);
  const byName = <T>(what: What, read: (own: readonly Point[]) => T | undefined): ReadonlyMap<string, T> => {
    const own = Map.groupBy(
      points.filter((point) => point.what === what),
      ({ of }) => of,
    );
    return new Map(
      [...own].flatMap(([name, all]) => {
        const found = read(all);
        return found === undefined ? [] : [[name, found] as const];
      }),
    );
  };
  return {
    throttles: byName("throttles", (own) => throttlesSince(own, now - THROTTLES_SPAN)),
    busiest: byName("busiest", (own) => newest(own, maximum, now)),
    allocated: byName("allocated", (own) => newest(own, sum, now)),
    available: byName("available", (own) => newest(own, sum, now)),
  };
}
