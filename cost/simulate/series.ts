// What a simulation leaves behind: a column for each quantity, a number for each minute.
import type { ThrottleReason } from "./model.ts";

export const COLUMNS = [
  "requests",
  "served",
  "concurrencyThrottles",
  "cpuThrottles",
  "memoryThrottles",
  "deactivatedThrottles",
  /** Mean in flight of what was taken. */
  "inFlight",
  /** Execution environments that take work, and those on their way. */
  "environments",
  "launching",
  /** The scaling config in force. */
  "minEnvironments",
  "maxEnvironments",
  /** Instances that bill. */
  "instances",
  /** 0 to 1, of the vCPUs of the environments that take work. */
  "cpuUtilization",
  /** EC2 and the management fee. */
  "usd",
] as const;
export type Column = (typeof COLUMNS)[number];

export type Series = Readonly<Record<Column, Float64Array>>;

export const THROTTLE_COLUMNS = {
  concurrency: "concurrencyThrottles",
  cpu: "cpuThrottles",
  memory: "memoryThrottles",
  deactivated: "deactivatedThrottles",
} as const satisfies Record<ThrottleReason, Column>;

export const emptySeries = (minutes: number): Series =>
  Object.fromEntries(COLUMNS.map((column) => [column, new Float64Array(minutes)])) as Record<Column, Float64Array>;

/** All that was refused in a minute, whatever the reason. */
export const throttledIn = (series: Series, minute: number): number =>
  Object.values(THROTTLE_COLUMNS).reduce((sum, column) => sum + (series[column][minute] ?? 0), 0);
