// Executions and their histories on disk, one file each, so that a restart knows what was running and what came of the rest.

import { createHash } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { DamagedError } from "../dataFolder.ts";
import type { Disk } from "../disk.ts";
import { type Execution, isExecution } from "./execution.ts";
import { type HistoryEvent, isHistory } from "./history.ts";

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
        const execution = await readJson(path, isExecution);
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
      return await readJson(this.#path(arn, "history"), isHistory);
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
    return join(this.#folder, `${createHash("sha256").update(arn).digest("hex").slice(0, 32)}.${kind}.json`);
  }
}

async function readJson<T>(path: string, isWhole: (value: unknown) => value is T): Promise<T> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, "utf8"));
  } catch (cause) {
    throw new DamagedError(path, "cannot be read", "executions", cause);
  }
  if (isWhole(value)) return value;
  throw new DamagedError(path, "not what was written", "executions");
}

/** All or nothing, also when the machine loses power. */
async function writeDurably(path: string, value: unknown): Promise<void> {
  const partial = `${path}.partial`;
  const file = await open(partial, "w");
  try {
    await file.writeFile(JSON.stringify(value));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(partial, path);
  const folder = await open(join(path, ".."), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
