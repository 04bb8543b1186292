// One report, as a cost command prints it, and as the page that it writes beside that.
import { writeFile } from "node:fs/promises";
import type { Command } from "commander";
import type { Report } from "../../../report/report.ts";
import { UsageError } from "../../cliError.ts";
import type { Answer } from "../session.ts";

export const withHtml = (command: Command): Command =>
  command.option("--html <file>", "also write one page with charts, which needs no network");

/** @throws UsageError when the file cannot be written */
export async function writePage(path: string, text: string): Promise<void> {
  await writeFile(path, text).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`--html ${path}: cannot be written (${error.code ?? error.message})`, { cause: error });
  });
}

/**
 * Lines for people, or JSON for programs.
 * @param html the file to write the page to, if any
 * @throws UsageError when it cannot be written
 */
export async function answer(
  html: string | undefined,
  asJson: boolean,
  { json, report }: { readonly json: unknown; readonly report: () => Report },
): Promise<Answer> {
  if (html !== undefined) {
    const { page } = await import("../../../report/page.ts");
    await writePage(html, page(report()));
  }
  if (asJson) return { json, lines: [] };
  const { text } = await import("../../../report/text.ts");
  return { json: undefined, lines: text(report()) };
}
