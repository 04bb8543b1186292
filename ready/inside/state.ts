// Reads the state of the user's modules: where in it given texts stand, and how large its containers are.
import { types } from "node:util";
import { openHandles } from "./handles.ts";
import { GLOBAL, PRIVATE, REGISTRY } from "./names.ts";

type Getters = Readonly<Record<string, readonly [line: number, read: () => unknown]>>;

interface Root {
  readonly file: string;
  readonly name: string;
  readonly line: number;
  readonly read: () => unknown;
}

/** A place in the state of a module that holds one of the texts that were looked for. */
export interface Held {
  readonly file: string;
  readonly line: number;
  /** `current`, `store.#context.user`. */
  readonly path: string;
  readonly needle: string;
}

export interface Container {
  readonly file: string;
  readonly line: number;
  readonly path: string;
  readonly size: number;
  /** Handles are what invocations opened, and nothing has closed. */
  readonly unit: "entries" | "characters" | "handles";
}

const MOST_NODES = 50_000;
const DEEPEST = 9;
const LONGEST_TEXT = 64 * 1024;
/** What is shorter has not grown for long. */
const LONG_TEXT = 1_000;
const MOST_SCOPES = 5_000;

const roots: Root[] = [];
/** Where names are assigned, for those that become globals. */
const assignments = new Map<string, { file: string; line: number }>();
let scopes = 0;

function add(getters: Getters, file: string): void {
  for (const [name, [line, read]] of Object.entries(getters)) {
    roots.push({ file, name, line, read });
  }
}

/** What rewritten sources call. */
const registry = {
  /** Until the first invocation: functions that run later are the invocations' own. */
  initialising: true,
  module(getters: Getters, file: string, assigned: Readonly<Record<string, number>>) {
    add(getters, file);
    for (const [name, line] of Object.entries(assigned))
      if (!assignments.has(name)) assignments.set(name, { file, line });
  },
  scope(getters: Getters, file: string) {
    if (scopes++ < MOST_SCOPES) add(getters, file);
  },
};

Object.defineProperty(globalThis, REGISTRY, { value: registry });
const globalsBefore = new Set(Reflect.ownKeys(globalThis));

export const endInitialising = (): void => {
  registry.initialising = false;
};

/** Of Node.js, which puts them there when they are first needed. */
const NODES = /^Symbol\((?:undici|nodejs)\./;

/** Names that the program assigned without declaring them, or put on globalThis. */
function globalRoots(): Root[] {
  return Reflect.ownKeys(globalThis)
    .filter((key) => !globalsBefore.has(key) && key !== "awslambda" && !NODES.test(String(key)))
    .map((key) => {
      const name = String(key);
      const { file, line } = assignments.get(name) ?? { file: GLOBAL, line: 1 };
      return { file, line, name, read: () => Reflect.get(globalThis, key) };
    });
}

/** A client of AWS's SDK: large, and right with many requests at once. */
const isAwsClient = (value: object): boolean => "middlewareStack" in value && "send" in value && "config" in value;

/** Of Node itself: what a connection or stream keeps of its last request is no state of the program. */
const ofNode = (value: object): boolean => {
  if (types.isProxy(value) || types.isPromise(value) || types.isExternal(value) || ArrayBuffer.isView(value))
    return true;
  const name = value.constructor?.name ?? "";
  return /^(?:Socket|TLSSocket|Agent|Server|ClientRequest|IncomingMessage|ServerResponse|Timeout|Immediate|AsyncLocalStorage|WriteStream|ReadStream)$/.test(
    name,
  );
};

const privateOf = (value: object): Record<string, unknown> | undefined => {
  const key = Symbol.for(PRIVATE);
  const read = Reflect.get(value, key);
  return typeof read === "function" ? Reflect.apply(read, value, []) : undefined;
};

/** Parts of a value with their names in a path; a name is undefined where only the key's text says which entry it is. */
function* partsOf(value: object): Generator<readonly [name: string, part: unknown]> {
  if (value instanceof Map) for (const [key, part] of value) yield [`.get(${String(key)})`, part];
  else if (value instanceof Set) for (const part of value) yield [`.has(${String(part).slice(0, 200)})`, part];
  for (const key of Reflect.ownKeys(value)) {
    const descriptor = Reflect.getOwnPropertyDescriptor(value, key);
    if (!descriptor || !("value" in descriptor)) continue;
    if (typeof value === "function" && (key === "prototype" || key === "name" || key === "length")) continue;
    const name = typeof key === "symbol" ? `[${String(key)}]` : /^\d+$/.test(key) ? `[${key}]` : `.${key}`;
    yield [name, descriptor.value];
  }
  for (const [name, part] of Object.entries(privateOf(value) ?? {})) yield [`.${name}`, part];
}

function sizeOf(value: object): number | undefined {
  if (Array.isArray(value)) return value.length;
  if (value instanceof Map || value instanceof Set) return value.size;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null ? Object.keys(value).length : undefined;
}

interface Seen {
  readonly held: Held[];
  readonly sizes: Container[];
}

function handleSizes(): Container[] {
  return openHandles().map(({ name, place, count }) => {
    const [, file = "", line] = /^(.*):(\d+)$/.exec(place ?? "") ?? [];
    return { file, line: Number(line ?? 0), path: name, size: count, unit: "handles" };
  });
}

/** Walks the state once. A text that stands in the name of its own entry is found there by its key, and is no slot. */
export function look(needles: readonly string[]): Seen {
  const held: Held[] = [];
  const sizes: Container[] = [];
  const visited = new Set<object>();
  const waiting: { root: Root; path: string; value: unknown; depth: number }[] = [];
  for (const root of [...roots, ...globalRoots()]) {
    try {
      waiting.push({ root, path: root.name, value: root.read(), depth: 0 });
    } catch {
      // not initialised yet
    }
  }
  for (let next = 0; next < waiting.length && next < MOST_NODES; next++) {
    const { root, path, value, depth } = waiting[next] as (typeof waiting)[number];
    const { file, line } = root;
    if (typeof value === "string" || typeof value === "number") {
      const text = String(value).slice(0, LONGEST_TEXT);
      for (const needle of needles) if (text.includes(needle)) held.push({ file, line, path, needle });
      const size = typeof value === "string" ? value.length : 0;
      if (size >= LONG_TEXT) sizes.push({ file, line, path, size, unit: "characters" });
      continue;
    }
    if ((typeof value !== "object" && typeof value !== "function") || value === null || visited.has(value)) continue;
    visited.add(value);
    try {
      if (ofNode(value) || isAwsClient(value)) continue;
      const size = typeof value === "object" ? sizeOf(value) : undefined;
      if (size !== undefined) sizes.push({ file, line, path, size, unit: "entries" });
      if (depth === DEEPEST) continue;
      for (const [name, part] of partsOf(value)) {
        if (needles.some((needle) => name.includes(needle))) continue;
        waiting.push({ root, path: path + name, value: part, depth: depth + 1 });
      }
    } catch {
      // an exotic object that does not let itself be read
    }
  }
  return { held, sizes: [...handleSizes(), ...sizes].slice(0, 2_000) };
}
