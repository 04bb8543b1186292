// The events that a handler is given, and what in each of them no other has: found elsewhere, it proves where it came from.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { ReadyError } from "./readyError.ts";

export interface TestEvent {
  readonly index: number;
  /** The name of its file, or its line. */
  readonly name: string;
  /** JSON text. */
  readonly payload: string;
  /** Texts of this event that no other event holds, longest first. */
  readonly needles: readonly string[];
  /** The same, too short to be looked for inside of other texts. */
  readonly short: readonly string[];
}

/** More would take long, and show nothing that these do not. */
export const MOST_EVENTS = 24;
const SHORTEST_NEEDLE = 5;
const LONGEST_NEEDLE = 200;
const MOST_NEEDLES = 16;

function parsed(name: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw new ReadyError(`--events ${name}: is not JSON: ${(error as Error).message.replaceAll(/\s+/g, " ")}`);
  }
}

function eventsIn(path: string): [name: string, event: unknown][] {
  const text = readFileSync(path, "utf8");
  if (path.endsWith(".jsonl")) {
    const lines = text.split("\n").map((line, index) => [`${basename(path)}:${index + 1}`, line] as const);
    return lines.filter(([, line]) => line.trim() !== "").map(([name, line]) => [name, parsed(name, line)]);
  }
  const content = parsed(path, text);
  if (!Array.isArray(content)) return [[basename(path), content]];
  return content.map((event, index) => [`${basename(path)}[${index}]`, event]);
}

/** Texts in a value, also in JSON that is written as text, such as a body. */
export function* leavesOf(value: unknown): Generator<string> {
  if (typeof value === "number" || typeof value === "bigint") yield String(value);
  else if (typeof value === "string") {
    yield value;
    if (!/^\s*[[{]/.test(value)) return;
    try {
      yield* leavesOf(JSON.parse(value));
    } catch {
      // a text that only begins like JSON
    }
  } else if (typeof value === "object" && value !== null)
    for (const part of Object.values(value)) yield* leavesOf(part);
}

/** As it would stand inside of another JSON text. */
const escaped = (text: string): string => JSON.stringify(text).slice(1, -1);

function marked(name: string, event: unknown, index: number, texts: readonly string[]): TestEvent {
  const leaves = [...new Set(leavesOf(event))].map((leaf) =>
    leaf.length > LONGEST_NEEDLE ? leaf.slice(0, LONGEST_NEEDLE) : leaf,
  );
  const own = leaves.filter((leaf) => texts.every((text, other) => other === index || !text.includes(escaped(leaf))));
  const needles = own
    .filter((leaf) => leaf.length >= SHORTEST_NEEDLE && !/^\s*[[{]/.test(leaf))
    .toSorted((a, b) => b.length - a.length)
    .slice(0, MOST_NEEDLES);
  const short = own.filter((leaf) => leaf.length > 1 && leaf.length < SHORTEST_NEEDLE && /\D/.test(leaf));
  return { index, name, payload: JSON.stringify(event), needles, short };
}

/**
 * Reads a folder of .json and .jsonl files, or one such file.
 * @throws ReadyError for what is not there, is not JSON, or holds no event
 */
export function readEvents(path: string): TestEvent[] {
  if (!existsSync(path))
    throw new ReadyError(`--events: must be a folder, a .jsonl or a .json file, but ${path} is not there`);
  const files = statSync(path).isDirectory()
    ? readdirSync(path)
        .filter((name) => /\.jsonl?$/.test(name))
        .toSorted()
        .map((name) => join(path, name))
    : [path];
  const events = files.flatMap(eventsIn);
  if (events.length === 0) throw new ReadyError(`--events: must hold at least one event, got none in ${path}`);
  const chosen = events.slice(0, MOST_EVENTS);
  const texts = chosen.map(([, event]) => JSON.stringify(event));
  return chosen.map(([name, event], index) => marked(name, event, index, texts));
}
