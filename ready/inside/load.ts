// Loads the user's handler as the runtime client would, and says where it stands.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, resolve } from "node:path";
import { REGISTRY } from "./names.ts";
import { placeOf, record, settings } from "./recorder.ts";
import { userFile } from "./userFile.ts";

export type Handler = (...args: unknown[]) => unknown;

/** The client's own order: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html */
const EXTENSIONS = ["", ".js", ".mjs", ".cjs"];

/** The line of a function in the file that is to hold it, found by its text as far as nothing was put into that. */
function lineOf(handler: Handler, file: string): number | undefined {
  const [text = ""] = String(handler).split(`;globalThis.${REGISTRY}`);
  const before = readFileSync(file, "utf8").split(text, 2);
  return before.length < 2 ? undefined : before[0]?.split("\n").length;
}

async function find(text: string): Promise<{ readonly handler: Handler; readonly file: string | undefined }> {
  const [, moduleName = "", exported = ""] = /^([^.]*)\.(.*)$/.exec(basename(text)) ?? [];
  const base = resolve(settings.codeFolder, dirname(text), moduleName);
  const file = EXTENSIONS.map((extension) => base + extension).find((path) => existsSync(path));
  const module = file ? await import(file) : createRequire(`${settings.codeFolder}/`)(base);
  const named = (owner: unknown) =>
    exported.split(".").reduce<unknown>((nested, key) => (nested as Record<string, unknown> | undefined)?.[key], owner);
  const handler = named(module) ?? named((module as { default?: unknown }).default);
  if (typeof handler === "function") return { handler: handler as Handler, file };
  throw Object.assign(new Error(`${text} is undefined or not exported`), { name: "Runtime.HandlerNotFound" });
}

/** @throws what the module throws, after its place has been recorded */
export async function loadHandler(text: string): Promise<Handler> {
  try {
    const { handler, file } = await find(text);
    const line = file === undefined ? undefined : lineOf(handler, file);
    if (line !== undefined) record("handler", { place: `${userFile(file ?? "")}:${line}` });
    return handler;
  } catch (error) {
    record("init-error", { place: placeOf(error instanceof Error ? error.stack : undefined) });
    throw error;
  }
}
