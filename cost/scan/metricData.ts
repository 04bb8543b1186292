// Metrics from answers of GetMetricData: JSON as `aws cloudwatch get-metric-data` prints it, or CSV with a row for each point.
import { z } from "zod";
import { shown } from "../../app/shared/issues.ts";
import { CostError } from "../costError.ts";
import { eachRecord } from "../csvRecords.ts";
import { parseTimestamp, TIMESTAMP_RULE } from "../simulate/timestamp.ts";
import { type Asked, checkStatistic, LABEL_RULE, type Label, type Points, readLabel } from "./metrics.ts";

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDataResult.html */
export const metricDataResults = z.object({
  MetricDataResults: z.array(
    z.object({
      Label: z.string().nullish(),
      Timestamps: z.array(z.unknown()),
      Values: z.array(z.unknown()),
      StatusCode: z.string().nullish(),
    }),
  ),
  /** Those of the request, where lmi cost scan --save kept them. */
  StartTime: z.unknown().optional(),
  EndTime: z.unknown().optional(),
});

export interface MetricData {
  readonly points: readonly Points[];
  /** Of which CloudWatch refused something, by name. */
  readonly failed: readonly { readonly name: string; readonly why: string }[];
  /** Labels that name no function and metric of ours. */
  readonly strangers: readonly string[];
  /** Undefined where the file does not say it. */
  readonly asked?: Asked;
}

/** Files hold the same hours for every metric. */
function timestampReader(): (value: unknown, place: () => string) => number {
  const known = new Map<string, number>();
  return (value, place) => {
    if (value instanceof Date) return value.getTime();
    const text = typeof value === "string" ? value : "";
    const at = known.get(text) ?? parseTimestamp(text);
    if (at === undefined) throw new CostError(`${place()}: ${TIMESTAMP_RULE}, got ${shown(value)}`);
    known.set(text, at);
    return at;
  };
}

/** Every point of one function's metric once, in the order of time: exports may overlap. */
function collector() {
  const series = new Map<string, { label: Label; values: Map<number, number> }>();
  return {
    add(label: Label, at: number, value: number): void {
      const key = `${label.name} ${label.metric} ${label.statistic}`;
      let one = series.get(key);
      if (!one) {
        one = { label, values: new Map() };
        series.set(key, one);
      }
      one.values.set(at, value);
    },
    points: (): Points[] =>
      [...series.values()].map(({ label, values }) => ({
        ...label,
        times: [...values.keys()],
        values: [...values.values()],
      })),
  };
}

/** Not all of a metric could be given: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDataResult.html */
const FAILED = new Set(["InternalError", "Forbidden"]);

/** @throws CostError with the path of the value */
export function ofMetricData(subject: string, content: unknown): MetricData {
  const parsed = metricDataResults.safeParse(content);
  if (!parsed.success) {
    throw new CostError(`${subject}: must have MetricDataResults [{Label, Timestamps, Values}]`, {
      cause: parsed.error,
    });
  }
  const timeOf = timestampReader();
  const collected = collector();
  const [failed, strangers]: [{ name: string; why: string }[], string[]] = [[], []];
  parsed.data.MetricDataResults.forEach(({ Label: text, Timestamps, Values, StatusCode }, result) => {
    const path = `${subject}: MetricDataResults[${result}]`;
    const label = readLabel(text ?? "");
    if (label === undefined) {
      strangers.push(text ?? "");
      return;
    }
    checkStatistic(path, label);
    if (FAILED.has(StatusCode ?? "")) {
      failed.push({ name: label.name, why: `${label.metric}: CloudWatch answered ${StatusCode}` });
    }
    if (Timestamps.length !== Values.length) {
      throw new CostError(`${path}.Values: must be as many as Timestamps (${Timestamps.length}), got ${Values.length}`);
    }
    Timestamps.forEach((timestamp, index) => {
      const at = timeOf(timestamp, () => `${path}.Timestamps[${index}]`);
      const value = Values[index];
      if (typeof value !== "number" || !(value >= 0 && value <= Number.MAX_SAFE_INTEGER)) {
        throw new CostError(`${path}.Values[${index}]: must be a number from 0, got ${shown(value)}`);
      }
      collected.add(label, at, value);
    });
  });
  const { StartTime, EndTime } = parsed.data;
  const asked = StartTime !== undefined &&
    EndTime !== undefined && {
      from: timeOf(StartTime, () => `${subject}: StartTime`),
      until: timeOf(EndTime, () => `${subject}: EndTime`),
    };
  return { points: collected.points(), failed, strangers, ...(asked && { asked }) };
}

const COLUMNS = ["label", "timestamp", "value"] as const;

/** Whether a first line is that of such a file. */
export const isMetricCsv = (header: readonly string[]): boolean => COLUMNS.every((column) => header.includes(column));

/**
 * Columns label, timestamp and value in any order; others are left out.
 * @throws CostError with the row, the header being row 1
 */
export function ofMetricCsv(subject: string, text: string): MetricData {
  const timeOf = timestampReader();
  const collected = collector();
  const strangers = new Set<string>();
  let columns: number[] | undefined;
  eachRecord(subject, text, (record, row) => {
    if (columns === undefined) {
      columns = COLUMNS.map((column) => record.indexOf(column));
      return;
    }
    const [labelText = "", timestamp = "", count = ""] = columns.map((index) => record[index] ?? "");
    if (record.length === 1 && record[0] === "") return;
    const label = readLabel(labelText);
    if (label === undefined) {
      strangers.add(labelText);
      return;
    }
    checkStatistic(`${subject}: row ${row}`, label);
    const at = timeOf(timestamp, () => `${subject}: row ${row}: timestamp`);
    const value = /^\d+(\.\d+)?([eE][+-]?\d+)?$/.test(count) ? Number(count) : Number.NaN;
    if (!(value <= Number.MAX_SAFE_INTEGER)) {
      throw new CostError(`${subject}: row ${row}: value: must be a number from 0, got ${shown(count)}`);
    }
    collected.add(label, at, value);
  });
  return { points: collected.points(), failed: [], strangers: [...strangers] };
}

/** What to say of labels that were left out. */
export const strangerNote = (subject: string, strangers: readonly string[]): string =>
  `${subject}: ${strangers.length} labels are left out, such as ${shown(strangers[0])}: a label ${LABEL_RULE}`;
