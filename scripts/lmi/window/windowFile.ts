// A file of batch windows, for trying things out: strict, every mistake with the path of its value.
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { scalingConfigSchema } from "../../../app/capacity/declaration.ts";
import type { Schedule } from "../../../app/capacity/transitions.ts";
import { batchWindows } from "../../../app/capacity/windowSchema.ts";
import { UsageError } from "../cliError.ts";
import { linesOf } from "../issues.ts";

const windowFile = z.strictObject({ baseline: scalingConfigSchema, windows: batchWindows });

/** @throws UsageError with one line per mistake, each with its path */
export function parseWindowFile(name: string, text: string): Schedule {
  let content: unknown;
  try {
    content = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    const why = error instanceof Error ? error.message.replaceAll(/\s+/g, " ") : "";
    throw new UsageError(`${name}: is not JSON: ${why}`, { cause: error });
  }
  const parsed = windowFile.safeParse(content);
  if (parsed.success) return parsed.data;
  throw new UsageError(linesOf(parsed.error, content).join("\n"), { cause: parsed.error });
}

export async function readWindowFile(path: string): Promise<Schedule> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${path}: cannot be read (${error.code ?? error.message})`, { cause: error });
  });
  return parseWindowFile(path, text);
}
