// The terraform CLI, stack by stack, as cdktf would call it.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import type { Failure } from "../../../plan/report/review.ts";
import { cut } from "../../../plan/report/visible.ts";
import { UsageError } from "../../cliError.ts";

export interface Terraform {
  /** `terraform` or `tofu`, or a path. */
  readonly program: string;
  /** Whether the state is locked meanwhile; a read-only role cannot. */
  readonly lock: boolean;
  /** Only what changed outside of Terraform, and nothing of the configuration. @default false */
  readonly refreshOnly?: boolean;
  readonly env: NodeJS.ProcessEnv;
}

interface Ended {
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Where a stack's Terraform is run, and what it is called. */
export interface Place {
  readonly name: string;
  readonly folder: string;
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

/** Of a line of the source, which may be a whole cdk.tf.json; what is wrong with it comes after it. */
const MAX_SOURCE_CHARACTERS = 200;
/** What terraform init says first, whatever is wrong. */
const GENERAL = /^Error: Terraform encountered problems during initialisation[\s\S]*?\n(?=Error: )/;

/** Without colours and frames; what comes before the first error are warnings. */
function saidBy({ stderr, stdout }: Ended): string {
  const text = stderr.trim() === "" ? stdout.toString() : stderr;
  const lines = stripVTControlCharacters(text)
    .split("\n")
    .map((line) => line.replace(/^[│╷╵] ?/, "").trimEnd())
    .map((line) => (/^ +\d+: /.test(line) ? cut(line, MAX_SOURCE_CHARACTERS) : line));
  const first = lines.findIndex((line) => line.startsWith("Error:"));
  return lines
    .slice(Math.max(0, first))
    .join("\n")
    .replace(GENERAL, "")
    .replaceAll(/\n{3,}/g, "\n\n")
    .trim();
}

const failureOf = (stack: string, command: string, ended: Ended): Failure => ({
  stack,
  step: `terraform ${command}`,
  said: saidBy(ended),
});

/** What `terraform show -json` says; what went wrong before that, if anything; both for a plan that stopped halfway. */
export interface Shown {
  readonly bytes?: Uint8Array;
  readonly failure?: Failure;
}

export async function init(terraform: Terraform, { name, folder }: Place): Promise<Failure | undefined> {
  const ended = await call(terraform, ["init", "-input=false", "-no-color"], folder);
  return ended.code === 0 ? undefined : failureOf(name, "init", ended);
}

/** Plans a stack that is initialised, and leaves the plan in `file`. */
export async function plan(terraform: Terraform, { name, folder }: Place, file: string): Promise<Shown> {
  const { lock, refreshOnly = false } = terraform;
  const options = ["-input=false", "-no-color", `-lock=${lock}`, `-out=${file}`];
  const planned = await call(terraform, ["plan", ...options, ...(refreshOnly ? ["-refresh-only"] : [])], folder);
  const failure = planned.code === 0 ? undefined : failureOf(name, "plan", planned);
  // Of a plan that failed Terraform keeps what it had found out: https://developer.hashicorp.com/terraform/internals/json-format
  if (failure && !existsSync(file)) return { failure };
  const shown = await call(terraform, ["show", "-json", "-no-color", file], folder);
  if (shown.code === 0) return { bytes: shown.stdout, ...(failure && { failure }) };
  return { failure: failure ?? failureOf(name, "show", shown) };
}

/** The state of a stack, as `terraform show -json` has it; undefined where it cannot be read. */
export async function stateOf(terraform: Terraform, { folder }: Place): Promise<string | undefined> {
  const { code, stdout } = await call(terraform, ["show", "-json", "-no-color"], folder);
  return code === 0 ? stdout.toString() : undefined;
}

/**
 * A folder for plans, which hold secrets in the clear: only for this user, and gone afterwards. In a session, `finish` must wait
 * for it, so that it is gone when the command is ended.
 */
export async function withPlans<T>(env: NodeJS.ProcessEnv, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(env.TMPDIR || tmpdir(), "lmi-plan-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
