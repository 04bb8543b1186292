// How many metrics alarms and dashboards name: CloudWatch bills each.
import type { Values } from "../../terraform/block.ts";
import { seriesOf } from "./emitted.ts";

/** One, unless it computes with several. */
export function alarmMetrics({ metric_query: queries }: Values): number {
  const all = [queries ?? []].flat() as { readonly metric?: unknown }[];
  return Math.max(1, all.filter(({ metric }) => [metric ?? []].flat().length > 0).length);
}

/** Namespace, name, then names and values of dimensions in turn, and how it is drawn. */
function readSeries(row: readonly unknown[]): string {
  const [namespace = "", name = "", ...dimensions] = row.filter((part) => typeof part === "string");
  const pairs = dimensions.flatMap((key, at) => (at % 2 === 0 ? [[key, dimensions[at + 1] ?? ""] as const] : []));
  return seriesOf(namespace, name, Object.fromEntries(pairs));
}

interface Widget {
  readonly properties?: { readonly metrics?: readonly (readonly unknown[])[] };
}

/**
 * Metrics by name and dimensions in a dashboard's body that no service of AWS writes; 0 when the body is not known yet.
 * @param counted elsewhere already, as seriesOf has them
 */
export function ownMetrics(body: unknown, counted: ReadonlySet<string> = new Set()): number {
  try {
    const { widgets = [] } = JSON.parse(String(body)) as { widgets?: readonly Widget[] };
    const series = widgets.flatMap(({ properties }) => properties?.metrics ?? []);
    const own = series.filter(([namespace]) => typeof namespace === "string" && !namespace.startsWith("AWS/"));
    return new Set(own.map(readSeries).filter((series) => !counted.has(series))).size;
  } catch {
    return 0;
  }
}
