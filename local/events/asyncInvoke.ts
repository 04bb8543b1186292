// Lambda's asynchronous invocation, which is how rules and schedules call functions: nobody waits, and failures are retried.
import type { Caller } from "../iam/caller.ts";
import type { Invocation, InvokeLambda } from "../stepFunctions/tasks.ts";
import { giveTo, giveToDestination, type Queueing, settingsOf } from "./destinations.ts";

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
const FUNCTION_ERROR_DELAYS_MS = [60_000, 120_000];
const SERVICE_ERROR_FIRST_DELAY_MS = 1_000;
const SERVICE_ERROR_MAX_DELAY_MS = 300_000;
const MAX_AGE_MS = 6 * 60 * 60 * 1000;
const MAX_PENDING = 1_000;

export interface AsyncInvokerOptions extends Queueing {
  invokeLambda: InvokeLambda;
  /** Told of an event that was given up, in one line. @default console.error */
  onError?: (error: Error) => void;
  /** Milliseconds since the epoch. @default Date.now */
  now?: () => number;
  /** Resolves after a time, or rejects when the signal is aborted. @default a timer */
  wait?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** An event on its way to a function. */
export interface Delivery {
  readonly functionArn: string;
  readonly payloadJson: string;
  readonly caller: Caller;
  /** The queue for what cannot be delivered. */
  readonly deadLetterArn: string | undefined;
}

export class AsyncInvoker {
  readonly #options: AsyncInvokerOptions;
  readonly #stop = new AbortController();
  readonly #pending = new Set<Promise<void>>();

  constructor(options: AsyncInvokerOptions) {
    this.#options = options;
  }

  /** Takes an event for a function and returns at once. At most 1,000 wait at a time; more are given up. */
  invoke(delivery: Delivery): void {
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

  /** Forgets what waits for a retry and takes no more; does not wait for invocations in progress. */
  stop(): void {
    this.#stop.abort();
  }

  /** Resolves when nothing is pending. */
  async settled(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending);
  }

  async #deliver(delivery: Delivery): Promise<void> {
    const { functionArn, payloadJson, caller } = delivery;
    const { invokeLambda, now = Date.now, wait = timer } = this.#options;
    const functionErrorDelays = FUNCTION_ERROR_DELAYS_MS.slice(0, settingsOf(this.#options, functionArn)?.retries);
    const giveUpAt = now() + MAX_AGE_MS;
    let functionErrors = 0;
    let serviceErrors = 0;
    while (!this.#stop.signal.aborted) {
      const invocation = await invokeLambda(functionArn, payloadJson, caller).catch(
        (error): Invocation => ({ statusCode: 500, payload: String(error) }),
      );
      if (this.#stop.signal.aborted) return;
      const { statusCode, functionError, payload } = invocation;
      if (statusCode < 300 && functionError === undefined) return;

      const retryable = statusCode < 300 || statusCode === 429 || statusCode >= 500;
      const delay =
        statusCode < 300
          ? functionErrorDelays[functionErrors++]
          : Math.min(SERVICE_ERROR_FIRST_DELAY_MS * 2 ** serviceErrors++, SERVICE_ERROR_MAX_DELAY_MS);
      if (!retryable || delay === undefined || now() + delay > giveUpAt) {
        const reason = `${functionError ?? `status ${statusCode}`} ${payload.slice(0, 500)}`;
        // What was delivered is Lambda's: the caller's queue never sees it.
        const whither = statusCode < 300 ? this.#failed(delivery, functionErrors, payload) : this.#deadLetter(delivery);
        this.#giveUp(delivery, `${reason}${whither}`);
        return;
      }
      await wait(delay, this.#stop.signal);
    }
  }

  /** What becomes of an event that the function failed on at every attempt. */
  #failed({ functionArn, payloadJson: payload }: Delivery, attempts: number, answer: string): string {
    const { now = Date.now } = this.#options;
    const condition = "RetriesExhausted";
    return giveToDestination(this.#options, functionArn, { payload, condition, attempts, answer, at: now() });
  }

  /** What becomes of an event that was not delivered. */
  #deadLetter({ caller, deadLetterArn, payloadJson }: Delivery): string {
    return deadLetterArn === undefined ? "" : giveTo(this.#options, caller, deadLetterArn, payloadJson);
  }

  #giveUp({ functionArn }: Delivery, reason: string): void {
    (this.#options.onError ?? console.error)(new Error(`${functionArn}: asynchronous invocation given up: ${reason}`));
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
