// Scaling configs that were put at run time, kept over restarts: on AWS they live with $LATEST.PUBLISHED.
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { DamagedError } from "./dataFolder.ts";
import type { Disk } from "./disk.ts";
import { isScalingConfig, type ScalingConfig } from "./lambda/service.ts";

const RETRY_MILLISECONDS = 1_000;

export class CarriedScaling {
  readonly configs: Map<string, ScalingConfig>;
  readonly #file: string;
  readonly #disk: Disk;
  readonly #onError: (error: unknown) => void;
  #retry: NodeJS.Timeout | undefined;

  /**
   * @param onError told when a config could not be written; it is tried again each second, with what is in force by then
   * @throws DamagedError if the file holds anything but scaling configs
   */
  constructor(file: string, disk: Disk, onError: (error: unknown) => void) {
    this.#file = file;
    this.#disk = disk;
    this.#onError = onError;
    this.configs = load(file);
  }

  put(functionName: string, config: ScalingConfig): void {
    this.configs.set(functionName, config);
    this.#write();
  }

  /** Gives up what could not be written. */
  close(): void {
    clearTimeout(this.#retry);
  }

  #write(): void {
    clearTimeout(this.#retry);
    try {
      this.#disk.beforeWrite();
      writeFileSync(`${this.#file}.new`, JSON.stringify(Object.fromEntries(this.configs)));
      renameSync(`${this.#file}.new`, this.#file);
    } catch (error) {
      this.#onError(error);
      this.#retry = setTimeout(() => this.#write(), RETRY_MILLISECONDS);
    }
  }
}

function load(file: string): Map<string, ScalingConfig> {
  const text = read(file);
  if (text === undefined) return new Map();
  let stored: unknown;
  try {
    stored = JSON.parse(text);
  } catch (cause) {
    throw new DamagedError(file, "not JSON", "scaling", cause);
  }
  if (typeof stored !== "object" || stored === null || Array.isArray(stored))
    throw new DamagedError(file, "must be an object of scaling configs by function", "scaling");
  for (const [name, config] of Object.entries(stored)) {
    if (isScalingConfig(config)) continue;
    const problem = `${name}: must be min and max, whole numbers of 0–15000 with min ≤ max, 0 only as 0/0, got ${JSON.stringify(config)}`;
    throw new DamagedError(file, problem, "scaling");
  }
  return new Map(Object.entries(stored as Record<string, ScalingConfig>));
}

/** Undefined at the first run. */
function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new DamagedError(file, `cannot be read (${(error as Error).message})`, "scaling", error);
  }
}
