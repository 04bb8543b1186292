// Files that a user names: what cannot be read, or is not JSON, is the user's mistake.
import { readFile } from "node:fs/promises";
import { UsageError } from "../cliError.ts";

/** @throws UsageError with the path and why it cannot be read */
export const readTextFile = (path: string): Promise<string> =>
  readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${path}: cannot be read (${error.code ?? error.message})`, { cause: error });
  });

/**
 * @param name of the file, for the message
 * @throws UsageError when the text is not JSON; a byte order mark is fine
 */
export function parseJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    const why = error instanceof Error ? error.message.replaceAll(/\s+/g, " ") : "";
    throw new UsageError(`${name}: is not JSON: ${why}`, { cause: error });
  }
}
