// The alarms with their states and their history; what a change of state leads to is for the listener.

import type { CompositeAlarm, MetricAlarm, Watching } from "./definitions.ts";
import type { AlarmState } from "./face.ts";
import { evaluationRange, type Judgement, judge } from "./judgement.ts";
import { MetricMathError } from "./metricMath.ts";
import { type MetricStore, MINUTE } from "./metricStore.ts";
import { evaluate } from "./queries.ts";

export interface Standing {
  readonly state: AlarmState;
  readonly reason: string;
  /** Milliseconds since the epoch: since when it is in this state. */
  readonly since: number;
  /** When its reason was last written. */
  readonly updatedAt: number;
}

/** What happened to an alarm, as DescribeAlarmHistory has it. */
export interface Happening {
  readonly alarm: string;
  readonly kind: "StateUpdate" | "Action";
  readonly at: number;
  readonly summary: string;
  readonly data: object;
}

export interface Change {
  readonly alarm: MetricAlarm | CompositeAlarm;
  readonly from: Standing;
  readonly to: Standing;
}

export interface AlarmsOptions {
  readonly watching: Pick<Watching, "alarms" | "composites">;
  readonly store: Pick<MetricStore, "summaries">;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly onChange: (change: Change) => void;
}

const MOST_HAPPENINGS = 1_000;

export class Alarms {
  readonly #options: AlarmsOptions;
  readonly #standings = new Map<string, Standing>();
  readonly #history: Happening[] = [];

  constructor(options: AlarmsOptions) {
    this.#options = options;
    const now = options.now();
    const first = {
      state: "INSUFFICIENT_DATA",
      reason: "Unchecked: Initial alarm creation",
      since: now,
      updatedAt: now,
    } as const;
    for (const { name } of this.all) this.#standings.set(name, first);
  }

  get all(): readonly (MetricAlarm | CompositeAlarm)[] {
    const { alarms, composites } = this.#options.watching;
    return [...alarms, ...composites];
  }

  /** The newest last; the last thousand of all alarms. */
  get history(): readonly Happening[] {
    return this.#history;
  }

  /** Of an alarm by its name or ARN; that of one that is not there is without data. */
  standing(nameOrArn: string): Standing {
    const name = this.find(nameOrArn)?.name ?? "";
    return this.#standings.get(name) ?? { state: "INSUFFICIENT_DATA", reason: "", since: 0, updatedAt: 0 };
  }

  find(nameOrArn: string): MetricAlarm | CompositeAlarm | undefined {
    return this.all.find(({ name, arn }) => name === nameOrArn || arn === nameOrArn);
  }

  /** Evaluates every alarm on the periods that ended with the last whole minute, then the composites. */
  evaluate(): void {
    const to = Math.floor(this.#options.now() / MINUTE) * MINUTE;
    for (const alarm of this.#options.watching.alarms) {
      const { state, reason } = this.#judge(alarm, to);
      if (reason !== undefined) this.#enter(alarm, state, reason);
    }
    this.#compose();
  }

  /** As an operator's SetAlarmState does: the next evaluation decides anew. */
  set(alarm: MetricAlarm | CompositeAlarm, state: AlarmState, reason: string): void {
    this.#enter(alarm, state, reason);
    this.#compose();
  }

  /** Keeps that an action was done. */
  acted({ name }: MetricAlarm | CompositeAlarm, summary: string, data: object): void {
    this.#keep({ alarm: name, kind: "Action", at: this.#options.now(), summary, data });
  }

  #judge(alarm: MetricAlarm, to: number): Judgement {
    const period = alarm.periodSeconds * 1_000;
    const range = evaluationRange(alarm);
    const from = to - range * period;
    try {
      const [series] = evaluate(this.#options.store, alarm.queries, { from, to }).values();
      const datapoints = Array.from({ length: range }, (_, back) => series?.get(to - (back + 1) * period));
      return judge(alarm, datapoints, this.standing(alarm.name).state);
    } catch (error) {
      if (!(error instanceof MetricMathError)) throw error;
      return { state: "INSUFFICIENT_DATA", reason: `Error during evaluation: ${error.message}` };
    }
  }

  /** As often as composites may follow from each other. */
  #compose(): void {
    const { composites } = this.#options.watching;
    for (const _ of composites)
      for (const alarm of composites) {
        const fires = alarm.rule((name) => this.standing(name).state);
        this.#enter(alarm, fires ? "ALARM" : "OK", `${alarm.ruleText} is ${fires ? "TRUE" : "FALSE"}.`);
      }
  }

  #enter(alarm: MetricAlarm | CompositeAlarm, state: AlarmState, reason: string): void {
    const from = this.standing(alarm.name);
    const at = this.#options.now();
    if (from.state === state) {
      this.#standings.set(alarm.name, { ...from, reason, updatedAt: at });
      return;
    }
    const to = { state, reason, since: at, updatedAt: at };
    this.#standings.set(alarm.name, to);
    this.#keep({
      alarm: alarm.name,
      kind: "StateUpdate",
      at,
      summary: `Alarm updated from ${from.state} to ${state}`,
      data: {
        version: "1.0",
        oldState: { stateValue: from.state, stateReason: from.reason },
        newState: { stateValue: state, stateReason: reason },
      },
    });
    this.#options.onChange({ alarm, from, to });
  }

  #keep(happening: Happening): void {
    this.#history.push(happening);
    if (this.#history.length > MOST_HAPPENINGS) this.#history.shift();
  }
}
