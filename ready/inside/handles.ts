// What invocations opened and nothing has closed: sockets, servers, watchers, child processes, threads, intervals and files, by
// where it was opened.
import { createHook } from "node:async_hooks";
import { readdirSync, readlinkSync } from "node:fs";
import { current, here } from "./recorder.ts";

/** By the names that Node.js gives them. */
const NAMES: Readonly<Record<string, string>> = {
  TCPWRAP: "sockets",
  PIPEWRAP: "pipes",
  UDPWRAP: "UDP sockets",
  TCPSERVERWRAP: "servers",
  PIPESERVERWRAP: "servers",
  FSEVENTWRAP: "file watchers",
  STATWATCHER: "file watchers",
  PROCESSWRAP: "child processes",
  WORKER: "worker threads",
  Timeout: "intervals",
};

interface Opened {
  readonly name: string;
  readonly place: string | undefined;
  /** Of an interval. */
  readonly timer?: NodeJS.Timeout;
}

const open = new Map<number, Opened>();
/** Files that invocations opened, and where. */
const files = new Map<string, string | undefined>();

export function opensFile(path: string, place: string | undefined): void {
  files.set(path, place);
}

export function watchHandles(): void {
  // Typed before Node.js could leave promises out.
  const options: object = { trackPromises: false };
  createHook({
    ...options,
    init(id, type, _, resource) {
      const name = NAMES[type];
      if (name === undefined || !current.getStore()) return;
      if (type !== "Timeout") open.set(id, { name, place: here() });
      else if (typeof Reflect.get(resource, "_repeat") === "number")
        open.set(id, { name, place: here(), timer: resource as NodeJS.Timeout });
    },
    destroy(id) {
      open.delete(id);
    },
  }).enable();
}

/** Paths of the files that are open, as often as they are; none where the system does not say. */
function openPaths(): string[] {
  try {
    return readdirSync("/proc/self/fd").flatMap((descriptor) => {
      try {
        return [readlinkSync(`/proc/self/fd/${descriptor}`)];
      } catch {
        return []; // closed meanwhile
      }
    });
  } catch {
    return [];
  }
}

export interface Handles {
  readonly name: string;
  readonly place: string | undefined;
  readonly count: number;
}

/** How many of each name and place are open now. */
export function openHandles(): Handles[] {
  const all = [...open.values()].filter(({ timer }) => !timer?.hasRef()); // others are told as timers that are left
  const paths = openPaths().map((path) => path.replace(/ \(deleted\)$/, ""));
  for (const path of paths) if (files.has(path)) all.push({ name: "files", place: files.get(path) });
  const still = new Set(paths);
  for (const path of files.keys()) if (!still.has(path)) files.delete(path);
  return [...Map.groupBy(all, ({ name, place }) => `${name} ${place}`).values()].flatMap((list) => {
    const [first] = list;
    return first ? [{ name: first.name, place: first.place, count: list.length }] : [];
  });
}
