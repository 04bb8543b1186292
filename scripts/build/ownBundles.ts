// Makes the archives of a team's own functions: a handler file is bundled as all others are, ready code is packed as it is.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type BuildFailure, build } from "esbuild";
import { type Zippable, zipSync } from "fflate";
import { ConfigError } from "../../stacks/config/configError.ts";
import { ownFunctionsOf } from "../../stacks/config/functions.ts";
import type { EnvironmentConfig } from "../../stacks/config/schema.ts";
import { NO_TIME, OUT, OWN_OPTIONS, ROOT, writeWhole } from "./bundles.ts";

type Environments = readonly Pick<EnvironmentConfig, "name" | "functions">[];

/**
 * Builds them into `dist/`, and gives their absolute paths by `handler` or `code` of their entries.
 * @throws ConfigError for a file that is not there, does not compile, or exports no handler
 */
export async function buildOwnArchives(environments: Environments): Promise<Record<string, string>> {
  const sources = new Map<string, { readonly path: string; readonly isReady: boolean }>();
  for (const { name, functions } of environments) {
    for (const [id, { handler, code }] of ownFunctionsOf({ functions })) {
      const field = handler === undefined ? "code" : "handler";
      const path = `environment "${name}": functions.${id}.${field}`;
      sources.set(handler ?? code ?? "", { path, isReady: handler === undefined });
    }
  }
  const built: Record<string, string> = {};
  for (const [source, { path, isReady }] of sources) {
    if (!existsSync(join(ROOT, source))) throw new ConfigError(`${path}: ${source} is missing`);
    const zip = isReady ? packed(path, source) : await bundled(path, source);
    const name = createHash("sha256").update(source).digest("hex").slice(0, 16);
    const archive = join(OUT, `own-${name}.zip`);
    await mkdir(OUT, { recursive: true });
    await writeWhole(archive, zip);
    built[source] = archive;
  }
  return built;
}

async function bundled(path: string, source: string): Promise<Uint8Array> {
  const { outputFiles, metafile } = await build({
    ...OWN_OPTIONS,
    logLevel: "silent",
    entryPoints: [{ in: source.startsWith("./") ? source : `./${source}`, out: "index" }],
  }).catch((error: BuildFailure) => {
    const [first] = error.errors ?? [];
    const place = first?.location ? `${first.location.file}:${first.location.line}: ` : "";
    throw new ConfigError(`${path}: ${place}${first?.text ?? error.message}`, { cause: error });
  });
  const [file] = outputFiles;
  const exported = Object.values(metafile.outputs).flatMap(({ exports }) => exports);
  if (!file || !exported.includes("handler")) throw new ConfigError(`${path}: ${source} must export handler`);
  return zipSync({ "index.mjs": [file.contents, { mtime: NO_TIME, level: 6 }] });
}

function packed(path: string, source: string): Uint8Array {
  const from = join(ROOT, source);
  if (!statSync(from).isDirectory()) {
    if (source.endsWith(".zip")) return readFileSync(from);
    throw new ConfigError(`${path}: must be a folder or a .zip, got ${source}`);
  }
  const files = readdirSync(from, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  if (files.length === 0) throw new ConfigError(`${path}: must hold files, got the empty folder ${source}`);
  const contents: Zippable = {};
  for (const file of files.map((entry) => join(entry.parentPath, entry.name)).toSorted()) {
    const name = file.slice(from.length).replace(/^\//, "");
    // What may be executed stays so: a custom runtime is started by its file `bootstrap`.
    const mode = statSync(file).mode & 0o111 ? 0o755 : 0o644;
    contents[name] = [readFileSync(file), { mtime: NO_TIME, level: 6, os: 3, attrs: mode << 16 }];
  }
  return zipSync(contents);
}
