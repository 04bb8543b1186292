// The lmi command as a user has it: a process of its own, with nothing of this machine's AWS settings.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "./localSystem.ts";

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `lmi` with the arguments, in a pipe. */
export async function lmi(args: readonly string[], variables: NodeJS.ProcessEnv = {}): Promise<Ran> {
  const { PATH, HOME, NODE_COMPILE_CACHE } = process.env;
  const child = spawn(process.execPath, [join(ROOT, "scripts", "lmi.ts"), ...args], {
    env: { PATH, HOME, NODE_COMPILE_CACHE, LMI_OPERATOR: "tester", AWS_EC2_METADATA_DISABLED: "true", ...variables },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, stdout, stderr };
}

/** Runs `lmi … --json`; @throws Error unless it succeeds, says nothing on stderr, and prints one JSON document */
export async function lmiJson(args: readonly string[], variables: NodeJS.ProcessEnv = {}) {
  const { code, stdout, stderr } = await lmi([...args, "--json"], variables);
  if (code !== 0 || stderr !== "") throw new Error(`lmi ${args.join(" ")}: exit ${code}, ${stderr}`);
  return JSON.parse(stdout);
}
