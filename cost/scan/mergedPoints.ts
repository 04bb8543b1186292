// Points of one metric from several files: exports may overlap, and be of different periods.
import { HOUR, type Points } from "./metrics.ts";

/** The shortest distance of two points, which is how long each of them lasts; undefined for fewer than two. */
function periodOf({ times }: Points): number | undefined {
  const ordered = Float64Array.from(times).sort();
  let period: number | undefined;
  for (let index = 1; index < ordered.length; index++) {
    const distance = (ordered[index] ?? 0) - (ordered[index - 1] ?? 0);
    if (distance > 0) period = Math.min(period ?? distance, distance);
  }
  return period;
}

/** Each instant once: what a later file says of it counts. */
const union = (parts: readonly Points[]): Map<number, number> =>
  new Map(parts.flatMap(({ times, values }) => times.map((at, index) => [at, values[index] ?? 0] as const)));

/** Of each hour the points of one period: that in which the most was counted, since the other may begin or end inside the hour. */
function fullestByHour(periods: readonly ReadonlyMap<number, number>[]): Map<number, number> {
  const totals = periods.map((points) => {
    const hours = new Map<number, number>();
    for (const [at, value] of points) hours.set(Math.floor(at / HOUR), (hours.get(Math.floor(at / HOUR)) ?? 0) + value);
    return hours;
  });
  const isFullest = (period: number, hour: number) => {
    const own = totals[period]?.get(hour) ?? 0;
    return totals.every((hours, other) => {
      const total = hours.get(hour) ?? Number.NEGATIVE_INFINITY;
      return other < period ? total < own : total <= own;
    });
  };
  return new Map(
    periods.flatMap((points, period) => [...points].filter(([at]) => isFullest(period, Math.floor(at / HOUR)))),
  );
}

/** Every period of a metric once, whichever files have it. */
export function merged(all: readonly Points[]): Points[] {
  const series = Map.groupBy(all, ({ name, metric, statistic }) => `${name} ${metric} ${statistic}`);
  return [...series.values()].flatMap((parts) => {
    const [first] = parts;
    if (first === undefined || parts.length === 1) return parts;
    const known = parts.map(periodOf);
    // A part of one point is taken for one of the others' period.
    const usual = known.find((period) => period !== undefined);
    const periods = [...Map.groupBy(parts, (part) => periodOf(part) ?? usual).values()].map(union);
    const values = first.statistic === "Sum" && periods.length > 1 ? fullestByHour(periods) : union(parts);
    return [{ ...first, times: [...values.keys()], values: [...values.values()] }];
  });
}
