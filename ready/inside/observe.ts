// Watches what code does to its surroundings: output, variables, timers, and errors that nothing caught.
import fs from "node:fs";
import { before } from "./before.ts";
import { watchChildren } from "./children.ts";
import { watchFiles } from "./files.ts";
import { clip, current, here, placeOf, type Running, record } from "./recorder.ts";

function watchOutput(): void {
  const said = (text: unknown, raw: boolean) => {
    const running = current.getStore();
    if (!running) return;
    const line = clip(typeof text === "string" ? text : Buffer.isBuffer(text) ? text.toString() : String(text));
    record("log", { text: line, raw, ...(raw && { place: here() }) });
    if (running.done) record("after", { what: "log line", place: here() });
  };
  // AWS's runtime client writes what console is given to descriptor 1.
  before(fs, "writeSync", ([descriptor, text]) => {
    if (descriptor === 1 || descriptor === 2) said(text, false);
  });
  for (const stream of [process.stdout, process.stderr]) before(stream, "write", ([text]) => said(text, true));
}

/** Thrown in the place of an end of the process, so that the other invocations of this run go on. */
class EndedError extends Error {
  override readonly name = "ProcessEnded";
}

function watchProcess(): void {
  for (const name of ["exit", "reallyExit", "abort"] as const) {
    Reflect.set(process, name, (code?: number) => {
      record("exit", { call: `process.${name}(${code ?? ""})`, place: here() });
      throw new EndedError(`process.${name}(${code ?? ""})`);
    });
  }
  before(process, "chdir", ([folder]) => record("chdir", { folder, place: here() }));
  process.on("uncaughtException", (error: unknown, origin) => {
    if (error instanceof EndedError) return;
    record(origin === "unhandledRejection" ? "rejection" : "uncaught", {
      error: String(error).slice(0, 500),
      place: placeOf(error instanceof Error ? error.stack : undefined),
    });
  });
  process.on("unhandledRejection", (reason: unknown) => {
    if (reason instanceof EndedError) return;
    record("rejection", {
      error: String(reason).slice(0, 500),
      place: placeOf(reason instanceof Error ? reason.stack : undefined),
    });
  });
  let lastRead: string | undefined;
  process.env = new Proxy(process.env, {
    get(target, key) {
      // The SDK reads both, one after the other, to guard against loops: not the program's own reading.
      if (key === "_X_AMZN_TRACE_ID" && lastRead !== "AWS_LAMBDA_FUNCTION_NAME") record("trace-id", { place: here() });
      if (typeof key === "string") lastRead = key;
      return Reflect.get(target, key);
    },
    set(target, key, value) {
      if (current.getStore() && typeof key === "string" && target[key] !== String(value))
        record("env", { key, value: clip(String(value)), place: here() });
      return Reflect.set(target, key, value);
    },
    deleteProperty(target, key) {
      if (current.getStore() && typeof key === "string" && key in target)
        record("env", { key, value: "", place: here() });
      return Reflect.deleteProperty(target, key);
    },
    // A real environment takes any attributes; Reflect's way through a proxy would not.
    defineProperty: (target, key, descriptor) => Reflect.set(target, key, descriptor.value),
  });
}

interface Pending {
  readonly timer: NodeJS.Timeout;
  readonly what: string;
  readonly place: string | undefined;
}

const timers = new WeakMap<Running, Pending[]>();

function watchTimers(): void {
  for (const name of ["setTimeout", "setInterval"] as const) {
    const start = globalThis[name] as (...args: unknown[]) => NodeJS.Timeout;
    const watched = (...args: unknown[]) => {
      const timer = start(...args);
      const running = current.getStore();
      if (!running) return timer;
      const pending = timers.get(running) ?? [];
      pending.push({ timer, what: `${name}, ${Number(args[1] ?? 0)} ms`, place: here() });
      timers.set(running, pending);
      return timer;
    };
    Object.defineProperties(watched, Object.getOwnPropertyDescriptors(start));
    Reflect.set(globalThis, name, watched);
  }
}

/** Records the timers of an invocation that are still to fire when its handler has settled. */
export function recordTimersLeft(running: Running): void {
  for (const { timer, what, place } of timers.get(running) ?? []) {
    if (Reflect.get(timer, "_destroyed") !== true && timer.hasRef()) record("timer-left", { what, place });
  }
  timers.delete(running);
}

export function watchSurroundings(): void {
  watchFiles();
  watchOutput();
  watchProcess();
  watchTimers();
  watchChildren();
}
