// Watches the files that code writes: which, by whom, and with what in them.
import fs, { readlinkSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { before } from "./before.ts";
import { opensFile } from "./handles.ts";
import { clip, current, here, type Running, record, recording, settings, TEXT_LIMIT } from "./recorder.ts";

type How = "write" | "append" | "remove";

/** Taken before a program could put something in its place. */
const linkOf = readlinkSync;

/** Of an open file; undefined where the system does not say, and for what is no file. */
function pathOfDescriptor(descriptor: number): string | undefined {
  try {
    const path = linkOf(`/proc/self/fd/${descriptor}`);
    return path.startsWith("/") && !path.startsWith("/dev/") ? path : undefined;
  } catch {
    return undefined;
  }
}

function pathOf(value: unknown): string | undefined {
  if (typeof value === "number") return pathOfDescriptor(value);
  if (typeof value === "string") return resolve(value);
  if (value instanceof URL) return fileURLToPath(value);
  if (Buffer.isBuffer(value)) return resolve(value.toString());
  const { fd } = (value ?? {}) as { fd?: unknown };
  return typeof fd === "number" ? pathOfDescriptor(fd) : undefined;
}

function textOf(data: unknown): string {
  if (Array.isArray(data)) return clip(data.map(textOf).join(""));
  if (ArrayBuffer.isView(data))
    return Buffer.from(data.buffer, data.byteOffset, Math.min(data.byteLength, TEXT_LIMIT)).toString();
  return typeof data === "string" ? clip(data) : "";
}

/** What decoding makes of bytes that are no text, and what no text holds. */
const BINARY = /[\0\uFFFD]/;

/** How much of each file of an invocation has been recorded: its beginning says whose it is. */
const recorded = new WeakMap<Running, Map<string, number>>();

/** The probe's own files are nobody's. */
const isWatched = (path: string | undefined): path is string =>
  path !== undefined && !path.startsWith(`${settings.recordFolder}/`);

/** @param more since when a child process may have written it, and where it was started */
export function touched(
  value: unknown,
  how: How,
  more?: { readonly from: number; readonly place: string | undefined },
): void {
  const running = current.getStore();
  const path = running && pathOf(value);
  if (!running || !isWatched(path)) return;
  record("file", { path, how, place: here(), ...more });
  if (running.done) record("after", { what: `file ${path}`, place: here(), ...more });
}

function put(value: unknown, data: unknown): void {
  const running = recording.on ? current.getStore() : undefined;
  const path = running && pathOf(value);
  if (!running || !isWatched(path)) return;
  const files = recorded.get(running) ?? new Map<string, number>();
  recorded.set(running, files);
  const before = files.get(path) ?? 0;
  const text = before < TEXT_LIMIT ? textOf(data) : "";
  if (text === "" || BINARY.test(text)) return;
  files.set(path, before + text.length);
  record("written", { path, text, place: here() });
}

function opened([path, flags = "r"]: readonly unknown[]): void {
  const writing = fs.constants.O_WRONLY | fs.constants.O_RDWR;
  const text = typeof flags === "number" ? (flags & writing ? "w" : "r") : String(flags);
  const name = current.getStore() && pathOf(path);
  if (isWatched(name)) opensFile(name, here());
  if (/[w+]/.test(text)) touched(path, "write");
  else if (text.includes("a")) touched(path, "append");
}

const flagOf = (options: unknown): string => {
  const { flag, flags } = (options ?? {}) as { flag?: string; flags?: string };
  return String(flag ?? flags ?? "w");
};
const howOf = (options: unknown): How => (flagOf(options).startsWith("a") ? "append" : "write");

/** Of open files that promises give; there is none to take the methods from before one is open. */
function watchOpenFiles(): void {
  let known = false;
  const { open } = fs.promises;
  fs.promises.open = async (...args) => {
    const handle = await open(...args);
    if (!known) {
      known = true;
      const methods = Object.getPrototypeOf(handle) as object;
      for (const name of ["write", "writev", "writeFile", "appendFile"])
        before(methods, name, function ([data]) {
          put(this, data);
        });
    }
    return handle;
  };
}

export function watchFiles(): void {
  watchOpenFiles();
  for (const [owner, suffixes] of [
    [fs, ["", "Sync"]],
    [fs.promises, [""]],
  ] as const) {
    for (const suffix of suffixes) {
      before(owner, `writeFile${suffix}`, ([path, data, options]) => {
        touched(path, howOf(options));
        put(path, data);
      });
      before(owner, `appendFile${suffix}`, ([path, data]) => {
        touched(path, "append");
        put(path, data);
      });
      before(owner, `open${suffix}`, opened);
      for (const copy of ["copyFile", "rename", "cp"]) before(owner, copy + suffix, ([, to]) => touched(to, "write"));
      for (const gone of ["unlink", "rm"]) before(owner, gone + suffix, ([path]) => touched(path, "remove"));
      before(owner, `rename${suffix}`, ([from]) => touched(from, "remove"));
    }
  }
  // Of streams too, which write by descriptor.
  for (const name of ["write", "writeSync", "writev", "writevSync"])
    before(fs, name, ([descriptor, data]) => {
      if (Number(descriptor) > 2) put(descriptor, data);
    });
  before(fs, "createWriteStream", ([path, options]) => touched(path, howOf(options)));
}
