// What an event's answer is when it runs alone: the parts that three runs agree on. The rest differs by itself and is masked.
import type { Evidence, Invoked } from "../evidence.ts";

export type Leaves = ReadonlyMap<string, string>;

function collect(value: unknown, path: string, leaves: Map<string, string>): void {
  if (typeof value === "string" && /^\s*[[{]/.test(value)) {
    try {
      collect(JSON.parse(value), `${path}~`, leaves);
      return;
    } catch {
      // a text that only begins like JSON
    }
  }
  if (typeof value !== "object" || value === null) leaves.set(path, JSON.stringify(value) ?? "undefined");
  else if (Object.keys(value).length === 0) leaves.set(path, Array.isArray(value) ? "[]" : "{}");
  else for (const [key, part] of Object.entries(value)) collect(part, `${path}.${key}`, leaves);
}

/** An answer by its paths, into JSON that is written as text. */
export function leavesOf(payload: string): Leaves {
  const leaves = new Map<string, string>();
  try {
    collect(JSON.parse(payload), "", leaves);
  } catch {
    leaves.set("", payload);
  }
  return leaves;
}

/** Where an entry of a list stands says little: lists may come in any order. */
export const general = (path: string): string => path.replaceAll(/\.\d+(?=\.|~|$)/g, ".*");

/** Names of values that measure time or count, which three runs may agree on by chance. */
const BY_CHANCE = /(?:ms|millis|seconds?|time|duration|elapsed|took|age|latency|memory|uptime|remaining|date|at)$/i;
const INSTANT = /^"\d{4}-\d{2}-\d{2}T|^\d{10}(?:\d{3})?$/;

export interface Expected {
  /** Undefined when the event fails alone, or does not answer alike. */
  of(event: number): Leaves | undefined;
  /** Whether a path differs by itself, in any event. */
  masked(path: string): boolean;
  /** Whether nothing of any answer can be compared. */
  readonly allMasked: boolean;
}

/** An answer that says itself that it failed. */
export function failed({ outcome, payload }: Invoked): boolean {
  if (outcome !== "response") return true;
  const status = Number(leavesOf(payload).get(".statusCode"));
  return status >= 500;
}

export function expectedOf({ events, invoked }: Pick<Evidence, "events" | "invoked">): Expected {
  const reference = invoked.filter(({ phase }) => phase === "reference");
  const masks = new Set<string>();
  const byEvent = new Map<number, Leaves>();
  for (const { index } of events) {
    const runs = reference.filter(({ event }) => event.index === index);
    if (runs.length === 0 || runs.some(failed)) continue;
    const [first = new Map(), ...rest] = runs.map(({ payload }) => leavesOf(payload));
    byEvent.set(index, first);
    for (const path of new Set([first, ...rest].flatMap((leaves) => [...leaves.keys()])))
      if (rest.some((leaves) => leaves.get(path) !== first.get(path))) masks.add(general(path));
  }
  const masked = (path: string): boolean => masks.has(general(path)) || BY_CHANCE.test(path);
  const comparable = [...byEvent.values()].some((leaves) =>
    [...leaves].some(
      ([path, value]) => !masked(path) && !INSTANT.test(value) && value !== "null" && path !== ".statusCode",
    ),
  );
  return { of: (event) => byEvent.get(event), masked, allMasked: byEvent.size > 0 && !comparable };
}

/** The paths at which an answer is another than alone. */
export function differences(expected: Leaves, payload: string, masked: (path: string) => boolean): string[] {
  const seen = leavesOf(payload);
  return [...new Set([...expected.keys(), ...seen.keys()])].filter((path) => {
    const [alone, together] = [expected.get(path), seen.get(path)];
    if (alone === together || masked(path)) return false;
    return !(INSTANT.test(alone ?? "") && INSTANT.test(together ?? ""));
  });
}
