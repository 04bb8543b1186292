// The handler that is judged: a folder, a zip, or one file, as a folder with code that the runtime client can load.
import { existsSync, mkdirSync, readFileSync, realpathSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join, resolve, sep } from "node:path";
import { unzipSync } from "fflate";
import { ReadyError } from "./readyError.ts";

export interface Subject {
  /** Where the code is in the user's own folders; empty for what was unpacked. */
  readonly folder: string;
  /** As the user named it. */
  readonly name: string;
  /** Absolute, without symbolic links, since modules are known by their real paths. */
  readonly codeFolder: string;
  /** `index.handler`. */
  readonly handler: string;
  /** Its file, below the code folder. */
  readonly module: string;
}

const MODULES = [".js", ".mjs", ".cjs"];

function unpacked(path: string, workFolder: string): string {
  const folder = join(workFolder, "code");
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(readFileSync(path));
  } catch (error) {
    throw new ReadyError(`${path}: is no zip that can be read (${(error as Error).message})`, { cause: error });
  }
  for (const [name, content] of Object.entries(files)) {
    const target = resolve(folder, name);
    if (!target.startsWith(folder + sep)) throw new ReadyError(`${path}: must hold files below itself, got ${name}`);
    if (name.endsWith("/")) continue;
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content);
  }
  return folder;
}

/**
 * @param handler `module.export`; @default `index.handler`, of a file its own name with `.handler`
 * @param workFolder where a zip is unpacked
 * @throws ReadyError for what is not there, or cannot be loaded
 */
export function subjectOf(path: string, handler: string | undefined, workFolder: string): Subject {
  if (!existsSync(path)) throw new ReadyError(`${path}: must be a folder, a .zip or a file, but is not there`);
  const extension = extname(path);
  const isFile = !statSync(path).isDirectory();
  const isModule = isFile && MODULES.includes(extension);
  if (isFile && !isModule && extension !== ".zip") {
    throw new ReadyError(
      `${path}: must be a folder, a .zip or a ${MODULES.join(", ")} file; bundle other sources first`,
    );
  }
  const folder = isModule ? dirname(path) : isFile ? unpacked(path, workFolder) : path;
  const codeFolder = realpathSync(folder);
  const named = handler ?? `${isModule ? basename(path, extension) : "index"}.handler`;
  if (named.includes("..") || !/^[^.]+\..+$/.test(basename(named)))
    throw new ReadyError(`--handler: must be a module and its export, such as index.handler, got ${named}`);
  const module = join(codeFolder, dirname(named), (basename(named).split(".")[0] ?? "") as string);
  const found = [...MODULES.map((one) => module + one), join(module, "index.js")].find((one) => existsSync(one));
  if (found === undefined) {
    throw new ReadyError(`--handler ${named}: ${path} has no such module (${MODULES.join(", ")})`);
  }
  const below = found.slice(codeFolder.length + 1);
  return { name: path, codeFolder, handler: named, module: below, folder: isFile && !isModule ? "" : folder };
}
