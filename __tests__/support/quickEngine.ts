// The repository with an engine that takes little of this machine: for tests of what happens around the work, not of the work.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { copyRepositoryTo } from "./templateRepository.ts";

const ENGINE = /(engine: \{ type: "simulated", cpuMilliseconds: )[\d_]+/;

/** A copy of it in a new folder, whose dev burns so many milliseconds of CPU per video. @returns the copy, for startLocal */
export function withEngineOf(cpuMilliseconds: number, folder: string): string {
  const copy = join(folder, "repository");
  copyRepositoryTo(copy);
  const dev = join(copy, "stacks", "config", "dev.ts");
  const text = readFileSync(dev, "utf8");
  if (!ENGINE.test(text)) throw new Error(`${dev}: has no simulated engine`);
  writeFileSync(dev, text.replace(ENGINE, `$1${cpuMilliseconds}`));
  return copy;
}
