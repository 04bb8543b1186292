// The calls of CloudWatch's API about metrics.
import { optional, optionalStrings, type Request } from "../aws/members.ts";
import type { CloudWatch } from "./cloudWatch.ts";
import type { MetricId } from "./face.ts";
import { MetricMathError } from "./metricMath.ts";
import { evaluate, type MetricQuery, periodOf } from "./queries.ts";
import { dimensionsIn, invalid, objects, page, periodIn, span, text, time } from "./request.ts";
import { isStatistic, statisticOf } from "./statistics.ts";

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
const MOST_QUERIES = 500;
const MOST_DATAPOINTS = 100_800;
/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html */
const MOST_STATISTICS = 1_440;
/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html */
const LISTED = 500;
/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html */
const MOST_PUT = 1_000;
const RECENT = 3 * 60 * 60 * 1_000;

function metricIn(request: Request): MetricId {
  const dimensions = dimensionsIn(request).map(([name, value = ""]) => [name, value]);
  return {
    namespace: text(request, "Namespace"),
    name: text(request, "MetricName"),
    dimensions: Object.fromEntries(dimensions),
  };
}

function statisticIn(statistic: string): string {
  if (isStatistic(statistic)) return statistic;
  throw invalid(`Stat: must be Sum, Average, Minimum, Maximum, SampleCount or a percentile here, got ${statistic}`);
}

function queryIn(request: Request): MetricQuery {
  const id = text(request, "Id");
  const { MetricStat } = request;
  const expression = optional(request, "Expression", "string");
  const label = optional(request, "Label", "string");
  if (!/^[a-z]\w*$/.test(id)) throw invalid(`Id: must begin with a lower-case letter, got ${id}`);
  if ((expression === undefined) === (MetricStat === undefined))
    throw invalid(`${id}: must have either MetricStat or Expression`);
  const ofMetric =
    MetricStat === undefined ? undefined : (objects({ MetricStat: [MetricStat] }, "MetricStat")[0] ?? {});
  return {
    id,
    ...(ofMetric && {
      metric: {
        id: metricIn((ofMetric.Metric ?? {}) as Request),
        stat: statisticIn(text(ofMetric, "Stat")),
        periodSeconds: periodIn(ofMetric),
      },
    }),
    ...(expression !== undefined && { expression }),
    ...(label !== undefined && { label }),
    returnsData: optional(request, "ReturnData", "boolean") ?? true,
  };
}

/** Times of periods are multiples of the period. */
const aligned = (at: number, periodSeconds: number) => Math.floor(at / (periodSeconds * 1_000)) * periodSeconds * 1_000;

export function getMetricData({ store }: CloudWatch, request: Request): object {
  const queries = objects(request, "MetricDataQueries").map(queryIn);
  if (queries.length === 0 || queries.length > MOST_QUERIES)
    throw invalid(`MetricDataQueries: must be 1 to ${MOST_QUERIES}, got ${queries.length}`);
  const { from, to } = span(request);
  const period = periodOf(queries);
  const begin = aligned(from, period);
  if ((to - begin) / (period * 1_000) > MOST_DATAPOINTS)
    throw invalid(`StartTime and EndTime: at most ${MOST_DATAPOINTS} datapoints can be asked for`);
  const isAscending = optional(request, "ScanBy", "string") === "TimestampAscending";
  try {
    const results = evaluate(store, queries, { from: begin, to });
    return {
      MetricDataResults: [...results].map(([Id, series]) => {
        const points = isAscending ? [...series] : [...series].reverse();
        const query = queries.find(({ id }) => id === Id);
        return {
          Id,
          Label: query?.label ?? query?.metric?.id.name ?? Id,
          Timestamps: points.map(([at]) => new Date(at)),
          Values: points.map(([, value]) => value),
          StatusCode: "Complete",
        };
      }),
      Messages: [],
    };
  } catch (error) {
    if (error instanceof MetricMathError) throw invalid(`Error in expression: ${error.message}`);
    throw error;
  }
}

export function getMetricStatistics({ store }: CloudWatch, request: Request): object {
  const id = metricIn(request);
  const period = periodIn(request);
  const { from, to } = span(request);
  const asked = [
    ...(optionalStrings(request, "Statistics") ?? []),
    ...(optionalStrings(request, "ExtendedStatistics") ?? []),
  ].map(statisticIn);
  if (asked.length === 0) throw invalid("At least one of Statistics and ExtendedStatistics must be given.");
  const begin = aligned(from, period);
  if ((to - begin) / (period * 1_000) > MOST_STATISTICS)
    throw invalid(
      `You have requested up to ${Math.ceil((to - begin) / (period * 1_000))} datapoints, which exceeds the limit of ${MOST_STATISTICS}.`,
    );
  const simple = (summary: Parameters<typeof statisticOf>[0], which: (name: string) => boolean) =>
    Object.fromEntries(asked.filter(which).map((name) => [name, statisticOf(summary, name)]));
  const isPercentile = (name: string) => name.startsWith("p");
  return {
    Label: id.name,
    Datapoints: [...store.summaries(id, begin, to, period)].map(([at, summary]) => ({
      Timestamp: new Date(at),
      ...simple(summary, (name) => !isPercentile(name)),
      ...(asked.some(isPercentile) && { ExtendedStatistics: simple(summary, isPercentile) }),
    })),
  };
}

export function listMetrics({ store }: CloudWatch, request: Request, now: number): object {
  const namespace = optional(request, "Namespace", "string");
  const name = optional(request, "MetricName", "string");
  const dimensions = dimensionsIn(request);
  const since = optional(request, "RecentlyActive", "string") === undefined ? 0 : now - RECENT;
  const found = store
    .ids()
    .filter(
      (id) =>
        (namespace ?? id.namespace) === id.namespace &&
        (name ?? id.name) === id.name &&
        dimensions.every(
          ([key, value]) => Object.hasOwn(id.dimensions, key) && (value ?? id.dimensions[key]) === id.dimensions[key],
        ) &&
        (store.lastAt(id) ?? 0) >= since,
    );
  const { items, next } = page(found, request, LISTED);
  return {
    Metrics: items.map((id) => ({
      Namespace: id.namespace,
      MetricName: id.name,
      Dimensions: Object.entries(id.dimensions).map(([Name, Value]) => ({ Name, Value })),
    })),
    ...(next !== undefined && { NextToken: next }),
  };
}

export function putMetricData(cloudWatch: CloudWatch, request: Request, now: number): object {
  const namespace = text(request, "Namespace");
  if (namespace.startsWith("AWS/")) throw invalid("The value AWS/ for parameter Namespace is invalid.");
  const data = objects(request, "MetricData");
  if (data.length > MOST_PUT) throw invalid(`MetricData: must be at most ${MOST_PUT}, got ${data.length}`);
  for (const datum of data) {
    const id = metricIn({ ...datum, Namespace: namespace });
    const at = time(datum, "Timestamp") ?? now;
    const value = optional(datum, "Value", "number");
    const values = datum.Values === undefined ? [value] : [datum.Values].flat();
    const counts = [datum.Counts ?? []].flat();
    if (values.some((one) => typeof one !== "number"))
      throw invalid("MetricData: Value or Values must be numbers; StatisticValues are not taken here");
    for (const [index, one] of values.entries())
      cloudWatch.put(id, { at, value: Number(one), count: Number(counts[index] ?? 1) });
  }
  return {};
}
