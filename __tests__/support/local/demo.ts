// npm run demo as a user has it, with its output in a pipe.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { ROOT } from "./system.ts";

/** @param variables of its environment, beside those of this process */
export async function demo(variables: NodeJS.ProcessEnv, ...args: readonly string[]) {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", "scripts/demo.ts", ...args], {
    cwd: ROOT,
    env: { ...process.env, ...variables },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { code: child.exitCode, stdout, stderr };
}
