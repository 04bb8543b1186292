// Metric data queries, as alarms and GetMetricData have them: statistics of metrics, and expressions of those.
import type { MetricId } from "./face.ts";
import { MetricMathError, parseExpression, type TimeSeries } from "./metricMath.ts";
import type { MetricStore } from "./metricStore.ts";
import { statisticOf } from "./statistics.ts";

/** One query of a list; an expression names others by their ids. */
export interface MetricQuery {
  readonly id: string;
  readonly metric?: { readonly id: MetricId; readonly stat: string; readonly periodSeconds: number };
  readonly expression?: string;
  readonly label?: string;
  readonly returnsData: boolean;
}

/** From the beginning of the first period on, and before the end of the last one, in milliseconds since the epoch. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** The period of a list of queries: the longest of its metrics. @default 60 */
export const periodOf = (queries: readonly MetricQuery[]): number =>
  Math.max(...queries.map(({ metric }) => metric?.periodSeconds ?? 60));

/** The series of each query that returns data, by its id. @throws MetricMathError for an expression that cannot be evaluated */
export function evaluate(
  store: Pick<MetricStore, "summaries">,
  queries: readonly MetricQuery[],
  { from, to }: Range,
): ReadonlyMap<string, TimeSeries> {
  const period = periodOf(queries) * 1_000;
  const periods = Array.from({ length: Math.max(0, Math.ceil((to - from) / period)) }, (_, n) => from + n * period);
  const known = new Map<string, TimeSeries>();
  const series = (id: string, outer: readonly string[]): TimeSeries => {
    const found = known.get(id);
    if (found) return found;
    const query = queries.find((one) => one.id === id);
    if (!query) throw new MetricMathError(`${id}: there is no query of this id`);
    if (outer.includes(id)) throw new MetricMathError(`${id}: is made of itself`);
    const inner = (of: string) => series(of, [...outer, id]);
    const made = query.metric
      ? statistics(query.metric)
      : parseExpression(query.expression ?? "")({ series: inner, periods });
    known.set(id, made);
    return made;
  };
  const statistics = ({ id, stat, periodSeconds }: NonNullable<MetricQuery["metric"]>): TimeSeries =>
    new Map([...store.summaries(id, from, to, periodSeconds)].map(([at, one]) => [at, statisticOf(one, stat)]));
  const returned = queries.filter(({ returnsData }) => returnsData);
  return new Map(returned.map(({ id }) => [id, new Map([...series(id, [])].sort(([a], [b]) => a - b))]));
}
