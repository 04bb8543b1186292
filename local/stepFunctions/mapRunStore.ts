// Map runs that have ended, on disk with their items: one file each, so that a run's items are known after a restart.
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Disk } from "../disk.ts";
import { isExecution } from "./execution.ts";
import { isHistory } from "./history.ts";
import type { Earlier, ItemStatus, MapRunRecord } from "./mapRun.ts";
import { fileOf, readStored, writeDurably } from "./storedFile.ts";

/** How many items are kept, those of the latest map runs. */
const KEPT_ITEMS = 5_000;

/** What is known without reading its file. */
export interface StoredMapRun {
  readonly record: MapRunRecord;
  /** Of each item, in their order. */
  readonly statuses: readonly ItemStatus[];
  readonly executionArns: readonly string[];
}

export class MapRunStore {
  readonly #folder: string;
  readonly #disk: Disk;
  readonly #mapRuns = new Map<string, StoredMapRun>();
  /** The map run of an item's execution. */
  readonly #ofItem = new Map<string, string>();

  constructor(folder: string, disk: Disk) {
    this.#folder = folder;
    this.#disk = disk;
  }

  /** Reads what earlier processes stored. @throws DamagedError if a file is not what was written */
  async load(): Promise<void> {
    for (const file of await readdir(this.#folder)) {
      if (file.endsWith(".mapRun.json")) this.#know(await readStored(join(this.#folder, file), isMapRun));
    }
  }

  /** Newest first. */
  list(): StoredMapRun[] {
    return [...this.#mapRuns.values()].sort((a, b) => b.record.startDate - a.record.startDate);
  }

  get(mapRunArn: string): StoredMapRun | undefined {
    return this.#mapRuns.get(mapRunArn);
  }

  /** The map run of an item's execution. */
  ofItem(executionArn: string): string | undefined {
    return this.#ofItem.get(executionArn);
  }

  /** Its items, undefined for one that is not kept. @throws DamagedError */
  async read(mapRunArn: string): Promise<Earlier | undefined> {
    if (!this.#mapRuns.has(mapRunArn)) return undefined;
    const { record, items } = await readStored(this.#path(mapRunArn), isMapRun);
    return { record, items: items.map((item) => item ?? undefined) };
  }

  /** Writes durably, then knows it. */
  async save(mapRun: Earlier): Promise<void> {
    this.#disk.beforeWrite();
    await writeDurably(this.#path(mapRun.record.mapRunArn), mapRun);
    this.#know(mapRun);
  }

  /** Forgets the map runs of executions that are gone, and the oldest of too many. */
  async prune(isKept: (executionArn: string) => boolean): Promise<void> {
    let items = 0;
    for (const { record, statuses } of this.list()) {
      items += statuses.length;
      const isOfItem = this.#ofItem.has(record.executionArn);
      if (items <= KEPT_ITEMS && (isKept(record.executionArn) || isOfItem)) continue;
      this.#mapRuns.delete(record.mapRunArn);
      for (const [arn, mapRunArn] of this.#ofItem) if (mapRunArn === record.mapRunArn) this.#ofItem.delete(arn);
      await rm(this.#path(record.mapRunArn), { force: true });
    }
  }

  #know({ record, items }: StoredFile): void {
    const executions = items.map((item) => item?.execution);
    for (const execution of executions) if (execution) this.#ofItem.set(execution.executionArn, record.mapRunArn);
    this.#mapRuns.set(record.mapRunArn, {
      record,
      statuses: executions.map((execution) => execution?.status ?? "PENDING"),
      executionArns: executions.flatMap((execution) => execution?.executionArn ?? []),
    });
  }

  #path(mapRunArn: string): string {
    return fileOf(this.#folder, mapRunArn, "mapRun");
  }
}

/** JSON has no undefined in a list. */
interface StoredFile {
  readonly record: MapRunRecord;
  readonly items: readonly (Earlier["items"][number] | null)[];
}

function isMapRun(value: unknown): value is StoredFile {
  const { record, items } = (value ?? {}) as Partial<StoredFile>;
  const { mapRunArn, executionArn, stateMachineArn, status, startDate } = record ?? {};
  return (
    [mapRunArn, executionArn, stateMachineArn, status].every((text) => typeof text === "string" && text !== "") &&
    Number.isFinite(startDate) &&
    Array.isArray(items) &&
    items.every((item) => item === null || (isExecution(item?.execution) && isHistory(item.history)))
  );
}
