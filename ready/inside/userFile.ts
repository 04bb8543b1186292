// Which files are the user's: all but those of the tool, wherever an import has found them.
import { createRequire } from "node:module";
import { dirname, isAbsolute, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

const here = createRequire(import.meta.url);
/** The probe, the local run's shim, AWS's runtime client, and the parser. */
const OF_THE_TOOL = [
  ...["./", "../../local/"].map((folder) => fileURLToPath(new URL(folder, import.meta.url))),
  ...["aws-lambda-ric", "acorn"].map((name) => dirname(here.resolve(name)) + sep),
];

/** Taken when the worker starts, as the rest of the tool's settings. */
const codeFolder = process.env.LMI_READY_CODE ?? "";

/** A file's path or address as findings have it, from the code folder; undefined for what is not the user's. */
export function userFile(url: string): string | undefined {
  const path = url.startsWith("file://") ? fileURLToPath(url) : url;
  if (!isAbsolute(path) || OF_THE_TOOL.some((folder) => path.startsWith(folder))) return undefined;
  return relative(codeFolder, path);
}
