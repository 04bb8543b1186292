// The real terraform with a stand-in for the AWS provider, where the tool for it is present: what exists is in a file, and
// creating takes its time.
import { type ChildProcessByStdio, spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { ROOT } from "../local/system.ts";

const TOOL = join(
  dirname(resolve(ROOT, process.env.OFFLINE_TERRAFORM ?? "../shared/offline-terraform/offline-terraform.mjs")),
  "with-provider",
);

const terraform = process.env.OFFLINE_TF_TERRAFORM ?? "terraform";

/** Why tests with terraform are skipped here; undefined when they are not. */
export const skippedBecause = !existsSync(TOOL)
  ? `${TOOL} is not here (set OFFLINE_TERRAFORM)`
  : spawnSync(terraform, ["version"], { stdio: "ignore" }).error
    ? `${terraform} is not on the PATH`
    : undefined;

export interface OfflineTerraform {
  /** Variables with which a program finds this terraform. */
  readonly env: NodeJS.ProcessEnv;
  close(): Promise<void>;
}

/**
 * Starts the stand-in. It is no child of what is tested, so that a signal there does not reach it.
 * @param world the file with everything that exists; without one, names may be taken twice
 * @param slow seconds by type of resource
 */
export async function startOfflineTerraform(
  world?: string,
  slow: Readonly<Record<string, number>> = {},
): Promise<OfflineTerraform> {
  const tool: ChildProcessByStdio<Writable, Readable, null> = spawn(TOOL, ["bash", "-c", 'echo "$PATH"; exec cat'], {
    stdio: ["pipe", "pipe", "inherit"],
    env: {
      ...process.env,
      ...(world !== undefined && { OFFLINE_TF_WORLD: world }),
      OFFLINE_TF_SLOW: JSON.stringify(slow),
    },
  });
  const ended = new Promise<void>((done) => tool.once("exit", () => done()));
  const path = await new Promise<string>((found) => createInterface({ input: tool.stdout }).once("line", found));
  return {
    env: { ...process.env, PATH: path },
    async close() {
      tool.stdin.end();
      await ended;
    },
  };
}
