// All map runs: those that run, and those that have ended, each with its items.
import type { Disk } from "../disk.ts";
import type { Execution } from "./execution.ts";
import type { HistoryEvent } from "./history.ts";
import type { Earlier, EndedItem, Item, ItemStatus, MapRun, MapRunRecord } from "./mapRun.ts";
import { MapRunStore } from "./mapRunStore.ts";
import type { MapRunBook } from "./mapTasks.ts";

/** A map run with the status of each of its items. */
export interface ShownMapRun {
  readonly record: MapRunRecord;
  readonly statuses: readonly ItemStatus[];
}

/** An item's execution: one that waits for its redrive is otherwise what it was. */
export type ItemExecution = Omit<Execution, "status"> & { readonly status: Execution["status"] | "PENDING_REDRIVE" };

/** How map runs are written, and who is told if they cannot be. */
export interface Writing {
  /** Tries until the disk has room. */
  untilWritten(write: () => Promise<void>): Promise<void>;
  onError(error: unknown): void;
}

export class MapRuns implements MapRunBook {
  readonly #store: MapRunStore;
  readonly #writing: Writing;
  readonly #running = new Map<string, { mapRun: MapRun; done: Promise<void> }>();

  constructor(folder: string, disk: Disk, writing: Writing) {
    this.#store = new MapRunStore(folder, disk);
    this.#writing = writing;
  }

  /** @throws DamagedError */
  load(): Promise<void> {
    return this.#store.load();
  }

  begun(mapRun: MapRun): void {
    const { mapRunArn } = mapRun.record;
    const done = mapRun.result
      .catch(() => {})
      .then(async () => {
        if (mapRun.isLeft) return;
        const items = mapRun.items.map((item) => item && endedOf(item));
        await this.#writing.untilWritten(() => this.#store.save({ record: mapRun.record, items }));
      })
      .catch((error) => this.#writing.onError(error))
      .finally(() => this.#running.delete(mapRunArn));
    this.#running.set(mapRunArn, { mapRun, done });
  }

  isKept(mapRunArn: string): boolean {
    return this.#store.get(mapRunArn) !== undefined;
  }

  earlier(mapRunArn: string): Promise<Earlier | undefined> {
    return this.#store.read(mapRunArn);
  }

  get(mapRunArn: string): ShownMapRun | undefined {
    const running = this.#running.get(mapRunArn)?.mapRun;
    return running ? shown(running) : this.#store.get(mapRunArn);
  }

  /** Of an execution, newest first. */
  list(executionArn: string): MapRunRecord[] {
    const running = [...this.#running.values()].map(({ mapRun }) => mapRun.record);
    const stored = this.#store.list().map(({ record }) => record);
    return [...running, ...stored.filter(({ mapRunArn }) => !this.#running.has(mapRunArn))]
      .filter((record) => record.executionArn === executionArn)
      .sort((a, b) => b.startDate - a.startDate);
  }

  /** The executions of its items, as far as they have begun; undefined for a map run that is not there. */
  async executions(mapRunArn: string): Promise<ItemExecution[] | undefined> {
    const running = this.#running.get(mapRunArn)?.mapRun;
    if (!running) return (await this.#store.read(mapRunArn))?.items.flatMap((item) => item?.execution ?? []);
    return running.items.flatMap((item, index) => (item ? asSeen(item.execution, running.statusOf(index)) : []));
  }

  /** The execution of an item, with its history so far. */
  async item(executionArn: string): Promise<{ execution: Execution; history: readonly HistoryEvent[] } | undefined> {
    const isIt = (item: Item) => item?.execution.executionArn === executionArn;
    for (const { mapRun } of this.#running.values()) {
      const item = mapRun.items.find(isIt);
      if (item) return { execution: item.execution, history: "run" in item ? item.run.history.events : item.history };
    }
    const mapRunArn = this.#store.ofItem(executionArn);
    return mapRunArn === undefined ? undefined : (await this.#store.read(mapRunArn))?.items.find(isIt);
  }

  /** Aborts the execution of an item, if it runs. */
  async abort(executionArn: string, reason: { error?: string; cause?: string }): Promise<void> {
    for (const { mapRun } of this.#running.values()) {
      const item = mapRun.items.find((one) => one?.execution.executionArn === executionArn);
      if (!item || !("run" in item)) continue;
      item.run.end({ status: "ABORTED", ...reason });
      await item.run.outcome;
    }
  }

  /** When those of an execution are on disk, or all of them. */
  async saved(executionArn?: string): Promise<void> {
    const waited = [...this.#running.values()].filter(
      ({ mapRun }) => executionArn === undefined || mapRun.record.executionArn === executionArn,
    );
    await Promise.all(waited.map(({ done }) => done));
  }

  /** @param isKept whether an execution that is no item's is kept */
  prune(isKept: (executionArn: string) => boolean): Promise<void> {
    return this.#store.prune(isKept);
  }
}

const shown = (mapRun: MapRun): ShownMapRun => ({
  record: mapRun.record,
  statuses: mapRun.items.map((_, index) => mapRun.statusOf(index)),
});

const asSeen = (execution: Execution, status: ItemStatus): ItemExecution =>
  status === "PENDING_REDRIVE" ? { ...execution, status } : execution;

/** All have ended when their map run has. */
const endedOf = (item: NonNullable<Item>): EndedItem =>
  "run" in item ? { execution: item.execution, history: item.run.history.events } : item;
