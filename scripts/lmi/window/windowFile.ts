// A file of batch windows, for trying things out: strict, every mistake with the path of its value.
import { z } from "zod";
import { scalingConfigSchema } from "../../../app/capacity/declaration.ts";
import type { Schedule } from "../../../app/capacity/transitions.ts";
import { batchWindows } from "../../../app/capacity/windowSchema.ts";
import { linesOf } from "../../../app/shared/issues.ts";
import { UsageError } from "../../cliError.ts";
import { parseJson, readTextFile } from "../jsonFile.ts";

const windowFile = z.strictObject({ baseline: scalingConfigSchema, windows: batchWindows });

/** @throws UsageError with one line per mistake, each with its path */
export function parseWindowFile(name: string, text: string): Schedule {
  const content = parseJson(name, text);
  const parsed = windowFile.safeParse(content);
  if (parsed.success) return parsed.data;
  throw new UsageError(linesOf(parsed.error, content).join("\n"), { cause: parsed.error });
}

export const readWindowFile = async (path: string): Promise<Schedule> =>
  parseWindowFile(path, await readTextFile(path));
