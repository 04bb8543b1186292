// Real handlers in temporary folders, and bounded waiting for what processes do, for the tests of the local Lambda.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface HandlerFolder {
  codeFolder: string;
  logFile: string;
  /** What was printed, without the times and streams before it. */
  log(): string;
  remove(): void;
}

/** Writes `index.mjs` into a folder of its own. */
export function handlerFolder(source: string): HandlerFolder {
  const codeFolder = mkdtempSync(join(tmpdir(), "local-lambda-"));
  const logFile = join(codeFolder, "function.log");
  writeFileSync(join(codeFolder, "index.mjs"), source);
  return {
    codeFolder,
    logFile,
    log: () => readFileSync(logFile, "utf8").replaceAll(/^\S+ \S+ /gm, ""),
    remove: () => rmSync(codeFolder, { recursive: true, force: true }),
  };
}

/** A handler that tells where it runs, waits `ms`, and says whether another invocation has overwritten its module's variable. */
export const ECHO_HANDLER = `
import { threadId } from "node:worker_threads";
let latest;
export const handler = async (event, context) => {
  latest = context.awsRequestId;
  if (event.block) for (const end = Date.now() + event.block; Date.now() < end; );
  await new Promise((resolve) => setTimeout(resolve, event.ms ?? 0));
  if (event.exit) process.kill(process.pid, "SIGKILL");
  if (event.fail) throw new RangeError(event.fail);
  if (event.size) return "x".repeat(event.size);
  return { pid: process.pid, threadId, leaked: latest !== context.awsRequestId, arn: context.invokedFunctionArn, event,
    remaining: context.getRemainingTimeInMillis(), env: event.env ? process.env : undefined };
};
`;

/** Polls until the condition holds; fails, naming what it waited for, after `seconds`, a bound for what hangs. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, seconds = 40): Promise<void> {
  const end = Date.now() + seconds * 1_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`waited ${seconds} s in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
