// What S3 knows, by key: in memory, and on disk as a file each. A record is there or is not: never half.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DamagedError } from "../dataFolder.ts";
import type { Disk } from "../disk.ts";

const SUFFIX = ".json";

/** Each change is made at once, without letting anything else run: what was looked at before still holds. */
export class Records<T> {
  readonly #folder: string;
  readonly #disk: Disk;
  readonly #records = new Map<string, T>();
  #sorted: readonly string[] | undefined;

  /** Reads what earlier runs stored. @throws DamagedError if a file is not what was written */
  constructor(folder: string, disk: Disk) {
    this.#folder = folder;
    this.#disk = disk;
    mkdirSync(folder, { recursive: true });
    for (const file of readdirSync(folder)) {
      const path = join(folder, file);
      if (!file.endsWith(SUFFIX)) rmSync(path, { force: true });
      else this.#records.set(...readRecord<T>(path));
    }
  }

  get(key: string): T | undefined {
    return this.#records.get(key);
  }

  /** In the order of their code units, as S3 lists them. */
  keys(): readonly string[] {
    this.#sorted ??= [...this.#records.keys()].sort();
    return this.#sorted;
  }

  entries(): IterableIterator<[string, T]> {
    return this.#records.entries();
  }

  put(key: string, record: T): void {
    this.#disk.beforeWrite();
    const path = this.#path(key);
    writeFileSync(`${path}.new`, JSON.stringify([key, record]));
    renameSync(`${path}.new`, path);
    if (!this.#records.has(key)) this.#sorted = undefined;
    this.#records.set(key, record);
  }

  delete(key: string): void {
    if (!this.#records.has(key)) return;
    rmSync(this.#path(key), { force: true });
    this.#records.delete(key);
    this.#sorted = undefined;
  }

  #path(key: string): string {
    return join(this.#folder, `${createHash("sha256").update(key).digest("hex").slice(0, 40)}${SUFFIX}`);
  }
}

function readRecord<T>(path: string): [string, T] {
  let stored: unknown;
  try {
    stored = JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw new DamagedError(path, "cannot be read", "s3", cause);
  }
  if (!Array.isArray(stored) || typeof stored[0] !== "string" || typeof stored[1] !== "object" || stored[1] === null)
    throw new DamagedError(path, "not what was written", "s3");
  return stored as [string, T];
}
