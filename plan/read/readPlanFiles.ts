// Plans from files and standard input.
import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import type { Plan } from "../plan.ts";
import { PlanFilesError } from "../planError.ts";
import { collectAfter } from "./collect.ts";
import { decode } from "./decode.ts";
import { refuse } from "./notAPlan.ts";
import { assertDistinct, type Opened, openPlan, plansOf, readPlan } from "./readPlan.ts";

const WHY: Readonly<Record<string, string>> = {
  ENOENT: "no file of that name",
  EISDIR: "a folder",
  EACCES: "a file that may not be read",
};

type Input = AsyncIterable<Uint8Array>;

async function bytesOf(file: string, stdin: Input): Promise<Uint8Array> {
  try {
    return file === "-" ? await buffer(stdin) : await readFile(file);
  } catch (error) {
    const { code = "an unknown error" } = error as NodeJS.ErrnoException;
    throw refuse(file)(WHY[code] ?? `a file that cannot be read (${code})`);
  }
}

/** Gives the memory of the bytes back at once, and not when it is collected: a plan may have a hundred megabytes. */
async function textOf(file: string, stdin: Input): Promise<string> {
  const bytes = await bytesOf(file, stdin);
  const text = decode(bytes, refuse(file));
  const { buffer: memory } = bytes as { readonly buffer: ArrayBufferLike & { transfer?(length: number): unknown } };
  // Small ones share theirs with others; Node before 21 leaves it to the collector.
  if (memory.byteLength === bytes.byteLength) memory.transfer?.(0);
  return text;
}

interface Sized {
  readonly opened: Opened;
  readonly characters: number;
}

async function sizedOf(file: string, stdin: Input): Promise<Sized> {
  const text = await textOf(file, stdin);
  return { opened: openPlan(file, text), characters: text.length };
}

/**
 * Reads the plans of one review.
 * @param files paths; `-` is standard input
 * @throws NotAPlanError for the first that cannot be read or is no plan
 * @throws PlanFilesError when two have the same name
 */
export async function readPlanFiles(files: readonly string[], stdin: Input = process.stdin): Promise<Plan[]> {
  if (files.filter((file) => file === "-").length > 1)
    throw new PlanFilesError("-: standard input can be read once, got it twice");
  assertDistinct(files.map((file) => ({ file })));
  const all: Sized[] = [];
  for (const file of files) all.push(await sizedOf(file, stdin));
  const plans = plansOf(all.map(({ opened }) => opened));
  // Only what the plans hold is needed from here on.
  collectAfter(all.splice(0).reduce((sum, { characters }) => sum + characters, 0));
  return plans;
}

/** @throws NotAPlanError when it cannot be read or is no plan */
export async function readPlanFile(file: string): Promise<Plan> {
  return readPlan(file, await bytesOf(file, process.stdin));
}
