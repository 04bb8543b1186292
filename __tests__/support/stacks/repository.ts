// A copy of the repository's sources in a temporary folder, so that programs run and write there.
import { execFile } from "node:child_process";
import { cpSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { temporaryFolder } from "./template.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

const SOURCES = [
  "main.ts",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
  "cdktf.json",
  "app",
  "cost",
  "local",
  "plan",
  "report",
  "scripts",
  "stacks",
  "terraform",
];

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs this Node in a folder and waits for its end. */
export function runNode(folder: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  // Of Jest's own variables none must reach the program.
  const { NODE_OPTIONS: _options, CDKTF_OUTDIR: _outdir, ...inherited } = process.env;
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [...args],
      { cwd: folder, env: { ...inherited, ...env } },
      (_error, stdout, stderr) => resolve({ status: child.exitCode, stdout, stderr }),
    );
  });
}

/** What is there of the sources, with the installed packages by reference. */
export function copyRepositoryTo(folder: string): void {
  for (const source of SOURCES) cpSync(join(ROOT, source), join(folder, source), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
}

/** The same in a folder that is removed with the others of this test file. */
export function copyRepository(): string {
  const folder = temporaryFolder();
  copyRepositoryTo(folder);
  return folder;
}
