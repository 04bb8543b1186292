// One run of deploy, diff or destroy: from what was typed to the exit code.
import { resolve } from "node:path";
import type { Readable, Writable } from "node:stream";
import { readStacks } from "../../terraform/manifest.ts";
import { UsageError } from "../cliError.ts";
import { cliErrorOf } from "../roomErrors.ts";
import { type Arguments, parseArguments, usageOf, type Verb } from "./arguments.ts";
import type { Context } from "./context.ts";
import { deploy } from "./deploy.ts";
import { destroy } from "./destroy.ts";
import { diff } from "./diff.ts";
import { EXIT_CODES, type StopSignal } from "./presses.ts";
import { createScreen } from "./screen.ts";
import { createStop, Stopped } from "./stop.ts";
import { synthesise } from "./synthesise.ts";
import { createTerraform } from "./terraform.ts";

export interface Io {
  /** The repository: where main.ts and cdktf.json are. */
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable;
  /** Calls with every SIGINT, SIGTERM and SIGHUP from now on. */
  onSignal(receive: (signal: StopSignal) => void): void;
}

const VERBS = { deploy, diff, destroy } as const;

/** Signals of this process, which then end it no more. */
export function onProcessSignal(receive: (signal: StopSignal) => void): void {
  for (const signal of Object.keys(EXIT_CODES) as StopSignal[]) process.on(signal, () => receive(signal));
}

/** Runs it, and says what went wrong: 0 done, 1 failed or refused, 2 wrongly called, 129, 130, 143 stopped by a signal. */
export async function run(verb: Verb, words: readonly string[], io: Io): Promise<number> {
  const { root, env, stdin, stdout } = io;
  const screen = createScreen(stdout, io.stderr);
  if (words.includes("--help") || words.includes("-h")) {
    screen.say(usageOf(verb));
    return 0;
  }
  const stop = createStop({ screen });
  const out = resolve(root, env.CDKTF_OUTDIR ?? "cdktf.out");
  const context: Context = {
    screen,
    stop,
    stdin,
    terraform: createTerraform({
      program: env.TERRAFORM_BINARY_NAME ?? "terraform",
      env,
      colour: stdout.isTTY === true && !env.NO_COLOR,
      screen,
      stop,
    }),
    async synthesise(variables) {
      await synthesise({ root, env: { ...env, ...variables }, screen, stop });
      return readStacks(out);
    },
    synthesised: () => readStacks(out),
  };
  try {
    const given: Arguments = parseArguments(verb, words);
    if (verb !== "diff" && !given.autoApprove && !stdin.isTTY) {
      throw new UsageError(`${verb}: there is no terminal to ask on; --auto-approve ${verb}s without a question`);
    }
    io.onSignal(stop.receive);
    return await VERBS[verb](context, given);
  } catch (error) {
    if (error instanceof Stopped) {
      screen.warn("stopped; no further stack was begun, and the next run goes on from here");
      return error.exitCode;
    }
    const failure = cliErrorOf(error);
    if (!failure) throw error;
    screen.warn(failure.message);
    return failure.exitCode;
  }
}
