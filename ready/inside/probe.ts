// Preloaded into each worker of the runtime client, after the shim that stands in for the client's native part.
import { createHash } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import Module, { createRequire, registerHooks } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isMainThread, threadId } from "node:worker_threads";
import { threadCpu, watchLoop } from "./cpu.ts";
import { watchHandles } from "./handles.ts";
import { watchNetwork } from "./network.ts";
import { watchSurroundings } from "./observe.ts";
import { record, rewriting, settings } from "./recorder.ts";
import { userFile } from "./userFile.ts";
import "./state.ts";

/** Large, without state of a request, and known to be right. */
const LEFT_ALONE = /\/node_modules\/(?:@aws-sdk|@smithy|@aws-crypto|@aws)\//;

/** A module is rewritten by the first worker that loads it: the others, and their memory, are spared the parser. */
function rewritten(source: string, isModule: boolean | undefined, name: string): string {
  const key = createHash("sha256").update(`${isModule} ${name} ${source}`).digest("hex");
  const kept = join(settings.recordFolder, `${key}.js`);
  try {
    return readFileSync(kept, "utf8");
  } catch {
    const { instrument } = createRequire(import.meta.url)("./sources.ts") as typeof import("./sources.ts");
    const text = instrument(source, isModule, name);
    const own = `${kept}.${threadId}`;
    writeFileSync(own, text);
    renameSync(own, kept);
    return text;
  }
}

const packages = new Set<string>();

/** Tells once of each package that is loaded, with its folder. */
function sawPackage(url: string): void {
  const [folder] = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(url) ?? [];
  if (folder === undefined || packages.has(folder)) return;
  packages.add(folder);
  record("package", { folder: fileURLToPath(folder) });
}

function rewriteSources(): void {
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      const { format, source } = loaded;
      // What is required has no format yet: Node.js sees by its source.
      const isCode = format === "module" || format === "commonjs" || (!format && /\.c?js$|\/[^./]*$/.test(url));
      if (!url.startsWith("file:") || !isCode || !source) return loaded;
      const name = userFile(url);
      if (name === undefined) return loaded;
      sawPackage(url);
      if (LEFT_ALONE.test(url)) return loaded;
      const [cpu, from] = [threadCpu(), performance.now()];
      const text = rewritten(source.toString(), format ? format === "module" : undefined, name);
      rewriting.cpuMs += threadCpu() - cpu;
      rewriting.ms += performance.now() - from;
      return { ...loaded, source: text };
    },
  });
}

if (!isMainThread) {
  watchNetwork();
  watchSurroundings();
  Module.syncBuiltinESMExports();
  rewriteSources();
  watchHandles();
  watchLoop();
}
