// The repository with an engine that takes little of this machine: for what happens around the work, not for the work.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { copyRepositoryTo } from "./repositoryCopy.ts";

/** What dev's processor has with FFmpeg, and what it has in the copy. */
const CHANGES: readonly (readonly [from: RegExp, to: (cpuMilliseconds: number) => string])[] = [
  [/maxConcurrency: 2,\n( +)timeoutSeconds: 160,/, () => "maxConcurrency: 4,\n$1timeoutSeconds: 60,"],
  [
    /engine: \{ type: "ffmpeg"[^}]*\}/,
    (cpuMilliseconds) => `engine: { type: "simulated", cpuMilliseconds: ${cpuMilliseconds} }`,
  ],
];

/**
 * A copy of it in a folder, made once, whose dev only burns CPU: any source will do, and names with "corrupt" fail.
 * @param cpuMilliseconds for each video
 * @returns the copy
 */
export function withEngineOf(cpuMilliseconds: number, folder: string): string {
  const copy = join(folder, "repository");
  if (existsSync(copy)) return copy;
  copyRepositoryTo(copy);
  const dev = join(copy, "stacks", "config", "dev.ts");
  let text = readFileSync(dev, "utf8");
  for (const [from, to] of CHANGES) {
    if (!from.test(text)) throw new Error(`${dev}: has no ${from}`);
    text = text.replace(from, to(cpuMilliseconds));
  }
  writeFileSync(dev, text);
  return copy;
}
