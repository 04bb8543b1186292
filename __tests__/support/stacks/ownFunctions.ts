// An entry of a team's own function to start from, and its variants.
import type { Changes } from "./environments.ts";

const WORDS = {
  handler: "app/words/handler.ts",
  architecture: "arm64",
  memoryMib: 2_048,
  memoryGibPerVCpu: 2,
  maxConcurrency: 16,
  timeoutSeconds: 30,
  capacityProvider: { architecture: "arm64", maxVCpus: 8, scaling: { mode: "Auto" } },
  scaling: { owner: "reconciler", baseline: { min: 0, max: 0 }, lease: { max: 4 }, graceSeconds: 15 },
};

/** The entry with these values by path; undefined leaves one out. */
export function ownEntry(changes: Changes = {}): unknown {
  const words: unknown = structuredClone(WORDS);
  for (const [path, value] of Object.entries(changes)) {
    const keys = path.split(".");
    const last = keys.pop() ?? path;
    const holder = keys.reduce<unknown>((at, key) => Reflect.get(at as object, key), words) as object;
    if (value === undefined) Reflect.deleteProperty(holder, last);
    else Reflect.set(holder, last, value);
  }
  return words;
}

/** Changes of an environment that give it `functions.words`, itself with these values by path. */
export const withWords = (changes: Changes = {}): Changes => ({ "functions.words": ownEntry(changes) });
