// LevelDB refuses every write after one of its own files could not be written, also when there is room again, until it is opened
// anew. This does so as soon as there is room, between two operations.
import { readdirSync, statfsSync, statSync } from "node:fs";
import { join } from "node:path";

/** Beside what the log holds, which opening writes into a table. */
const SPARE_BYTES = 1024 * 1024;

export interface ReopeningOptions {
  /** The LevelDB's folder; undefined in memory, where nothing of this happens. */
  readonly path: string | undefined;
  /** Closes and opens the store, and mends what failed half-way; called while nothing else uses it. */
  readonly reopen: () => Promise<void>;
}

export class Reopening {
  readonly #options: ReopeningOptions;
  readonly #inUse = new Set<Promise<unknown>>();
  #isSick = false;
  #recovery: Promise<void> | undefined;

  constructor(options: ReopeningOptions) {
    this.#options = options;
  }

  /** Runs work on the store, after opening it anew if it fell ill and there is room. @throws what the work throws */
  async use<T>(work: () => Promise<T>): Promise<T> {
    if (this.#isSick) {
      this.#recovery ??= this.#recover().finally(() => {
        this.#recovery = undefined;
      });
      await this.#recovery;
    }
    const used = work();
    this.#inUse.add(used);
    try {
      return await used;
    } catch (error) {
      if (isStoreFailure(error)) this.#isSick = true;
      throw error;
    } finally {
      this.#inUse.delete(used);
    }
  }

  async #recover(): Promise<void> {
    const { path, reopen } = this.#options;
    if (path === undefined || !hasRoom(path)) return;
    await Promise.allSettled(this.#inUse);
    await reopen();
    this.#isSick = false;
  }
}

function isStoreFailure(error: unknown): boolean {
  const code = String((error as { code?: unknown } | undefined)?.code);
  return code === "LEVEL_IO_ERROR" || code === "LEVEL_DATABASE_NOT_OPEN" || /Database is closed/.test(String(error));
}

function hasRoom(path: string): boolean {
  const { bavail, bsize } = statfsSync(path);
  const logs = readdirSync(path).filter((file) => file.endsWith(".log"));
  const logBytes = logs.reduce((sum, file) => sum + statSync(join(path, file)).size, 0);
  return bavail * bsize > logBytes + SPARE_BYTES;
}
