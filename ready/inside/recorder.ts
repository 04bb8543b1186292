// Inside a worker: which invocation runs, and what it did, line by line into a file that outlives the worker.
import { AsyncLocalStorage } from "node:async_hooks";
import { openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { threadId } from "node:worker_threads";
import { userFile } from "./userFile.ts";

/** An invocation, as long as code runs for it; `done` once its handler has settled. */
export interface Running {
  readonly id: string;
  done: boolean;
}

export const current = new AsyncLocalStorage<Running>();

/** What the tool gives the probe, in variables of the process. */
export const settings = {
  recordFolder: process.env.LMI_READY_RECORDS ?? "",
  codeFolder: process.env.LMI_READY_CODE ?? "",
  stubPort: Number(process.env.LMI_READY_STUB),
  gate: Number(process.env.LMI_READY_GATE ?? 1),
  runtimePort: Number(process.env.AWS_LAMBDA_RUNTIME_API?.split(":")[1]),
};

/** The probe's own timers, taken before it watches those of the program. */
export const [after, soon] = [setTimeout, setImmediate];

/** Characters of a text that are kept of it. */
export const TEXT_LIMIT = 64 * 1024;

/** Taken before the probe puts itself in the place of fs. */
const write = writeSync;
const descriptor = openSync(join(settings.recordFolder, `${process.pid}-${threadId}.ndjson`), "a");

/** Milliseconds on a clock that all workers share. */
export const now = (): number => performance.timeOrigin + performance.now();

/** Off in a soak, whose invocations are too many to be told one by one. */
export const recording = { on: true };

/** What the probe takes to rewrite modules, which is none of the program's. */
export const rewriting = { cpuMs: 0, ms: 0 };

/** One line; `id` is the invocation that did it, null outside of all. */
export function record(kind: string, fields: Readonly<Record<string, unknown>> = {}): void {
  if (!recording.on) return;
  const id = current.getStore()?.id ?? null;
  write(descriptor, `${JSON.stringify({ kind, id, at: now(), thread: threadId, ...fields })}\n`);
}

export const clip = (text: string): string => text.slice(0, TEXT_LIMIT);

/** Of a file: those of Node.js itself have no such path, `node:internal/timers:1:2`. */
const FRAME = /[\s(]((?:file:\/\/)?\/[^()]+?):(\d+):\d+\)?$/;

/** The place of the user's code that is innermost on a stack, `src/store.js:12`; of a dependency only when nothing else is. */
export function placeOf(stack: string | undefined): string | undefined {
  let dependency: string | undefined;
  for (const line of stack?.split("\n") ?? []) {
    const [, file = "", number] = FRAME.exec(line.trim()) ?? [];
    const name = userFile(file);
    if (name === undefined) continue;
    const place = `${name}:${number}`;
    if (!place.includes("node_modules/")) return place;
    dependency ??= place;
  }
  return dependency;
}

/** Where the user's code is now. */
export function here(): string | undefined {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 40;
  const { stack } = new Error();
  Error.stackTraceLimit = stackTraceLimit;
  return placeOf(stack);
}
