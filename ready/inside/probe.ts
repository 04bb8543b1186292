// Preloaded into each worker of the runtime client, after the shim that stands in for the client's native part.
import Module, { registerHooks } from "node:module";
import { isAbsolute } from "node:path";
import { fileURLToPath } from "node:url";
import { isMainThread } from "node:worker_threads";
import { watchLoop } from "./cpu.ts";
import { watchNetwork } from "./network.ts";
import { watchSurroundings } from "./observe.ts";
import { settings } from "./recorder.ts";
import { instrument } from "./sources.ts";
import "./state.ts";

/** Large, without state of a request, and known to be right. */
const LEFT_ALONE = /\/node_modules\/(?:@aws-sdk|@smithy|@aws-crypto|@aws)\//;

function rewriteSources(): void {
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      const { format, source } = loaded;
      if (!url.startsWith("file:") || (format !== "module" && format !== "commonjs") || !source) return loaded;
      const path = fileURLToPath(url);
      if (!isAbsolute(path) || !path.startsWith(`${settings.codeFolder}/`) || LEFT_ALONE.test(path)) return loaded;
      const name = path.slice(settings.codeFolder.length + 1);
      return { ...loaded, source: instrument(source.toString(), format === "module", name) };
    },
  });
}

if (!isMainThread) {
  watchNetwork();
  watchSurroundings();
  Module.syncBuiltinESMExports();
  rewriteSources();
  watchLoop();
}
