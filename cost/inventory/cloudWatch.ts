// How many metrics alarms and dashboards name: CloudWatch bills each.
import type { Values } from "../../terraform/block.ts";

/** One, unless it computes with several. */
export function alarmMetrics({ metric_query: queries }: Values): number {
  const all = [queries ?? []].flat() as { readonly metric?: unknown }[];
  return Math.max(1, all.filter(({ metric }) => [metric ?? []].flat().length > 0).length);
}

interface Widget {
  readonly properties?: { readonly metrics?: readonly (readonly unknown[])[] };
}

/** Metrics by name and dimensions in a dashboard's body that no service of AWS writes; 0 when the body is not known yet. */
export function ownMetrics(body: unknown): number {
  try {
    const { widgets = [] } = JSON.parse(String(body)) as { widgets?: readonly Widget[] };
    const series = widgets.flatMap(({ properties }) => properties?.metrics ?? []);
    const own = series.filter(([namespace]) => typeof namespace === "string" && !namespace.startsWith("AWS/"));
    return new Set(own.map((one) => JSON.stringify(one.filter((part) => typeof part === "string")))).size;
  } catch {
    return 0;
  }
}
