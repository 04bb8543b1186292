// EventBridge Scheduler on this machine: the synthesised rate schedules, each calling its function.
import { randomUUID } from "node:crypto";
import { sessionNameOf } from "../iam/caller.ts";
import { block, text } from "../terraform/blocks.ts";
import type { Resolver } from "../terraform/resolve.ts";
import type { Resource, Synthesized } from "../terraform/synthesized.ts";
import { Deliveries, type DeliveryOptions, type RetryPolicy, readPolicy } from "./deliveries.ts";
import { LAMBDA_ARN, unsupported } from "./rules.ts";

export interface Schedule {
  arn: string;
  enabled: boolean;
  /** Infinity for one that is deployed only: by the calendar. */
  everyMs: number;
  targetArn: string;
  /** In which the target is called. */
  roleArn: string;
  /** @default 185 retries in 24 hours */
  policy?: RetryPolicy;
  /** The queue for calls that cannot be delivered. */
  deadLetterArn: string | undefined;
  /** What the function is given; the Scheduler's own event if undefined. */
  input: string | undefined;
}

const UNIT_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Node's timers hold no more; a schedule that is rarer than this never comes round while a process lives. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Every `aws_scheduler_schedule`. @throws UnsupportedEventError for anything but a rate or cron that calls a Lambda function */
export function readSchedules(synthesized: Synthesized, resolver: Resolver): Schedule[] {
  return synthesized.resources("aws_scheduler_schedule").map((resource) => {
    const read = (attribute: string) => resolver.attribute(resource, attribute);
    for (const attribute of ["start_date", "end_date"]) {
      if (read(attribute) !== undefined) throw unsupported(resource, `${attribute} is not supported`);
    }
    const target = block(read("target"));
    const targetArn = String(target.arn);
    if (!LAMBDA_ARN.test(targetArn))
      throw unsupported(resource, `target.arn must be a Lambda function's, got ${targetArn}`);
    return {
      arn: String(read("arn")),
      enabled: read("state") !== "DISABLED",
      everyMs: rate(resource, String(read("schedule_expression"))),
      targetArn,
      roleArn: String(target.role_arn),
      policy: readPolicy(target.retry_policy),
      deadLetterArn: text(block(target.dead_letter_config).arn),
      input: text(target.input),
    };
  });
}

function rate(resource: Resource, expression: string): number {
  if (/^cron\(.+\)$/.test(expression)) return Number.POSITIVE_INFINITY;
  const match = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression);
  const count = Number(match?.[1] ?? 0);
  if (!match || count < 1) {
    throw unsupported(resource, `schedule_expression must be rate(<n> minutes|hours|days), got ${expression}`);
  }
  return count * UNIT_MS[match[2] as keyof typeof UNIT_MS];
}

/** Calls `tick` at every interval until the returned function is called. */
export type Every = (intervalMs: number, tick: () => void) => () => void;

export class Schedules {
  readonly #schedules: Schedule[];
  readonly #deliveries: Deliveries;
  readonly #now: () => number;
  readonly #every: Every;
  readonly #cancel: (() => void)[] = [];

  constructor({ schedules, every = interval, ...options }: { schedules: Schedule[]; every?: Every } & DeliveryOptions) {
    this.#schedules = schedules.filter(({ enabled }) => enabled);
    this.#deliveries = new Deliveries(options);
    this.#now = options.now ?? Date.now;
    this.#every = every;
  }

  /** Calls each function once right away if `runAtStart`, and at every interval of its schedule unless `repeat` is false. */
  start({ runAtStart = false, repeat = true } = {}): void {
    for (const schedule of this.#schedules.filter(({ everyMs }) => Number.isFinite(everyMs))) {
      if (runAtStart) this.#tick(schedule);
      if (repeat && schedule.everyMs <= MAX_TIMER_MS) {
        this.#cancel.push(this.#every(schedule.everyMs, () => this.#tick(schedule)));
      }
    }
  }

  /** Calls each function now, as at the start. @returns what was called with what */
  tick(): { functionArn: string; payload: string }[] {
    return this.#schedules.filter(({ everyMs }) => Number.isFinite(everyMs)).map((schedule) => this.#tick(schedule));
  }

  /** Ends every schedule, and forgets what waits for a retry. */
  stop(): void {
    for (const cancel of this.#cancel.splice(0)) cancel();
    this.#deliveries.stop();
  }

  #tick(schedule: Schedule): { functionArn: string; payload: string } {
    const { arn, roleArn, targetArn, policy, deadLetterArn } = schedule;
    const payloadJson = payload(schedule, new Date(this.#now()));
    this.#deliveries.begin({
      functionArn: targetArn,
      payloadJson,
      caller: { roleArn, session: sessionNameOf(arn) },
      policy,
      deadLetterArn,
    });
    return { functionArn: targetArn, payload: payloadJson };
  }
}

/** The schedule's input with its context attributes filled in, or the event that Scheduler sends by default. */
function payload({ arn, input }: Schedule, at: Date): string {
  const time = at.toISOString().replace(/\.\d+Z$/, "Z");
  const id = randomUUID();
  if (input !== undefined) {
    return input
      .replaceAll("<aws.scheduler.schedule-arn>", arn)
      .replaceAll("<aws.scheduler.scheduled-time>", time)
      .replaceAll("<aws.scheduler.execution-id>", id)
      .replaceAll("<aws.scheduler.attempt-number>", "1");
  }
  const [, , , region = "", account = ""] = arn.split(":");
  return JSON.stringify({
    version: "0",
    id,
    "detail-type": "Scheduled Event",
    source: "aws.scheduler",
    account,
    time,
    region,
    resources: [arn],
    detail: "{}",
  });
}

const interval: Every = (intervalMs, tick) => {
  const timer = setInterval(tick, intervalMs);
  return () => clearInterval(timer);
};
