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
  try {
    return JSON.parse(text) as T;
  } catch (cause) {
    throw new ManifestError(`${path}: is not JSON; synthesise again: npm run synth`, { cause });
  }
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

const withTemplates = (stacks: readonly ListedStack[]): Promise<Stack[]> =>
  Promise.all(
    stacks.map(async (stack) => ({ ...stack, template: await read<Template>(join(stack.folder, "cdk.tf.json")) })),
  );

/** The same with their Terraform. */
export const readStacks = async (out: string): Promise<Stack[]> => withTemplates(await listStacks(out));

/** The environment that a stack belongs to: names of environments have no dash. */
export const environmentOf = (stack: string): string => stack.split("-", 1)[0] ?? stack;

/**
 * The stacks of an environment, in the order of the manifest, without what is in them.
 * @throws ManifestError when nothing was synthesised, or nothing for the environment
 */
export async function listStacksOf(out: string, environment: string): Promise<ListedStack[]> {
  const stacks = await listStacks(out);
  const wanted = stacks.filter(({ name }) => environmentOf(name) === environment);
  if (wanted.length > 0) return wanted;
  const names = stacks.map(({ name }) => name).join(", ") || "none";
  throw new ManifestError(
    `${out}: must hold stacks of environment "${environment}"; npm run synth writes them, got ${names}`,
  );
}

/** The same with their Terraform. */
export const readStacksOf = async (out: string, environment: string): Promise<Stack[]> =>
  withTemplates(await listStacksOf(out, environment));
