// What a synthesis wrote: the stacks with their Terraform, and what each depends on.
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Nothing was synthesised, or it cannot be read. */
export class ManifestError extends Error {
  override readonly name = "ManifestError";
}

/** The parts of a cdk.tf.json that a deployment looks at. */
export interface Template {
  readonly terraform?: {
    readonly backend?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  };
  readonly [block: string]: unknown;
}

/** A stack as the manifest lists it. */
export interface ListedStack {
  readonly name: string;
  /** Where its cdk.tf.json is. */
  readonly folder: string;
  /** Names of the stacks whose outputs it reads. */
  readonly dependencies: readonly string[];
}

export interface Stack extends ListedStack {
  readonly template: Template;
}

interface Manifest {
  readonly stacks: Readonly<
    Record<
      string,
      { readonly name: string; readonly synthesizedStackPath: string; readonly dependencies: readonly string[] }
    >
  >;
}

async function read<T>(path: string): Promise<T> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new ManifestError(`${path}: cannot be read (${error.code}); synthesise first: npm run synth`, {
      cause: error,
    });
  });
  return JSON.parse(text) as T;
}

/**
 * All stacks of the app, without what is in them.
 * @param out the folder that was synthesised to, usually `cdktf.out`
 * @throws ManifestError when nothing was synthesised
 */
export async function listStacks(out: string): Promise<ListedStack[]> {
  const { stacks } = await read<Manifest>(join(out, "manifest.json"));
  return Object.values(stacks).map(({ name, synthesizedStackPath, dependencies }) => ({
    name,
    folder: join(out, dirname(synthesizedStackPath)),
    dependencies,
  }));
}

/** The same with their Terraform. */
export async function readStacks(out: string): Promise<Stack[]> {
  const stacks = await listStacks(out);
  return Promise.all(
    stacks.map(async (stack) => ({ ...stack, template: await read<Template>(join(stack.folder, "cdk.tf.json")) })),
  );
}
