// Accounts to scan, as files: what lists functions, and what measures them by the hour.
import { type Dataset, datasetOf } from "../../../cost/scan/dataset.ts";

export const FROM = Date.UTC(2026, 10, 2);
export const HOURS = 336;
const HOUR = 3_600_000;

export const hourly = <T>(make: (hour: number) => T, hours = HOURS): T[] =>
  Array.from({ length: hours }, (_, hour) => make(hour));
export const times = (hours = HOURS): string[] => hourly((hour) => new Date(FROM + hour * HOUR).toISOString(), hours);

export interface TestFunction {
  readonly name: string;
  readonly runtime?: string;
  readonly memoryMb?: number;
  readonly architecture?: "arm64" | "x86_64";
  /** In each hour. */
  readonly invocations: (hour: number) => number;
  readonly durationMs: number;
  readonly atOnce?: number;
  /** CPU milliseconds of one. */
  readonly cpuMs?: number;
  readonly usedMb?: number;
}

const result = (Label: string, Values: readonly number[]) => ({
  Id: "m",
  Label,
  Timestamps: times(Values.length),
  Values,
  StatusCode: "Complete",
});

/** What aws lambda list-functions and aws cloudwatch get-metric-data print, in one file. */
export const accountOf = (functions: readonly TestFunction[], hours = HOURS) => ({
  Functions: functions.map(({ name, runtime = "nodejs22.x", memoryMb = 1_024, architecture = "arm64" }) => ({
    FunctionName: name,
    Runtime: runtime,
    MemorySize: memoryMb,
    Architectures: [architecture],
  })),
  MetricDataResults: functions.flatMap(({ name, invocations, durationMs, atOnce, cpuMs, usedMb }) => [
    result(`${name} Invocations`, hourly(invocations, hours)),
    result(
      `${name} Duration`,
      hourly((hour) => invocations(hour) * durationMs, hours),
    ),
    ...(atOnce === undefined
      ? []
      : [
          result(
            `${name} ConcurrentExecutions`,
            hourly(() => atOnce, hours),
          ),
        ]),
    ...(cpuMs === undefined
      ? []
      : [
          result(
            `${name} cpu_total_time`,
            hourly(() => cpuMs, hours),
          ),
        ]),
    ...(usedMb === undefined
      ? []
      : [
          result(
            `${name} used_memory_max`,
            hourly(() => usedMb, hours),
          ),
        ]),
  ]),
});

export const datasetWith = (functions: readonly TestFunction[], more: object = {}): Dataset =>
  datasetOf([{ name: "scan.json", text: JSON.stringify({ ...accountOf(functions), ...more }) }], "us-east-1");
