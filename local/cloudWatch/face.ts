// What the local CloudWatch shows inside of this process, to whatever shows it further: alarms with their state, and metrics.
import type { Cancel } from "../lambda/clock.ts";

/** As the API spells them. */
export type AlarmState = "OK" | "ALARM" | "INSUFFICIENT_DATA";

export interface ShownAlarm {
  readonly name: string;
  /** A composite's state follows from other alarms. */
  readonly kind: "metric" | "composite";
  /** What has happened when it fires, with the place in the runbook. */
  readonly description: string;
  readonly state: AlarmState;
  /** Why it is in that state, in a sentence. */
  readonly reason: string;
  /** When it came into that state, in milliseconds since the epoch. */
  readonly since: number;
  /** ARNs of topics that are told when it fires; empty for one that only counts in a composite. */
  readonly actions: readonly string[];
}

/** A metric by its name; dimensions in any order. */
export interface MetricId {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

export interface SeriesQuery extends MetricId {
  /** `Sum`, `Average`, `Minimum`, `Maximum`, `SampleCount`, or a percentile such as `p99`. */
  readonly stat: string;
  /** A multiple of 60. @default 60 */
  readonly periodSeconds?: number;
  /** Milliseconds since the epoch: from the first one on, before the second. */
  readonly from: number;
  readonly to: number;
}

/** A value and when its period began, in milliseconds since the epoch. */
export interface Datapoint {
  readonly at: number;
  readonly value: number;
}

export interface CloudWatchFace {
  /** Every alarm of the environment, by name; none when its configuration has none. */
  alarms(): readonly ShownAlarm[];
  /** Every metric that has come so far, and is kept. */
  metrics(): readonly MetricId[];
  /** The datapoints of one metric, oldest first; periods without data are left out. */
  series(query: SeriesQuery): readonly Datapoint[];
  /** Calls back when an alarm has come into another state, until cancelled. */
  onAlarm(listener: (alarm: ShownAlarm) => void): Cancel;
}
