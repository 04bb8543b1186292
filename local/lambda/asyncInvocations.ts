// Invocations of type Event: accepted at once, run in the background, and tried again as AWS does. They live in memory only.
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html

import type { Cancel, Clock } from "./clock.ts";
import { LambdaServiceError, throttled } from "./errors.ts";
import type { Report } from "./events.ts";
import type { Answer } from "./timedInvocation.ts";

/** Waits before the second and the third attempt after the function failed. */
const RETRY_SECONDS = [60, 120];
/** The service's own refusals (throttle, not ready) are retried from 1 s up to 5 min apart, for 6 hours. */
const LONGEST_BACKOFF_SECONDS = 300;
const LONGEST_AGE_SECONDS = 6 * 3_600;
const MOST_EVENTS = 1_000;

export interface EventBounds {
  readonly retries?: number | undefined;
  readonly ageSeconds?: number | undefined;
}

export interface AsyncInvocationsSettings {
  clock: Clock;
  report: Report;
  /** @default [60, 120] */
  retrySeconds?: readonly number[];
  /** How often a function is tried again that failed, and how old an event may be. @default twice, and six hours */
  settings?(functionName: string): EventBounds | undefined;
}

/** What is known of an event that is given up: for its destination. */
export interface Loss {
  readonly condition: "RetriesExhausted" | "EventAgeExceeded";
  /** How often the function was called. */
  readonly attempts: number;
  /** The function's last answer, or why it was not called. */
  readonly answer: string;
}

interface Event {
  functionName: string;
  requestId: string;
  acceptedAt: number;
  attempt: number;
  refusals: number;
  run(): Promise<Answer>;
  lost(loss: Loss): void;
}

export class AsyncInvocations {
  readonly #settings: AsyncInvocationsSettings;
  readonly #waiting = new Map<Event, Cancel>();
  #held = 0;
  #stopped = false;

  constructor(settings: AsyncInvocationsSettings) {
    this.#settings = settings;
  }

  /**
   * Accepts an invocation and begins it.
   * @param lost told when it is given up
   *
   * @throws LambdaServiceError TooManyRequestsException when 1,000 are held already
   */
  accept(functionName: string, requestId: string, run: () => Promise<Answer>, lost: Event["lost"] = () => {}): void {
    if (this.#held >= MOST_EVENTS) throw throttled(functionName);
    this.#held += 1;
    void this.#attempt({
      functionName,
      requestId,
      acceptedAt: this.#settings.clock.now(),
      attempt: 1,
      refusals: 0,
      run,
      lost,
    });
  }

  /** Drops what waits for its next attempt, and what an attempt in progress comes to. */
  stop(): void {
    this.#stopped = true;
    for (const cancel of this.#waiting.values()) cancel();
    this.#waiting.clear();
  }

  async #attempt(event: Event): Promise<void> {
    this.#waiting.delete(event);
    try {
      const answer = await event.run();
      if (answer.functionError === undefined) this.#held -= 1;
      else this.#afterFailure(event, answer.payload);
    } catch (error) {
      if (error instanceof LambdaServiceError) this.#afterRefusal(event, error);
      else this.#discard(event, "RetriesExhausted", String(error));
    }
  }

  #afterFailure(event: Event, reason: string): void {
    const { retrySeconds = RETRY_SECONDS, settings } = this.#settings;
    const seconds = retrySeconds.slice(0, settings?.(event.functionName)?.retries)[event.attempt - 1];
    event.attempt += 1;
    if (seconds === undefined) this.#discard(event, "RetriesExhausted", reason);
    else this.#again(event, seconds, reason);
  }

  #afterRefusal(event: Event, error: LambdaServiceError): void {
    const seconds = Math.min(LONGEST_BACKOFF_SECONDS, 2 ** event.refusals);
    event.refusals += 1;
    this.#again(event, seconds, error.message);
  }

  #again(event: Event, seconds: number, reason: string): void {
    if (this.#stopped) return;
    const { functionName, requestId, attempt } = event;
    const age = (this.#settings.clock.now() - event.acceptedAt) / 1_000;
    const { ageSeconds = LONGEST_AGE_SECONDS } = this.#settings.settings?.(functionName) ?? {};
    if (age + seconds > ageSeconds) {
      this.#discard(event, "EventAgeExceeded", reason);
      return;
    }
    this.#settings.report({ kind: "event-retried", function: functionName, requestId, attempt, reason });
    this.#waiting.set(
      event,
      this.#settings.clock.after(seconds * 1_000, () => void this.#attempt(event)),
    );
  }

  #discard(event: Event, condition: Loss["condition"], reason: string): void {
    this.#held -= 1;
    if (this.#stopped) return;
    const { functionName, requestId, attempt } = event;
    event.lost({ condition, attempts: attempt - 1, answer: reason });
    this.#settings.report({ kind: "event-discarded", function: functionName, requestId, reason });
  }
}
