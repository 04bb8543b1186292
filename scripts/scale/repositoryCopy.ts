// A copy of the repository's sources in another folder, so that programs run and write there.
import { cpSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

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

/** What is there of the sources, with the installed packages by reference. */
export function copyRepositoryTo(folder: string): void {
  for (const source of SOURCES) cpSync(join(ROOT, source), join(folder, source), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
}
