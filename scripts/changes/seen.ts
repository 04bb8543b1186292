// What the pairs did when they were last played, in a file that docs/changes.md is made from.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { PAIRS } from "./pairs.ts";
import type { Played } from "./play.ts";

const SEEN = fileURLToPath(new URL("seen.json", import.meta.url));

const read = (path: string): Played[] => JSON.parse(readFileSync(path, "utf8")) as Played[];

export const seenPairs = (): Played[] => read(SEEN);

export const writeSeen = (path: string, seen: readonly Played[]): void =>
  writeFileSync(path, `[\n${seen.map((each) => JSON.stringify(each)).join(",\n")}\n]\n`);

/** Times differ from machine to machine. */
const text = ({ seconds: _, ...played }: Played): string => JSON.stringify(played);

/** Whether what was seen in parts is what the page says; says each pair that is not. @param write makes it so instead */
export function isSame(parts: readonly string[], write: boolean): boolean {
  const played = new Map(parts.flatMap(read).map((each) => [each.name, each]));
  const ordered = PAIRS.flatMap(({ name }) => played.get(name) ?? []);
  if (write) {
    writeSeen(SEEN, ordered);
    return true;
  }
  const known = new Map(seenPairs().map((each) => [each.name, text(each)]));
  const other = ordered.filter((each) => known.get(each.name) !== text(each)).map(({ name }) => name);
  const missing = PAIRS.filter(({ name }) => !played.has(name)).map(({ name }) => name);
  for (const name of other)
    console.error(
      `${name}: docs/changes.md says something else: play all pairs, npm run changes -- --same … --write, npm run docs`,
    );
  for (const name of missing) console.error(`${name}: was not played`);
  return other.length + missing.length === 0;
}
