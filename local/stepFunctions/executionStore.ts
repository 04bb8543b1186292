// Executions and their histories on disk, one file each, so that a restart knows what was running and what came of the rest.

import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { DamagedError } from "../dataFolder.ts";
import type { Disk } from "../disk.ts";
import { type Execution, isExecution } from "./execution.ts";
import { type HistoryEvent, isHistory } from "./history.ts";
import { fileOf, readStored, writeDurably } from "./storedFile.ts";

/** How many ended executions are kept. */
const KEPT = 1_000;

/** Holds every kept execution in memory; what `save` has returned from is on disk. */
export class ExecutionStore {
  readonly #folder: string;
  readonly #disk: Disk;
  readonly #executions = new Map<string, Execution>();

  constructor(folder: string, disk: Disk) {
    this.#folder = folder;
    this.#disk = disk;
  }

  /** Reads what earlier runs stored. @throws DamagedError if a file is not what was written */
  async load(): Promise<void> {
    for (const file of await this.#files()) {
      const path = join(this.#folder, file);
      if (file.endsWith(".partial")) await rm(path, { force: true });
      else if (file.endsWith(".execution.json")) {
        const execution = await readStored(path, isExecution);
        this.#executions.set(execution.executionArn, execution);
      }
    }
    await this.prune();
  }

  get(arn: string): Execution | undefined {
    return this.#executions.get(arn);
  }

  /** Newest first. */
  list(): Execution[] {
    return [...this.#executions.values()].sort(
      (a, b) => b.startDate - a.startDate || (a.executionArn < b.executionArn ? -1 : 1),
    );
  }

  /** Writes durably, then shows the new state. */
  async save(execution: Execution): Promise<void> {
    await this.#write(this.#path(execution.executionArn, "execution"), execution);
    this.#executions.set(execution.executionArn, execution);
  }

  async saveHistory(arn: string, events: HistoryEvent[]): Promise<void> {
    await this.#write(this.#path(arn, "history"), events);
  }

  /** The history of an ended execution; empty if it was lost. @throws DamagedError if it is not what was written */
  async history(arn: string): Promise<HistoryEvent[]> {
    try {
      return await readStored(this.#path(arn, "history"), isHistory);
    } catch (error) {
      if ((error as { cause?: { code?: string } }).cause?.code === "ENOENT") return [];
      throw error;
    }
  }

  /** Forgets the ended executions that are too old to keep. */
  async prune(): Promise<void> {
    const ended = this.list().filter(({ status }) => status !== "RUNNING");
    ended.sort((a, b) => (b.stopDate ?? 0) - (a.stopDate ?? 0));
    for (const { executionArn: arn } of ended.slice(KEPT)) {
      this.#executions.delete(arn);
      for (const kind of ["execution", "history"] as const) await rm(this.#path(arn, kind), { force: true });
    }
  }

  async #files(): Promise<string[]> {
    try {
      await mkdir(this.#folder, { recursive: true });
      return await readdir(this.#folder);
    } catch (cause) {
      throw new DamagedError(
        this.#folder,
        `not a folder that can be read (${(cause as Error).message})`,
        "executions",
        cause,
      );
    }
  }

  async #write(path: string, value: unknown): Promise<void> {
    this.#disk.beforeWrite();
    await writeDurably(path, value);
  }

  #path(arn: string, kind: "execution" | "history"): string {
    return fileOf(this.#folder, arn, kind);
  }
}
