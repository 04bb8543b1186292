// How rules and schedules hand events to functions: Lambda takes one or refuses it at once, and what it has taken is its own affair.
// A refusal is tried again, as often and for as long as the rule or the schedule says.
import type { Caller } from "../iam/caller.ts";
import type { Invocation, InvokeLambda } from "../stepFunctions/tasks.ts";
import { block, number } from "../terraform/blocks.ts";
import { giveTo, type Queueing } from "./destinations.ts";

export interface RetryPolicy {
  readonly retries: number;
  readonly ageSeconds: number;
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html, and the same of schedules */
const DEFAULT_POLICY: RetryPolicy = { retries: 185, ageSeconds: 24 * 3_600 };

/** @param value of the attribute `retry_policy` */
export function readPolicy(value: unknown): RetryPolicy {
  const { maximum_retry_attempts, maximum_event_age_in_seconds } = block(value);
  return {
    retries: number(maximum_retry_attempts) ?? DEFAULT_POLICY.retries,
    ageSeconds: number(maximum_event_age_in_seconds) ?? DEFAULT_POLICY.ageSeconds,
  };
}

/** AWS says "exponential back off and jitter" and no more. */
const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 300_000;
const MAX_PENDING = 1_000;

export interface DeliveryOptions extends Queueing {
  /** Of type `Event`: it answers when the event is taken. */
  readonly invokeLambda: InvokeLambda;
  /** Told of an event that was not delivered, in one line. @default console.error */
  readonly onError?: (error: Error) => void;
  /** Milliseconds since the epoch. @default Date.now */
  readonly now?: () => number;
  /** Resolves after a time, or rejects when the signal is aborted. @default a timer */
  readonly wait?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** An event on its way to a function. */
export interface Delivery {
  readonly functionArn: string;
  readonly payloadJson: string;
  readonly caller: Caller;
  /** @default 185 retries in 24 hours */
  readonly policy?: RetryPolicy | undefined;
  /** The queue for what is not delivered. */
  readonly deadLetterArn: string | undefined;
}

export class Deliveries {
  readonly #options: DeliveryOptions;
  readonly #stop = new AbortController();
  readonly #pending = new Set<Promise<void>>();

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  /** Takes an event for a function and returns at once. At most 1,000 wait at a time; more are not delivered. */
  begin(delivery: Delivery): void {
    if (this.#stop.signal.aborted) return;
    if (this.#pending.size >= MAX_PENDING) {
      this.#giveUp(delivery, `${MAX_PENDING} events are waiting already`);
      return;
    }
    const delivered = this.#deliver(delivery).catch((error) => {
      if (!this.#stop.signal.aborted) this.#giveUp(delivery, String(error));
    });
    this.#pending.add(delivered);
    delivered.finally(() => this.#pending.delete(delivered));
  }

  /** Forgets what waits for a retry and takes no more. */
  stop(): void {
    this.#stop.abort();
  }

  /** Resolves when nothing is pending. */
  async settled(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending);
  }

  async #deliver(delivery: Delivery): Promise<void> {
    const { functionArn, payloadJson, caller, policy = DEFAULT_POLICY } = delivery;
    const { invokeLambda, now = Date.now, wait = timer } = this.#options;
    const giveUpAt = now() + policy.ageSeconds * 1_000;
    for (let refusals = 0; ; refusals += 1) {
      const { statusCode, payload } = await invokeLambda(functionArn, payloadJson, caller).catch(
        (error): Invocation => ({ statusCode: 500, payload: String(error) }),
      );
      if (this.#stop.signal.aborted || statusCode < 300) return;
      const delay = Math.min(FIRST_DELAY_MS * 2 ** refusals, LONGEST_DELAY_MS);
      const mayPass = statusCode === 429 || statusCode >= 500;
      if (!mayPass || refusals >= policy.retries || now() + delay > giveUpAt) {
        this.#giveUp(delivery, `status ${statusCode} ${payload.slice(0, 500)}`);
        return;
      }
      await wait(delay, this.#stop.signal);
    }
  }

  #giveUp({ functionArn, caller, deadLetterArn, payloadJson }: Delivery, reason: string): void {
    const refusal = deadLetterArn && giveTo(this.#options, caller, deadLetterArn, payloadJson);
    const queued = deadLetterArn && (refusal ? `; ${deadLetterArn} refuses it: ${refusal}` : `; for ${deadLetterArn}`);
    const told = new Error(`${functionArn}: event not delivered: ${reason}${queued ?? ""}`);
    (this.#options.onError ?? console.error)(told);
  }
}

function timer(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timeout);
      reject(signal.reason);
    };
    const timeout = setTimeout(() => {
      signal.removeEventListener("abort", abort);
      resolve();
    }, milliseconds);
    signal.addEventListener("abort", abort, { once: true });
  });
}
