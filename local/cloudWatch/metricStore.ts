// Metrics as CloudWatch keeps them: by name and dimensions, summed up by the minute. In memory, with bounds: a run on one machine
// starts with none, and forgets what is older than a day.
import type { Datapoint, MetricId, SeriesQuery } from "./face.ts";
import { addSummary, addValue, emptySummary, type Summary, statisticOf } from "./statistics.ts";

export const MINUTE = 60_000;

/** An alarm looks back a day at most. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const KEPT_MINUTES = 25 * 60;
const MOST_METRICS = 2_000;
/** How far ahead a value may be: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html */
const LATEST = 2 * 60 * MINUTE;

/** One value of a metric. */
export interface Value {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly value: number;
  /** How often it came. @default 1 */
  readonly count?: number;
}

interface Series {
  readonly id: MetricId;
  /** By the minute's number since the epoch. */
  readonly minutes: Map<number, Summary>;
}

const keyOf = ({ namespace, name, dimensions }: MetricId) =>
  JSON.stringify([namespace, name, Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1))]);

export class MetricStore {
  readonly #series = new Map<string, Series>();
  readonly #now: () => number;

  /** @param now milliseconds since the epoch */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Keeps a value; one that is no number, older than a day or more than two hours ahead is dropped, and so are metrics beyond 2,000. */
  put(id: MetricId, { at, value, count = 1 }: Value): void {
    const now = this.#now();
    const oldest = now - KEPT_MINUTES * MINUTE;
    if (!Number.isFinite(value) || !(at > oldest && at < now + LATEST)) return;
    const key = keyOf(id);
    let series = this.#series.get(key);
    if (!series) {
      if (this.#series.size >= MOST_METRICS) return;
      series = { id, minutes: new Map() };
      this.#series.set(key, series);
    }
    const minute = Math.floor(at / MINUTE);
    let summary = series.minutes.get(minute);
    if (!summary) {
      for (const old of series.minutes.keys()) if (old * MINUTE < oldest) series.minutes.delete(old);
      summary = emptySummary();
      series.minutes.set(minute, summary);
    }
    addValue(summary, value, count);
  }

  ids(): readonly MetricId[] {
    return [...this.#series.values()].map(({ id }) => id);
  }

  /** When the last value of a metric came, as the beginning of its minute; undefined for one that is not there. */
  lastAt(id: MetricId): number | undefined {
    const minutes = this.#series.get(keyOf(id))?.minutes;
    return minutes && Math.max(...minutes.keys()) * MINUTE;
  }

  /** The summaries of the periods that begin at `from`, and every period after it, before `to`; those without data are left out. */
  summaries(id: MetricId, from: number, to: number, periodSeconds: number): Map<number, Summary> {
    const found = new Map<number, Summary>();
    const minutes = this.#series.get(keyOf(id))?.minutes;
    if (!minutes) return found;
    const period = periodSeconds * 1_000;
    for (const [minute, summary] of minutes) {
      const at = minute * MINUTE;
      if (at < from || at >= to) continue;
      const begin = from + Math.floor((at - from) / period) * period;
      const whole = found.get(begin) ?? emptySummary();
      addSummary(whole, summary);
      found.set(begin, whole);
    }
    return found;
  }

  series({ stat, periodSeconds = 60, from, to, ...id }: SeriesQuery): readonly Datapoint[] {
    const aligned = Math.floor(from / (periodSeconds * 1_000)) * periodSeconds * 1_000;
    return [...this.summaries(id, aligned, to, periodSeconds)]
      .map(([at, summary]) => ({ at, value: statisticOf(summary, stat) }))
      .sort((a, b) => a.at - b.at);
  }
}
