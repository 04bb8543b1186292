// One run of a Distributed Map: its items as executions of their own, so many at once, until all have ended or too many have failed.
import { randomUUID } from "node:crypto";
import { exceeds } from "./distributedMap.ts";
import { type Execution, type ExecutionStatus, executionArn, type Outcome } from "./execution.ts";
import type { HistoryEvent } from "./history.ts";
import type { DistributedMap } from "./prepared.ts";
import { NotRedrivableError, redriven } from "./redrive.ts";
import type { RunnableMachine } from "./runnable.ts";
import type { Run } from "./running.ts";
import { limited, stopped, TaskError } from "./tasks.ts";

/** A map run as it is shown. */
export interface MapRunRecord {
  readonly mapRunArn: string;
  /** Of the execution whose Map it is. */
  readonly executionArn: string;
  /** `<machine>/<label>`: the items' machine. */
  readonly stateMachineArn: string;
  status: Exclude<ExecutionStatus, "TIMED_OUT">;
  /** Milliseconds since the epoch. */
  readonly startDate: number;
  stopDate?: number;
  /** 0 for as many as there are items. */
  readonly maxConcurrency: number;
  readonly tolerated: DistributedMap["tolerated"];
  /** Of one that was redriven: how often, and the last time. */
  readonly redrive?: { readonly count: number; readonly date: number };
}

/** An item's execution that has ended, with its history. */
export interface EndedItem {
  readonly execution: Execution;
  readonly history: readonly HistoryEvent[];
}

/** Of one that was not begun: nothing. */
export type Item = EndedItem | { readonly execution: Execution; readonly run: Run } | undefined;

/** What was, when it is redriven. */
export interface Earlier {
  readonly record: MapRunRecord;
  readonly items: readonly (EndedItem | undefined)[];
}

export interface MapRunOptions {
  readonly mapRunArn: string;
  readonly execution: Execution;
  readonly map: DistributedMap;
  readonly machine: RunnableMachine;
  readonly inputs: readonly unknown[];
  readonly maxConcurrency: number;
  readonly earlier?: Earlier | undefined;
  readonly now: () => number;
  readonly start: (machine: RunnableMachine, execution: Execution, earlier: readonly HistoryEvent[]) => Run;
}

/** `arn:…:stateMachine:NAME`, or that of an item's execution `arn:…:stateMachine:NAME/OTHER`, gives `arn:…:mapRun:NAME/<label>:<id>`. */
export const newMapRunArn = (stateMachineArn: string, label: string): string =>
  `${itemsMachineArn(stateMachineArn, label).replace(":stateMachine:", ":mapRun:")}:${randomUUID()}`;

const itemsMachineArn = (stateMachineArn: string, label: string) => `${stateMachineArn.split("/")[0]}/${label}`;

export class MapRun {
  readonly record: MapRunRecord;
  /** In the order of the Map's items. */
  readonly items: Item[];
  /** What the Map gathers of its items. @throws TaskError */
  readonly result: Promise<unknown>;
  readonly #options: MapRunOptions;
  readonly #machine: RunnableMachine;
  /** Those that did not succeed before, and have not begun again. */
  readonly #awaited: Set<number>;
  #failures = 0;
  #isLeft = false;

  constructor(options: MapRunOptions) {
    const { mapRunArn, execution, map, machine, inputs, maxConcurrency, earlier, now } = options;
    this.#options = options;
    const stateMachineArn = itemsMachineArn(machine.arn, map.label);
    this.#machine = {
      ...machine,
      arn: stateMachineArn,
      definition: JSON.stringify(map.definition),
      prepared: map.prepared,
      timeoutSeconds: map.timeoutSeconds,
    };
    this.record = {
      mapRunArn,
      executionArn: execution.executionArn,
      stateMachineArn,
      status: "RUNNING",
      startDate: earlier?.record.startDate ?? now(),
      maxConcurrency,
      tolerated: map.tolerated,
      ...(earlier && { redrive: { count: (earlier.record.redrive?.count ?? 0) + 1, date: now() } }),
    };
    this.items = inputs.map((_, index) => earlier?.items[index]);
    this.#awaited = new Set(this.items.flatMap((item, index) => (item && failed(item) ? [index] : [])));
    this.result = this.#work();
  }

  /** Ends it with its run. */
  abort(): void {
    this.#end("ABORTED");
  }

  /** Lets go of it without an outcome, as its run does. */
  leave(): void {
    this.#isLeft = true;
    for (const item of this.items) if (item && "run" in item) item.run.leave();
  }

  /** Whether it was let go: then there is nothing to keep of it. */
  get isLeft(): boolean {
    return this.#isLeft;
  }

  statusOf(index: number): ItemStatus {
    if (this.#awaited.has(index)) return "PENDING_REDRIVE";
    return this.items[index]?.execution.status ?? "PENDING";
  }

  async #work(): Promise<unknown> {
    const { inputs, maxConcurrency } = this.#options;
    let next = 0;
    const work = async () => {
      while (next < inputs.length && this.record.status === "RUNNING" && !this.#isLeft) await this.#item(next++);
    };
    await Promise.all(Array.from({ length: Math.min(maxConcurrency || inputs.length, inputs.length) }, work));
    if (this.#isLeft) throw stopped();
    this.#end("SUCCEEDED");
    this.record.stopDate = this.#options.now();
    if (this.record.status === "ABORTED") throw stopped();
    if (this.record.status === "FAILED") throw new TaskError(TOO_MANY.error, TOO_MANY.cause);
    const results = this.items.map((item) => resultOf(item?.execution));
    limited(JSON.stringify(results), this.#options.map.label);
    return results;
  }

  async #item(index: number): Promise<void> {
    const { now, start } = this.#options;
    const before = this.items[index];
    if (before?.execution.status === "SUCCEEDED") return;
    const earlier = before && "history" in before ? before.history : [];
    const execution = before ? this.#again(before.execution, earlier) : this.#begin(index);
    this.#awaited.delete(index);
    if (execution) {
      const run = start(this.#machine, execution, earlier);
      this.items[index] = { execution, run };
      const outcome = await run.outcome;
      if (!outcome) return;
      const ended: Execution = { ...execution, ...outcome, stopDate: now() };
      this.items[index] = { execution: ended, history: run.history.events };
    }
    if (this.items[index]?.execution.status !== "SUCCEEDED") this.#failures += 1;
    if (exceeds(this.#options.map.tolerated, this.#failures, this.items.length)) this.#end("FAILED");
  }

  #begin(index: number): Execution {
    const { inputs, now } = this.#options;
    const { stateMachineArn, mapRunArn } = this.record;
    const name = randomUUID();
    return {
      executionArn: executionArn(stateMachineArn, name),
      stateMachineArn,
      mapRunArn,
      name,
      status: "RUNNING",
      startDate: now(),
      input: JSON.stringify(inputs[index]),
    };
  }

  /** Undefined for one that cannot be redriven, which stays as it is. */
  #again(ended: Execution, events: readonly HistoryEvent[]): Execution | undefined {
    const { definition } = this.#machine.prepared;
    try {
      return redriven(ended, events, { definition, token: undefined, now: this.#options.now() });
    } catch (error) {
      if (error instanceof NotRedrivableError) return undefined;
      throw error;
    }
  }

  #end(status: MapRunRecord["status"]): void {
    if (this.record.status !== "RUNNING" || this.#isLeft) return;
    this.record.status = status;
    for (const item of this.items) if (item && "run" in item) item.run.end({ status: "ABORTED" } satisfies Outcome);
  }
}

/** An item that has not begun has no execution to say how it is. */
export type ItemStatus = ExecutionStatus | "PENDING" | "PENDING_REDRIVE";

const TOO_MANY = {
  error: "States.ExceedToleratedFailureThreshold",
  cause: "The specified tolerated failure threshold was exceeded",
};

const failed = ({ execution: { status } }: NonNullable<Item>) => status !== "RUNNING" && status !== "SUCCEEDED";

function resultOf(execution: Execution | undefined): unknown {
  const { status, output, error, cause } = execution ?? {};
  if (output !== undefined) return JSON.parse(output);
  return { Error: error ?? status, ...(cause !== undefined && { Cause: cause }) };
}
