// The page that a cost command writes beside what it prints.
import { writeFile } from "node:fs/promises";
import type { Command } from "commander";
import { UsageError } from "../../cliError.ts";

export const withHtml = (command: Command): Command =>
  command.option("--html <file>", "also write one page with charts, which needs no network");

/** @throws UsageError when the file cannot be written */
export async function writePage(path: string, text: string): Promise<void> {
  await writeFile(path, text).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`--html ${path}: cannot be written (${error.code ?? error.message})`, { cause: error });
  });
}
