// Lambda's asynchronous invocation, which is how rules and schedules call functions: nobody waits, and failures are retried.
import type { Invocation, InvokeLambda } from "../stepFunctions/tasks.ts";

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
const FUNCTION_ERROR_DELAYS_MS = [60_000, 120_000];
const SERVICE_ERROR_FIRST_DELAY_MS = 1_000;
const SERVICE_ERROR_MAX_DELAY_MS = 300_000;
const MAX_AGE_MS = 6 * 60 * 60 * 1000;
const MAX_PENDING = 1_000;

export interface AsyncInvokerOptions {
  invokeLambda: InvokeLambda;
  /** Told of an event that was given up, in one line. @default console.error */
  onError?: (error: Error) => void;
  /** Milliseconds since the epoch. @default Date.now */
  now?: () => number;
  /** Resolves after a time, or rejects when the signal is aborted. @default a timer */
  wait?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

export class AsyncInvoker {
  readonly #options: AsyncInvokerOptions;
  readonly #stop = new AbortController();
  readonly #pending = new Set<Promise<void>>();

  constructor(options: AsyncInvokerOptions) {
    this.#options = options;
  }

  /** Takes an event for a function and returns at once. At most 1,000 wait at a time; more are given up. */
  invoke(functionArn: string, payloadJson: string): void {
    if (this.#stop.signal.aborted) return;
    if (this.#pending.size >= MAX_PENDING) {
      this.#giveUp(functionArn, `${MAX_PENDING} events are waiting already`);
      return;
    }
    const delivery = this.#deliver(functionArn, payloadJson).catch((error) => {
      if (!this.#stop.signal.aborted) this.#giveUp(functionArn, String(error));
    });
    this.#pending.add(delivery);
    delivery.finally(() => this.#pending.delete(delivery));
  }

  /** Forgets what waits for a retry and takes no more; does not wait for invocations in progress. */
  stop(): void {
    this.#stop.abort();
  }

  /** Resolves when nothing is pending. */
  async settled(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending);
  }

  async #deliver(functionArn: string, payloadJson: string): Promise<void> {
    const { invokeLambda, now = Date.now, wait = timer } = this.#options;
    const giveUpAt = now() + MAX_AGE_MS;
    let functionErrors = 0;
    let serviceErrors = 0;
    while (!this.#stop.signal.aborted) {
      const invocation = await invokeLambda(functionArn, payloadJson).catch(
        (error): Invocation => ({ statusCode: 500, payload: String(error) }),
      );
      if (this.#stop.signal.aborted) return;
      const { statusCode, functionError, payload } = invocation;
      if (statusCode < 300 && functionError === undefined) return;

      const retryable = statusCode < 300 || statusCode === 429 || statusCode >= 500;
      const delay =
        statusCode < 300
          ? FUNCTION_ERROR_DELAYS_MS[functionErrors++]
          : Math.min(SERVICE_ERROR_FIRST_DELAY_MS * 2 ** serviceErrors++, SERVICE_ERROR_MAX_DELAY_MS);
      if (!retryable || delay === undefined || now() + delay > giveUpAt) {
        this.#giveUp(functionArn, `${functionError ?? `status ${statusCode}`} ${payload.slice(0, 500)}`);
        return;
      }
      await wait(delay, this.#stop.signal);
    }
  }

  #giveUp(functionArn: string, reason: string): void {
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
