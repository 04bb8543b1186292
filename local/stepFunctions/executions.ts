// The engine: starts executions durably, runs them, stops them, and takes up again what a restart interrupted.

import { setTimeout } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { Disk, isDiskFull } from "../disk.ts";
import { type Execution, executionArn, type Outcome, type Redrive } from "./execution.ts";
import { ExecutionStore } from "./executionStore.ts";
import type { HistoryEvent } from "./history.ts";
import type { DescribedMachine } from "./machines.ts";
import { MapRuns } from "./mapRuns.ts";
import { historyBefore, NotRedrivableError, redriven } from "./redrive.ts";
import { startRun } from "./run.ts";
import { type RunnableMachine, toRunnable } from "./runnable.ts";
import type { Run } from "./running.ts";
import type { InvokeLambda } from "./tasks.ts";

export interface ExecutionsOptions {
  machines: DescribedMachine[];
  /** Where executions are kept. */
  folder: string;
  /** @default never full */
  disk?: Disk;
  invokeLambda: InvokeLambda;
  /** Called when an execution starts and when it ends, as EventBridge would be told. */
  onStatusChange?: (execution: Execution) => void;
  /** Told of what goes wrong where nobody waits, such as a full disk. @default console.error */
  onError?: (error: unknown) => void;
  /** Milliseconds since the epoch. @default Date.now */
  now?: () => number;
}

const ROOM_POLL_MILLISECONDS = 1_000;

/** A name is taken: by an execution that has ended, or by one that was given another input. */
export class NameTakenError extends Error {
  override name = "NameTakenError";
}

/** No more executions are taken. */
export class StoppingError extends Error {
  override name = "StoppingError";
}

/** What an execution begins with. */
interface Beginning {
  readonly arn: string;
  readonly name: string;
  readonly input: string;
  readonly traceHeader: string | undefined;
}

export class Executions {
  readonly machines: ReadonlyMap<string, RunnableMachine & DescribedMachine>;
  readonly mapRuns: MapRuns;
  readonly #options: ExecutionsOptions;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly #store: ExecutionStore;
  readonly #starting = new Map<string, { input: string; saved: Promise<Execution> }>();
  readonly #runs = new Map<string, { run: Run; done: Promise<void> }>();
  readonly #redriving = new Map<string, Promise<unknown>>();
  readonly #leaving = new AbortController();
  #loaded: Promise<void> | undefined;
  #stopping = false;

  /** @throws UnsupportedDefinitionError if a machine uses what cannot be run here */
  constructor(options: ExecutionsOptions) {
    this.#options = options;
    this.now = options.now ?? Date.now;
    const disk = options.disk ?? new Disk();
    this.#store = new ExecutionStore(options.folder, disk);
    this.mapRuns = new MapRuns(options.folder, disk, {
      untilWritten: (write) => this.#untilWritten(write),
      onError: (error) => this.#report(error),
    });
    this.machines = new Map(options.machines.map((machine) => [machine.arn, toRunnable(machine)]));
  }

  /** Reads what is stored. @throws DamagedError */
  load(): Promise<void> {
    this.#loaded ??= this.#store.load().then(() => this.mapRuns.load());
    return this.#loaded;
  }

  /** Runs again, from the start and with the same input, what was running. At least once, like a redelivery. */
  async resume(): Promise<void> {
    await this.load();
    for (const execution of this.#store.list().reverse()) {
      if (execution.status !== "RUNNING") continue;
      const machine = this.machines.get(execution.stateMachineArn);
      if (machine)
        this.#run(machine, execution, historyBefore(execution, await this.#store.history(execution.executionArn)));
      else await this.#finish(execution, { status: "ABORTED", cause: "The state machine no longer exists." });
    }
  }

  /**
   * Starts an execution; it is on disk before this returns. The same name and input while it runs give the same execution.
   * @throws NameTakenError, StoppingError
   */
  async start(machine: RunnableMachine, name: string, input: string, traceHeader?: string): Promise<Execution> {
    if (this.#stopping) throw new StoppingError("the local runtime is shutting down");
    const arn = executionArn(machine.arn, name);
    const starting = this.#starting.get(arn);
    const existing = this.#store.get(arn);
    if (starting ?? existing) {
      const given = starting?.input ?? existing?.input ?? "";
      const running = starting !== undefined || existing?.status === "RUNNING";
      if (!running || !isDeepStrictEqual(JSON.parse(given), JSON.parse(input))) throw new NameTakenError(arn);
      return starting ? starting.saved : (existing as Execution);
    }
    const saved = this.#begin(machine, { arn, name, input, traceHeader });
    this.#starting.set(arn, { input, saved });
    try {
      return await saved;
    } finally {
      this.#starting.delete(arn);
    }
  }

  /**
   * Runs an execution again that did not succeed; it is on disk before this returns. The same token while it runs is the same redrive.
   * @throws NotRedrivableError, StoppingError
   */
  async redrive(arn: string, token: string | undefined): Promise<Redrive> {
    const before = this.#redriving.get(arn) ?? Promise.resolve();
    const redriving = before.catch(() => {}).then(() => this.#beginAgain(arn, token));
    this.#redriving.set(arn, redriving);
    try {
      return await redriving;
    } finally {
      if (this.#redriving.get(arn) === redriving) this.#redriving.delete(arn);
    }
  }

  /** Also that of a Distributed Map's item. */
  async find(arn: string): Promise<Execution | undefined> {
    return this.#store.get(arn) ?? (await this.mapRuns.item(arn))?.execution;
  }

  /** Newest first. */
  list(stateMachineArn: string): Execution[] {
    return this.#store.list().filter((execution) => execution.stateMachineArn === stateMachineArn);
  }

  async history(arn: string): Promise<readonly HistoryEvent[]> {
    const running = this.#runs.get(arn)?.run.history.events;
    if (running || this.#store.get(arn)) return running ?? this.#store.history(arn);
    return (await this.mapRuns.item(arn))?.history ?? [];
  }

  /** Aborts an execution that runs; one that has ended stays as it is. */
  async abort(arn: string, reason: { error?: string; cause?: string }): Promise<Execution | undefined> {
    const running = this.#runs.get(arn);
    running?.run.end({ status: "ABORTED", ...reason });
    await running?.done;
    await this.mapRuns.abort(arn, reason);
    return this.find(arn);
  }

  /** Lets go of everything that runs, which stays RUNNING on disk, and waits for what is being written. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#leaving.abort();
    await Promise.allSettled([...this.#starting.values()].map(({ saved }) => saved));
    const runs = [...this.#runs.values()];
    for (const { run } of runs) run.leave();
    await Promise.all(runs.map(({ done }) => done));
    await this.mapRuns.saved();
  }

  async #begin(machine: RunnableMachine, { arn, name, input, traceHeader }: Beginning) {
    const execution: Execution = {
      executionArn: arn,
      stateMachineArn: machine.arn,
      name,
      status: "RUNNING",
      startDate: this.now(),
      input,
      ...(traceHeader !== undefined && { traceHeader }),
    };
    await this.#store.save(execution);
    this.#announce(execution);
    this.#run(machine, execution);
    return execution;
  }

  async #beginAgain(arn: string, token: string | undefined): Promise<Redrive> {
    if (this.#stopping) throw new StoppingError("the local runtime is shutting down");
    const ended = this.#store.get(arn);
    const machine = ended && this.machines.get(ended.stateMachineArn);
    if (!machine) throw new NotRedrivableError("The state machine no longer exists.");
    if (ended.status === "RUNNING" && token !== undefined && ended.redrive?.token === token) return ended.redrive;
    const events = await this.#store.history(arn);
    const execution = redriven(ended, events, { definition: machine.prepared.definition, token, now: this.now() });
    await this.#store.save(execution);
    this.#announce(execution);
    this.#run(machine, execution, events);
    return execution.redrive;
  }

  #run(machine: RunnableMachine, execution: Execution, earlier: readonly HistoryEvent[] = []): void {
    const arn = execution.executionArn;
    const { invokeLambda } = this.#options;
    const run = startRun(machine, execution, { invokeLambda, now: this.now, earlier, mapRuns: this.mapRuns });
    const done = run.outcome
      .then(async (outcome) => {
        if (!outcome) return;
        await this.mapRuns.saved(arn);
        await this.#untilWritten(() => this.#store.saveHistory(arn, run.history.events));
        await this.#finish(execution, outcome);
      })
      .catch((error) => this.#report(error))
      .finally(() => this.#runs.delete(arn));
    this.#runs.set(arn, { run, done });
  }

  async #finish(execution: Execution, outcome: Outcome): Promise<void> {
    const ended: Execution = { ...execution, ...outcome, stopDate: this.now() };
    await this.#untilWritten(() => this.#store.save(ended));
    this.#announce(ended);
    await this.#store.prune();
    await this.mapRuns.prune((arn) => this.#store.get(arn) !== undefined);
  }

  /** Tries until the disk has room: what has ended has to be told. A stop ends it; the next start runs the execution again. */
  async #untilWritten(write: () => Promise<void>): Promise<void> {
    for (;;) {
      try {
        return await write();
      } catch (error) {
        if (!isDiskFull(error) || this.#stopping) throw error;
        this.#report(error);
        await setTimeout(ROOM_POLL_MILLISECONDS, undefined, { signal: this.#leaving.signal }).catch(() => {});
      }
    }
  }

  #announce(execution: Execution): void {
    try {
      this.#options.onStatusChange?.(execution);
    } catch (error) {
      this.#report(error);
    }
  }

  #report(error: unknown): void {
    (this.#options.onError ?? console.error)(error);
  }
}
