// The local system as a user has it: `npm start` in a process of its own, on ports and in folders of its own.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { withEngineOf } from "../../../scripts/scale/quickEngine.ts";

export const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

/** Two calls of the control plane in each look leave the functions most of its 15 a second. */
const POLL_MILLISECONDS = 400;

/** Polls until `probe` gives something; fails with what was last seen. */
export async function eventually<T>(
  what: string,
  seconds: number,
  probe: () => T | undefined | Promise<T | undefined>,
  lastSeen: () => string = () => "",
): Promise<T> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const found = await probe();
    if (found !== undefined) return found;
    if (performance.now() > end) throw new Error(`${what}: not within ${seconds} s; ${lastSeen()}`);
    await sleep(POLL_MILLISECONDS);
  }
}

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

export interface LocalRun {
  readonly apiUrl: string;
  readonly awsUrl: string;
  readonly consoleUrl: string;
  readonly child: ChildProcess;
  /** Everything printed so far. */
  output(): string;
  /** Pids of the execution environments that became ready, newest last. */
  environments(functionName?: string): number[];
  /** Sends a signal to the process that npm became, and waits for the end of npm. */
  end(signal: NodeJS.Signals): Promise<void>;
}

export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), "lmi-test-"));

/** Runs `npm start` in a process group of its own. @param cwd this repository, or a copy of it */
export function spawnStart(
  folder: string,
  args: readonly string[] = [],
  variables: NodeJS.ProcessEnv = {},
  cwd = ROOT,
) {
  let output = "";
  const child = spawn(
    "npm",
    ["-s", "start", "--", "--data", join(folder, "data"), "--out", join(folder, "out"), "--verbose", ...args],
    {
      cwd,
      env: { ...process.env, LMI_AWS_PORT: "0", LMI_API_PORT: "0", LMI_CONSOLE_PORT: "0", ...variables },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    },
  );
  child.stdout?.on("data", (chunk) => {
    output += chunk;
  });
  child.stderr?.on("data", (chunk) => {
    output += chunk;
  });
  const exited = new Promise<number | null>((resolve) => child.once("exit", resolve));
  return { child, exited, output: () => output };
}

/** CPU milliseconds of a video where a test does not say otherwise. */
const USUAL_WORK = 600;

/**
 * Starts the system and waits until it serves.
 * @param cwd this repository, or a copy of it; a copy whose work is simulated when left out
 * @param variables of its environment, beside those of this process
 */
export async function startLocal(
  folder: string,
  args: readonly string[] = [],
  cwd = withEngineOf(USUAL_WORK, folder),
  variables: NodeJS.ProcessEnv = {},
): Promise<LocalRun> {
  const { child, exited, output } = spawnStart(folder, args, variables, cwd);
  const url = (name: string) => new RegExp(`${name} +(http://\\S+)`).exec(output())?.[1];
  await eventually(
    "npm start",
    60,
    () => (output().includes("curl -X POST") ? true : undefined),
    () => output(),
  );
  return {
    apiUrl: String(url("HTTP API")),
    awsUrl: String(url("AWS endpoint")),
    consoleUrl: String(url("console")),
    child,
    output,
    environments: (name = "") =>
      [...output().matchAll(new RegExp(`${name}\\S* +environment \\d+ ready, pid (\\d+)`, "g"))].map((match) =>
        Number(match[1]),
      ),
    end: async (signal) => {
      if (child.pid) process.kill(-child.pid, signal);
      await exited;
    },
  };
}

/** Ends whatever is left of a run and forgets its folder. */
export async function discard(run: LocalRun | undefined, folder: string): Promise<void> {
  if (run?.child.pid) {
    try {
      process.kill(-run.child.pid, "SIGKILL");
    } catch {} // it has ended already
    await eventually("environments to end", 10, () => (run.environments().some(isAlive) ? undefined : true));
  }
  rmSync(folder, { recursive: true, force: true });
}
