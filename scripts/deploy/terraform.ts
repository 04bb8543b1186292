// Terraform in a stack's folder: what it prints is shown, and a stop reaches it as one SIGINT.
import { readFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { Stack } from "../../terraform/manifest.ts";
import { FailedError, UsageError } from "../cliError.ts";
import { type Ended, startChild } from "./child.ts";
import { firstError } from "./firstError.ts";
import { createInFlight } from "./inFlight.ts";
import type { Screen } from "./screen.ts";
import type { State } from "./state.ts";
import type { Stop } from "./stop.ts";

export interface Terraform {
  /** Runs it and shows what it prints. @throws Stopped after its end, when there was a signal */
  show(stack: Stack, ...args: string[]): Promise<number>;
  /** Runs it in silence. @throws FailedError with its first error */
  ask(stack: Stack, ...args: string[]): Promise<string>;
  /** The state as the backend has it; undefined when there is none. */
  readState(stack: Stack): Promise<State | undefined>;
  /** Addresses that were being created when the last run ended. */
  readonly creating: readonly string[];
}

interface TerraformOptions {
  readonly program: string;
  readonly env: NodeJS.ProcessEnv;
  readonly colour: boolean;
  readonly screen: Screen;
  readonly stop: Stop;
}

/** The file of a local backend; undefined for others. */
export function localStateOf({ template, folder }: Pick<Stack, "template" | "folder">): string | undefined {
  const path = template.terraform?.backend?.local?.path;
  return typeof path === "string" ? resolve(folder, path) : undefined;
}

async function textOf(path: string): Promise<string> {
  return readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw new FailedError(`${path}: cannot be read (${error.code})`, { cause: error });
  });
}

function stateFrom(source: string, text: string): State | undefined {
  if (text.trim() === "") return undefined;
  try {
    return JSON.parse(text) as State;
  } catch (error) {
    throw new FailedError(`${source}: is no state (${String(error)})`, { cause: error });
  }
}

/** The id of the lock that a local backend's state still has. */
export async function lockOf(stack: Stack): Promise<string | undefined> {
  const path = localStateOf(stack);
  if (!path) return undefined;
  const text = await textOf(join(dirname(path), `.${basename(path)}.lock.info`));
  return text === "" ? undefined : (JSON.parse(text) as { readonly ID?: string }).ID;
}

export function createTerraform({ program, env, colour, screen, stop }: TerraformOptions): Terraform {
  const variables = { ...env, TF_IN_AUTOMATION: "1", TF_INPUT: "0", CHECKPOINT_DISABLE: "1" };
  let inFlight = createInFlight();
  const initialised = new Set<string>();

  async function run({ folder }: Stack, args: readonly string[], isShown: boolean): Promise<Ended> {
    stop.check();
    const seen = createInFlight();
    inFlight = seen;
    const onOutput = (chunk: Buffer) => {
      seen.read(chunk.toString());
      if (isShown) screen.write(chunk);
    };
    const child = startChild(program, args, { cwd: folder, env: variables, onOutput });
    const ended = await stop.wait(child).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error;
      throw new UsageError(`${program}: must be on the PATH, 1.11 or later; it is not`, { cause: error });
    });
    stop.check();
    return ended;
  }

  const withColour = ([command = "", ...rest]: readonly string[]) =>
    colour ? [command, ...rest] : [command, "-no-color", ...rest];

  async function ask(stack: Stack, ...args: string[]): Promise<string> {
    const ended = await run(stack, args, false);
    if (ended.code === 0) return ended.stdout;
    throw new FailedError(`${stack.name}: terraform ${args[0]} failed: ${firstError(ended)}`);
  }

  return {
    async show(stack, ...args) {
      return (await run(stack, withColour(args), true)).code ?? 1;
    },
    ask,
    async readState(stack) {
      const path = localStateOf(stack);
      if (!path && !initialised.has(stack.folder)) {
        await ask(stack, "init", "-input=false", "-no-color");
        initialised.add(stack.folder);
      }
      return stateFrom(path ?? stack.name, path ? await textOf(path) : await ask(stack, "state", "pull"));
    },
    get creating() {
      return inFlight.creating;
    },
  };
}
