// CloudWatch on this machine: metrics of the functions' logs and of the local services, and the synthesised alarms on them, which
// are evaluated each minute, narrated, and tell their topics.
import type { Cancel, Clock } from "../lambda/clock.ts";
import { Alarms, type Change } from "./alarms.ts";
import type { CompositeAlarm, MetricAlarm, Watching } from "./definitions.ts";
import { putEmbedded } from "./emf.ts";
import type { CloudWatchFace, Datapoint, MetricId, SeriesQuery, ShownAlarm } from "./face.ts";
import { MetricStore, MINUTE, type Value } from "./metricStore.ts";

export interface CloudWatchOptions {
  readonly watching: Watching;
  readonly clock: Clock;
  /** Prints a line. */
  readonly say: (subject: string, what: string) => void;
  /** Called before each evaluation, for what has a value at any time: the depth of queues. @default nothing has */
  readonly gauge?: (put: (id: MetricId, value: Value) => void, at: number) => void;
}

/** Evaluated so long after a minute has ended, so that what was printed in it has come. */
const AFTER_THE_MINUTE = 5_000;

/** In actions: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const ACTIONS = { ALARM: "alarm", OK: "ok", INSUFFICIENT_DATA: "insufficientData" } as const;

export class CloudWatch implements CloudWatchFace {
  readonly store: MetricStore;
  readonly book: Alarms;
  readonly #options: CloudWatchOptions;
  readonly #listeners = new Set<(alarm: ShownAlarm) => void>();
  #timer: Cancel = () => {};

  constructor(options: CloudWatchOptions) {
    const { clock, watching } = options;
    this.#options = options;
    this.store = new MetricStore(() => clock.now());
    this.book = new Alarms({
      watching,
      store: this.store,
      now: () => clock.now(),
      onChange: (change) => this.#changed(change),
    });
  }

  /** Evaluates from now on, after each minute. */
  start(): void {
    const { clock } = this.#options;
    const now = clock.now();
    const next = Math.floor(now / MINUTE) * MINUTE + MINUTE + AFTER_THE_MINUTE;
    this.#timer = clock.after(next - now, () => {
      this.evaluate();
      this.start();
    });
  }

  stop(): void {
    this.#timer();
  }

  readonly put = (id: MetricId, value: Value): void => this.store.put(id, value);

  /** Takes a line of a log: metrics that are embedded in it, and those that filters make of it. @param at milliseconds since the epoch */
  logged(logGroup: string, message: string, at: number): void {
    putEmbedded(this.store, message);
    for (const filter of this.#options.watching.filters)
      if (filter.logGroup === logGroup && filter.matches(message)) this.put(filter.metric, { at, value: filter.value });
  }

  /** Judges every alarm by the minutes that have ended. */
  evaluate(): void {
    const { clock, gauge } = this.#options;
    gauge?.(this.put, Math.floor(clock.now() / MINUTE) * MINUTE - 1);
    this.book.evaluate();
  }

  alarms(): readonly ShownAlarm[] {
    return this.book.all.map((alarm) => this.#shown(alarm));
  }

  metrics(): readonly MetricId[] {
    return this.store.ids();
  }

  series(query: SeriesQuery): readonly Datapoint[] {
    return this.store.series(query);
  }

  onAlarm(listener: (alarm: ShownAlarm) => void): Cancel {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #shown(alarm: MetricAlarm | CompositeAlarm): ShownAlarm {
    const { name, description } = alarm;
    const { state, reason, since } = this.book.standing(name);
    const kind = "rule" in alarm ? "composite" : "metric";
    return { name, kind, description, state, reason, since, actions: alarm.actions.alarm };
  }

  #changed({ alarm, from, to }: Change): void {
    const { say } = this.#options;
    const isTold = from.state === "ALARM" || to.state === "ALARM"; // that data has come for the first time is no news
    if (isTold) say("alarm", `${alarm.name} ${from.state} → ${to.state}: ${to.reason}`);
    if (alarm.actionsEnabled)
      for (const arn of alarm.actions[ACTIONS[to.state]]) {
        this.book.acted(alarm, `Successfully executed action ${arn}`, {
          actionState: "Succeeded",
          notificationResource: arn,
        });
        if (isTold) say("sns", `${this.#topic(arn)}: ${to.state} of ${alarm.name}`);
      }
    const shown = this.#shown(alarm);
    for (const listener of [...this.#listeners]) listener(shown);
  }

  /** A topic, and whom it would tell. */
  #topic(arn: string): string {
    const topic = this.#options.watching.topics.find((one) => one.arn === arn);
    const name = arn.split(":").at(-1) ?? arn;
    if (!topic) return name;
    return topic.subscribers.length > 0 ? `${name} (${topic.subscribers.join(", ")})` : `${name} (without subscribers)`;
  }
}
