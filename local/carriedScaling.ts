// Scaling configs that were put at run time, kept over restarts: on AWS they live with $LATEST.PUBLISHED.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { ScalingConfig } from "./lambda/service.ts";

export class CarriedScaling {
  readonly #file: string;
  readonly configs: Map<string, ScalingConfig>;

  constructor(file: string) {
    this.#file = file;
    this.configs = new Map(Object.entries(load(file)));
  }

  put(functionName: string, config: ScalingConfig): void {
    this.configs.set(functionName, config);
    mkdirSync(dirname(this.#file), { recursive: true });
    writeFileSync(`${this.#file}.new`, JSON.stringify(Object.fromEntries(this.configs)));
    renameSync(`${this.#file}.new`, this.#file);
  }
}

function load(file: string): Record<string, ScalingConfig> {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return {}; // the first run
  }
}
