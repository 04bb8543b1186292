// Plans from files and standard input.
import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import type { Plan } from "../plan.ts";
import { PlanFilesError } from "../planError.ts";
import { refuse } from "./notAPlan.ts";
import { type PlanSource, readPlan, readPlans } from "./readPlan.ts";

const WHY: Readonly<Record<string, string>> = {
  ENOENT: "no file of that name",
  EISDIR: "a folder",
  EACCES: "a file that may not be read",
};

type Input = AsyncIterable<Uint8Array>;

async function sourceOf(file: string, stdin: Input): Promise<PlanSource> {
  try {
    return { file, bytes: file === "-" ? await buffer(stdin) : await readFile(file) };
  } catch (error) {
    const { code = "an unknown error" } = error as NodeJS.ErrnoException;
    throw refuse(file)(WHY[code] ?? `a file that cannot be read (${code})`);
  }
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
  return readPlans(await Promise.all(files.map((file) => sourceOf(file, stdin))));
}

/** @throws NotAPlanError when it cannot be read or is no plan */
export async function readPlanFile(file: string): Promise<Plan> {
  const { bytes } = await sourceOf(file, process.stdin);
  return readPlan(file, bytes);
}
