// What keeps the start of a bundle short: each saves milliseconds of CPU before the first request, see "API start" of npm run bench.
import { dirname } from "node:path";
import type { Plugin } from "esbuild";

/** What the plugins below make; esbuild lists it among a bundle's inputs, by these names. */
const MADE = { required: "required", leftOut: "left-out" };

/** Whether an input of a bundle is a file. */
export const isFile = (input: string): boolean => !Object.values(MADE).some((name) => input.startsWith(`${name}:`));

/** zod brings its messages in fifty languages, which every start would have to parse. */
export const onlyEnglish: Plugin = {
  name: "only English",
  setup({ onLoad }) {
    onLoad({ filter: /\/zod\/v4\/locales\/index\.js$/ }, ({ path }) => ({
      contents: 'export { default as en } from "./en.js";',
      resolveDir: dirname(path),
    }));
  },
};

/**
 * Requires Node's own modules where the sources import them: to import one reads all that it exports, and node:http exports
 * WebSocket, which loads undici. The bundle must define `require`.
 */
export const ownModulesRequired: Plugin = {
  name: "Node's own modules required",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ path, namespace }) =>
      namespace === MADE.required ? { path, external: true } : { path, namespace: MADE.required },
    );
    onLoad({ filter: /./, namespace: MADE.required }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)});`,
    }));
  },
};

/**
 * Leaves out what the SDK imports when an operation streams events: for it, esbuild would wrap each of 160 shared modules of the
 * SDK in a function of its own.
 */
export const noEventStreams: Plugin = {
  name: "no event streams",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@smithy\/core\/event-streams$/ }, ({ kind, path }) =>
      kind === "dynamic-import" ? { path, namespace: MADE.leftOut } : undefined,
    );
    onLoad({ filter: /./, namespace: MADE.leftOut }, ({ path }) => ({
      contents: `throw new Error(${JSON.stringify(`${path}: left out of this bundle by scripts/build/startPlugins.ts`)});`,
    }));
  },
};
