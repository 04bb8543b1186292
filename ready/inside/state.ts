// What the state of the program begins at: the variables of its modules, and its globals.
import { GLOBAL, REGISTRY } from "./names.ts";

type Getters = Readonly<Record<string, readonly [line: number, read: () => unknown]>>;

export interface Root {
  readonly file: string;
  readonly name: string;
  readonly line: number;
  readonly read: () => unknown;
}

/** Of the program's own functions, and of its dependencies'. */
const MOST_SCOPES = 5_000;

const roots: Root[] = [];
/** Where names are assigned, for those that become globals. */
const assignments = new Map<string, { file: string; line: number }>();
const scopes = { own: 0, ofDependencies: 0 };

export const isDependency = (file: string): boolean => file.includes("node_modules/");

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
    if (scopes[isDependency(file) ? "ofDependencies" : "own"]++ < MOST_SCOPES) add(getters, file);
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

/** The program's own before those of its dependencies. */
export function allRoots(): { readonly own: readonly Root[]; readonly ofDependencies: readonly Root[] } {
  const { own = [], ofDependencies = [] } = Object.groupBy(roots, ({ file }) =>
    isDependency(file) ? "ofDependencies" : "own",
  );
  return { own: [...own, ...globalRoots()], ofDependencies };
}
