// Makes the functions' archives: one minified ES module each, with the AWS SDK that it was tested with. Same sources,
// same bytes: on any path, at any time.
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build } from "esbuild";
import { zipSync } from "fflate";
import { FUNCTIONS, type FunctionId } from "../../stacks/service/functions.ts";
import { remember, unchanged } from "./bundleCache.ts";
import { isFile, noEventStreams, onlyEnglish, ownModulesRequired } from "./startPlugins.ts";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
export const OUT = join(ROOT, "dist");

/** The oldest time that a zip can hold: archives must not depend on when they were made. */
export const NO_TIME = new Date(1980, 0, 1);

export interface Archive {
  readonly id: FunctionId;
  /** Relative to the working directory. */
  readonly path: string;
  readonly minifiedBytes: number;
  readonly zipBytes: number;
}

/** How a handler becomes one module; whose, the caller says. */
export const OPTIONS = {
  absWorkingDir: ROOT,
  bundle: true,
  minify: true,
  keepNames: false, // names cost a tenth of a request; a place in a trace is found by building again with a source map
  platform: "node",
  target: "node24",
  format: "esm",
  mainFields: ["module", "main"],
  outdir: OUT,
  outExtension: { ".js": ".mjs" },
  legalComments: "none",
  plugins: [onlyEnglish, ownModulesRequired, noEventStreams],
  alias: { "@aws-sdk/credential-provider-node": join(ROOT, "app/shared/functionCredentials.ts") },
  // A few dependencies are CommonJS and call require for Node's own modules.
  banner: { js: 'import{createRequire as __r}from"node:module";const require=__r(import.meta.url);' },
  metafile: true,
  write: false,
  logLevel: "error",
} as const satisfies BuildOptions;

/** How a team's own handler does: its code may call errors by the names of their classes, and read streams of events. */
export const OWN_OPTIONS = {
  ...OPTIONS,
  keepNames: true,
  plugins: [onlyEnglish, ownModulesRequired],
} as const satisfies BuildOptions;

/** Writes a file that is whole at every moment: somebody else may build or read at the same time. */
export async function writeWhole(path: string, content: Uint8Array): Promise<void> {
  const own = `${path}.${process.pid}`;
  await writeFile(own, content);
  await rename(own, path);
}

/** Builds all of them into `dist/`, unless what they are made of has not changed since. */
export async function buildArchives(): Promise<Archive[]> {
  await mkdir(OUT, { recursive: true });
  const known = await unchanged<Archive[]>(ROOT, OUT);
  if (known) return known;

  const { outputFiles, metafile } = await build({
    ...OPTIONS,
    entryPoints: FUNCTIONS.map((id) => ({ in: `app/${id}/handler.ts`, out: id })),
  });
  const archives = await Promise.all(
    FUNCTIONS.map(async (id) => {
      const file = outputFiles.find(({ path }) => path === join(OUT, `${id}.mjs`));
      if (!file) throw new Error(`${id}: esbuild wrote nothing`);
      const zip = zipSync({ "index.mjs": [file.contents, { mtime: NO_TIME, level: 6 }] });
      const path = join(OUT, `${id}.zip`);
      await writeWhole(path, zip);
      return { id, path: relative(ROOT, path), minifiedBytes: file.contents.length, zipBytes: zip.length };
    }),
  );
  const outputs = archives.map(({ path }) => path);
  const inputs = Object.keys(metafile.inputs).filter(isFile);
  await remember(ROOT, OUT, { inputs, outputs, result: archives });
  return archives;
}

/** By function, as stacks want them: absolute. */
export const pathsOf = (archives: readonly Archive[]): Record<FunctionId, string> =>
  Object.fromEntries(archives.map(({ id, path }) => [id, join(ROOT, path)])) as Record<FunctionId, string>;
