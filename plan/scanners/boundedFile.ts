// Files of which the size is not ours: read up to a limit, and no further.
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { buffer } from "node:stream/consumers";

/** In bytes; GitHub takes 10 MB of SARIF, compressed: https://docs.github.com/en/code-security/reference/code-scanning/sarif-support-for-code-scanning */
export const MAX_FILE_BYTES = 64 * 1024 * 1024;

/** @returns the text; undefined when it is longer than the limit */
export async function readBounded(path: string): Promise<string | undefined> {
  const bytes = await buffer(createReadStream(path, { end: MAX_FILE_BYTES }));
  return bytes.length > MAX_FILE_BYTES ? undefined : bytes.toString("utf8").replace(/^\uFEFF/, "");
}

/** The text of a file that only another file names; undefined unless it is an ordinary file within the limit. */
export async function readNamed(path: string): Promise<string | undefined> {
  try {
    return (await stat(path)).isFile() ? await readBounded(path) : undefined;
  } catch {
    return undefined;
  }
}
