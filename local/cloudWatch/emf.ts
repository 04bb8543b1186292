// CloudWatch's embedded metric format: a line of a log that is JSON and says which of its fields are metrics.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
import type { MetricId } from "./face.ts";
import type { MetricStore } from "./metricStore.ts";

interface Directive {
  readonly Namespace?: unknown;
  readonly Dimensions?: unknown;
  readonly Metrics?: unknown;
}

/** Of one metric in a line. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
const MOST_VALUES = 100;
const MOST_METRICS = 100;
const MOST_DIMENSIONS = 30;

/** Keeps the metrics of a log line, if it has any; what does not follow the format is a log line and nothing else. */
export function putEmbedded(store: Pick<MetricStore, "put">, line: string): void {
  if (!line.includes('"_aws"')) return;
  const fields = parse(line);
  const meta = objectOf(fields?._aws);
  if (!fields || !meta || typeof meta.Timestamp !== "number") return;
  for (const directive of listOf(meta.CloudWatchMetrics) as Directive[])
    for (const [id, values] of metricsOf(fields, directive))
      for (const value of values) store.put(id, { at: meta.Timestamp, value });
}

function* metricsOf(fields: Fields, directive: Directive): Generator<[MetricId, readonly number[]]> {
  const { Namespace: namespace, Dimensions, Metrics } = objectOf(directive) ?? {};
  if (typeof namespace !== "string") return;
  const sets = listOf(Dimensions).map((keys) => dimensionsOf(fields, listOf(keys)));
  for (const metric of listOf(Metrics).slice(0, MOST_METRICS)) {
    const name = objectOf(metric)?.Name;
    if (typeof name !== "string") continue;
    const values = [fields[name]].flat().slice(0, MOST_VALUES);
    const numbers = values.filter((value): value is number => typeof value === "number");
    for (const dimensions of sets.length === 0 ? [{}] : sets)
      if (dimensions) yield [{ namespace, name, dimensions }, numbers];
  }
}

/** Undefined when the line lacks one of them. */
function dimensionsOf(fields: Fields, keys: readonly unknown[]): Record<string, string> | undefined {
  const entries = keys.slice(0, MOST_DIMENSIONS).map((key) => [String(key), fields[String(key)]] as const);
  if (entries.some(([, value]) => typeof value !== "string")) return undefined;
  return Object.fromEntries(entries) as Record<string, string>;
}

type Fields = Readonly<Record<string, unknown>>;

const objectOf = (value: unknown): Fields | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function parse(line: string): Fields | undefined {
  try {
    return objectOf(JSON.parse(line));
  } catch {
    return undefined;
  }
}
