// What is kept in the data folder: the names of its parts, forgetting them, and whether a folder can hold them at all.
import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, rmdirSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { LocalError } from "./localError.ts";

/** Each can be forgotten by itself: `--fresh=executions`. */
export const PARTS = {
  dynamodb: "dynamodb",
  s3: "s3",
  executions: "executions",
  queues: "queues",
  code: "code",
  logs: "logs",
  scaling: "scaling.json",
  deployed: "deployed.json",
} as const;

export type Part = keyof typeof PARTS;

/** Something that is kept is not as it was written. */
export class DamagedError extends LocalError {
  override readonly name = "DamagedError";

  /** @param path the file, or the folder */
  constructor(path: string, problem: string, part: Part, cause?: unknown) {
    super(`${path}: ${problem}; start with --fresh=${part} to drop it`, { cause });
  }
}

/** Deletes the parts, and nothing else that may be in the folder. */
export function forget(dataFolder: string, parts: readonly Part[]): void {
  for (const part of parts) rmSync(join(dataFolder, PARTS[part]), { recursive: true, force: true });
}

/** Makes the folder if need be. @returns why it cannot be written to, if it cannot */
export function folderProblem(folder: string): string | undefined {
  try {
    makeFolder(folder);
    rmdirSync(mkdtempSync(join(folder, ".probe-")));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Step by step: Node's own recursive mkdir never ends where a folder cannot be made although its parent exists, as in /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder);
}

/** @throws DamagedError if there is something else where a function's log is to be, or it cannot be written to */
export function checkLogFile(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return;
  if (!found.isFile()) throw new DamagedError(path, "not a file", "logs");
  try {
    accessSync(path, constants.W_OK);
  } catch (cause) {
    throw new DamagedError(path, "cannot be written to", "logs", cause);
  }
}
