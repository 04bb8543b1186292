// States of stacks that the app has no more, as after an environment was renamed: what they hold goes on being billed.
import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Stack } from "../../terraform/manifest.ts";
import { listed } from "./choice.ts";
import { isDeployed, type State } from "./state.ts";
import { localStateOf } from "./terraform.ts";

/** The states in one place: a folder, or the keys of a bucket under a prefix. */
export interface StatePlace {
  /** Names of the stacks that have one there. */
  readonly names: () => Promise<readonly string[]>;
  readonly read: (name: string) => Promise<State | undefined>;
  /** As it is called in a message. */
  readonly shown: string;
}

export interface S3Location {
  readonly bucket: string;
  readonly region: string;
  /** Before the name of the stack; ends with a slash. */
  readonly prefix: string;
}

export type OpenBucket = (location: S3Location) => Promise<StatePlace>;

function localPlace(folder: string): StatePlace {
  return {
    shown: folder,
    names: async () =>
      (await readdir(folder)).flatMap((file) => /^terraform\.(.+)\.tfstate$/.exec(file)?.[1] ?? []).sort(),
    read: async (name) => JSON.parse(await readFile(join(folder, `terraform.${name}.tfstate`), "utf8")) as State,
  };
}

function s3LocationOf({ template }: Stack): S3Location | undefined {
  const { bucket, region, key } = template.terraform?.backend?.s3 ?? {};
  if (typeof bucket !== "string" || typeof region !== "string" || typeof key !== "string") return undefined;
  return { bucket, region, prefix: `${dirname(key)}/` };
}

/** Where the chosen stacks have their states, each place once. */
async function placesOf(chosen: readonly Stack[], openBucket: OpenBucket): Promise<StatePlace[]> {
  const places = new Map<string, () => Promise<StatePlace>>();
  for (const stack of chosen) {
    const path = localStateOf(stack);
    if (path && basename(path) === `terraform.${stack.name}.tfstate`) {
      places.set(dirname(path), async () => localPlace(dirname(path)));
    }
    const s3 = s3LocationOf(stack);
    if (s3) places.set(JSON.stringify(s3), () => openBucket(s3));
  }
  return Promise.all([...places.values()].map((open) => open()));
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.name : String(error));

/**
 * One line for each place that holds resources of stacks that are not in the app, or that cannot be looked at.
 * @param all every stack of the app
 */
export async function leftOverLines(
  chosen: readonly Stack[],
  all: readonly Stack[],
  openBucket: OpenBucket,
): Promise<string[]> {
  const known = new Set(all.map(({ name }) => name));
  const lines: string[] = [];
  for (const place of await placesOf(chosen, openBucket)) {
    try {
      const left: string[] = [];
      for (const name of await place.names()) {
        if (!known.has(name) && isDeployed(await place.read(name))) left.push(name);
      }
      if (left.length > 0) {
        lines.push(
          `${listed(left)}: deployed, and no stack of this app any more; what ${left.length > 1 ? "they hold" : "it holds"} ` +
            `goes on being billed (states in ${place.shown}; docs/runbook.md#a-renamed-environment)`,
        );
      }
    } catch (error) {
      lines.push(
        `${place.shown}: cannot be looked at (${reasonOf(error)}), so deployed stacks that the app has no more are not seen`,
      );
    }
  }
  return lines;
}
