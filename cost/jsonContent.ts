// The content of a JSON file that a user names.
import { CostError } from "./costError.ts";

/** A byte order mark is fine. @throws CostError, with the file, when the text is not JSON */
export function jsonContent(name: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    const why = error instanceof Error ? error.message.replaceAll(/\s+/g, " ") : "";
    throw new CostError(`${name}: is not JSON: ${why}`, { cause: error });
  }
}
