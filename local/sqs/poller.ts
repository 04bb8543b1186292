// Lambda's event source mapping: takes messages from a queue in batches, calls the function, and deletes what it handled.
import type { Cancel, Clock } from "../lambda/clock.ts";
import type { Invocation, InvokeLambda } from "../stepFunctions/tasks.ts";
import type { MappingSpec } from "./definitions.ts";
import { eventOf } from "./messages.ts";
import type { Queue, Received } from "./queue.ts";

/** Of an event that a function is given. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_BATCH_BYTES = 6 * 1024 * 1024;

/** Between two tries of a batch while the function is throttled or deactivated. */
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 5_000;

export interface PollerOptions {
  readonly mapping: MappingSpec;
  readonly queue: Queue;
  readonly clock: Clock;
  readonly invokeLambda: InvokeLambda;
  readonly say: (subject: string, what: string) => void;
  readonly onError: (error: unknown) => void;
}

export class Poller {
  readonly #options: PollerOptions;
  readonly #delivering = new Set<readonly Received[]>();
  /** Ends each wait for the next try. */
  readonly #waits = new Set<() => void>();
  #isStopped = true;
  #timer: Cancel = () => {};
  #cancelListening: Cancel = () => {};
  #gatherUntil: number | undefined;

  constructor(options: PollerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#isStopped = false;
    this.#cancelListening = this.#options.queue.onChange(() => this.#poll());
    this.#poll();
  }

  /** What it holds goes back to the queue at once. */
  stop(): void {
    this.#isStopped = true;
    this.#timer();
    this.#cancelListening();
    for (const end of [...this.#waits]) end();
    const { queue, onError } = this.#options;
    try {
      for (const { handle } of [...this.#delivering].flat()) queue.hide(handle, 0);
    } catch (error) {
      onError(error); // the disk is full: they come back when they are visible again
    }
  }

  #poll(): void {
    if (this.#isStopped) return;
    const { queue, clock, mapping, onError } = this.#options;
    this.#timer();
    try {
      while (this.#delivering.size < mapping.maxConcurrency && this.#isBatchDue()) {
        const batch = queue.receive(mapping.batchSize, undefined, MAX_BATCH_BYTES);
        if (batch.length === 0) break;
        this.#delivering.add(batch);
        this.#deliver(batch)
          .catch(onError)
          .finally(() => {
            this.#delivering.delete(batch);
            this.#poll();
          });
      }
    } catch (error) {
      onError(error); // the disk is full
      this.#timer = clock.after(LONGEST_WAIT_MS, () => this.#poll());
      return;
    }
    if (this.#delivering.size >= mapping.maxConcurrency) return;
    const next = this.#gatherUntil ?? queue.nextVisibleAt;
    if (next !== undefined) this.#timer = clock.after(Math.max(0, next - clock.now()), () => this.#poll());
  }

  /** Whether messages are there, and were gathered for long enough. */
  #isBatchDue(): boolean {
    const { queue, clock, mapping } = this.#options;
    const { visible } = queue.counts;
    if (visible === 0) {
      this.#gatherUntil = undefined;
      return false;
    }
    this.#gatherUntil ??= clock.now() + mapping.windowSeconds * 1_000;
    if (visible < mapping.batchSize && clock.now() < this.#gatherUntil) return false;
    this.#gatherUntil = undefined;
    return true;
  }

  async #deliver(batch: readonly Received[]): Promise<void> {
    const { queue, mapping, say } = this.#options;
    const invocation = await this.#invoke(batch);
    if (!invocation || this.#isStopped) return; // what was not handled comes back by itself
    const failed = mapping.reportsFailures ? failedIn(invocation, batch) : allIfFailed(invocation, batch);
    const done = batch.filter(({ message }) => !failed.has(message.id));
    queue.delete(...done.map(({ handle }) => handle));
    if (failed.size > 0)
      say(
        queue.spec.name,
        `${failed.size} of ${batch.length} messages failed; they come back after ${queue.spec.visibilitySeconds} s`,
      );
  }

  /** Tries again while the function cannot be called, as long as the batch is hidden; undefined when that is over. */
  async #invoke(batch: readonly Received[]): Promise<Invocation | undefined> {
    const { queue, clock, mapping, invokeLambda } = this.#options;
    const payload = JSON.stringify(eventOf(batch, queue.spec.arn));
    const caller = { service: "lambda.amazonaws.com", sourceArn: queue.spec.arn };
    const until = clock.now() + queue.spec.visibilitySeconds * 1_000;
    for (let wait = FIRST_WAIT_MS; !this.#isStopped; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
      const invocation = await invokeLambda(mapping.functionArn, payload, caller);
      if (invocation.statusCode < 300) return invocation;
      if (clock.now() + wait >= until) return undefined;
      await this.#wait(wait);
    }
    return undefined;
  }

  #wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        cancel();
        this.#waits.delete(end);
        resolve();
      };
      const cancel = this.#options.clock.after(milliseconds, end);
      this.#waits.add(end);
    });
  }
}

const allIfFailed = ({ functionError }: Invocation, batch: readonly Received[]): ReadonlySet<string> =>
  new Set(functionError === undefined ? [] : batch.map(({ message }) => message.id));

/** All of them for an answer that cannot be read. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting */
function failedIn(invocation: Invocation, batch: readonly Received[]): ReadonlySet<string> {
  const all = new Set(batch.map(({ message }) => message.id));
  if (invocation.functionError !== undefined) return all;
  let answer: { batchItemFailures?: unknown } | null;
  try {
    answer = JSON.parse(invocation.payload || "null");
  } catch {
    return all;
  }
  const failures = answer?.batchItemFailures ?? [];
  const ids = Array.isArray(failures) ? failures.map((failure) => failure?.itemIdentifier) : [undefined];
  return ids.every((id) => all.has(id)) ? new Set(ids) : all;
}
