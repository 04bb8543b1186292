// Walks the state of the program: where in it given texts stand, and how large its containers are.
import { types } from "node:util";
import { openHandles } from "./handles.ts";
import { PRIVATE } from "./names.ts";
import { allRoots, isDependency, type Root } from "./state.ts";

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

/** Objects and values; a walk of so many takes some 10 ms. */
const MOST_NODES = { own: 50_000, ofDependencies: 25_000 };
const DEEPEST = 9;
const LONGEST_TEXT = 64 * 1024;
/** What is shorter has not grown for long. */
const LONG_TEXT = 1_000;
const MOST_SIZES = 4_000;
/** Rows of a dependency's table that is as large as before, such as one of media types, are not looked at again. */
const LARGE_TABLE = 200;
const tables = new WeakMap<object, number>();

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

interface Node {
  readonly root: Root;
  readonly parent?: Node;
  readonly name: string;
  readonly value: unknown;
  readonly depth: number;
  /** Whether its size is told. */
  readonly isSized: boolean;
}

const pathOf = ({ parent, name }: Node): string => (parent ? pathOf(parent) + name : name);

interface Seen {
  readonly held: Held[];
  readonly sizes: Container[];
}

/** Walks one after the other, from the roots outwards. */
class Walk implements Seen {
  readonly held: Held[] = [];
  readonly sizes: Container[] = [];
  readonly #visited = new Set<object>();
  readonly #needles: readonly string[];
  readonly #sized: boolean;

  constructor(needles: readonly string[], sized: boolean) {
    this.#needles = needles;
    this.#sized = sized;
  }

  from(roots: readonly Root[], most: number): void {
    const waiting: Node[] = [];
    for (const root of roots) {
      try {
        waiting.push({ root, name: root.name, value: root.read(), depth: 0, isSized: this.#sized });
      } catch {
        // not initialised yet
      }
    }
    for (const node of waiting) {
      const { value } = node;
      if (typeof value === "string" || typeof value === "number") this.#text(node, String(value));
      else if ((typeof value === "object" && value !== null) || typeof value === "function") {
        try {
          for (const part of this.#partsOf(node, value)) {
            if (waiting.length >= most) break;
            waiting.push(part);
          }
        } catch {
          // an exotic object that does not let itself be read
        }
      }
    }
  }

  #text(node: Node, text: string): void {
    const { file, line } = node.root;
    if (node.isSized && text.length >= LONG_TEXT)
      this.sizes.push({ file, line, path: pathOf(node), size: text.length, unit: "characters" });
    if (this.#needles.length === 0) return;
    const searched = text.slice(0, LONGEST_TEXT);
    for (const needle of this.#needles)
      if (searched.includes(needle)) this.held.push({ file, line, path: pathOf(node), needle });
  }

  *#partsOf(node: Node, value: object): Generator<Node> {
    if (this.#visited.has(value)) return;
    this.#visited.add(value);
    if (ofNode(value) || isAwsClient(value)) return;
    const { root, depth } = node;
    const size = typeof value === "object" ? sizeOf(value) : undefined;
    if (node.isSized && size !== undefined) {
      const { file, line } = root;
      this.sizes.push({ file, line, path: pathOf(node), size, unit: "entries" });
    }
    if (depth === DEEPEST) return;
    const isTable = isDependency(root.file) && (size ?? 0) > LARGE_TABLE;
    if (isTable && tables.get(value) === size) return;
    if (isTable) tables.set(value, size ?? 0);
    const isSized = node.isSized && !isTable;
    // A text that stands in the name of its own entry is found there by its key, and is no slot.
    for (const [name, part] of partsOf(value))
      if (!this.#needles.some((needle) => name.includes(needle)))
        yield { root, parent: node, name, value: part, depth: depth + 1, isSized };
  }
}

/** @param sized whether sizes are told too */
export function look(needles: readonly string[], sized: boolean): Seen {
  const walk = new Walk(needles, sized);
  const { own, ofDependencies } = allRoots();
  walk.from(own, MOST_NODES.own);
  walk.from(ofDependencies, MOST_NODES.ofDependencies);
  return { held: walk.held, sizes: sized ? [...handleSizes(), ...walk.sizes].slice(0, MOST_SIZES) : [] };
}

function handleSizes(): Container[] {
  return openHandles().map(({ name, place, count }) => {
    const [, file = "", line] = /^(.*):(\d+)$/.exec(place ?? "") ?? [];
    return { file, line: Number(line ?? 0), path: name, size: count, unit: "handles" };
  });
}
