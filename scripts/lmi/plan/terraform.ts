// The terraform CLI, stack by stack, as cdktf would call it.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ListedStack, listStacksOf } from "../../../terraform/manifest.ts";
import { FailedError, UsageError } from "../../cliError.ts";
import { inOrder } from "../../deploy/choice.ts";
import { firstError } from "../../deploy/firstError.ts";

export type PlannableStack = Pick<ListedStack, "name" | "folder">;

/**
 * The stacks of an environment, each after those that it depends on.
 * @throws ManifestError when nothing was synthesised for it
 */
export const plannableStacks = async (out: string, environment: string): Promise<PlannableStack[]> =>
  inOrder(await listStacksOf(out, environment));

export interface Terraform {
  /** `terraform` or `tofu`, or a path. */
  readonly program: string;
  /** Whether the state is locked meanwhile; a read-only role cannot. */
  readonly lock: boolean;
  readonly env: NodeJS.ProcessEnv;
}

interface Ended {
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

function call({ program, env }: Terraform, args: readonly string[], cwd: string): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...env, TF_IN_AUTOMATION: "1", TF_INPUT: "0", CHECKPOINT_DISABLE: "1" },
    });
    const [out, errors]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => errors.push(chunk));
    child.once("error", (error: NodeJS.ErrnoException) => {
      reject(
        error.code === "ENOENT"
          ? new UsageError(`--terraform: must be a program on the PATH, got ${program}`, { cause: error })
          : error,
      );
    });
    child.once("close", (code) =>
      resolve({ code, stdout: Buffer.concat(out), stderr: Buffer.concat(errors).toString() }),
    );
  });
}

/**
 * The plan of a stack, as `terraform show -json` has it.
 * @throws FailedError with what terraform says first
 */
export async function planOf(terraform: Terraform, { name, folder }: PlannableStack): Promise<Uint8Array> {
  const work = await mkdtemp(join(terraform.env.TMPDIR || tmpdir(), "lmi-plan-"));
  const file = join(work, "plan");
  const step = async (...args: string[]): Promise<Ended> => {
    const ended = await call(terraform, args, folder);
    if (ended.code === 0) return ended;
    throw new FailedError(
      `${name}: terraform ${args[0]} failed: ${firstError({ ...ended, stdout: ended.stdout.toString() })}`,
    );
  };
  try {
    await step("init", "-input=false", "-no-color");
    await step("plan", "-input=false", "-no-color", `-lock=${terraform.lock}`, `-out=${file}`);
    return (await step("show", "-json", "-no-color", file)).stdout;
  } finally {
    // The plan file holds secrets in the clear.
    await rm(work, { recursive: true, force: true });
  }
}
