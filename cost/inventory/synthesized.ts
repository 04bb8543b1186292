// The inventory of what CDKTF synthesised: the manifest, and every stack's cdk.tf.json.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { only, type StackBlocks, text, type Values } from "../../terraform/block.ts";
import { CostError } from "../costError.ts";
import { type Inventory, inventoryOf } from "./inventory.ts";

/** One cdk.tf.json. */
export interface SynthesizedStack {
  readonly name: string;
  readonly json: Values;
}

type Json = Record<string, unknown>;

const entries = (value: unknown): [string, Json][] => Object.entries((value ?? {}) as Record<string, Json>);

/** The default provider is the one without an alias. */
const regionOf = (json: Values): string | undefined => {
  const { aws } = only(json.provider);
  return text(
    [aws ?? []]
      .flat()
      .map(only)
      .find(({ alias }) => alias === undefined)?.region,
  );
};

const blocksOf = ({ name: stack, json }: SynthesizedStack): StackBlocks => ({
  name: stack,
  blocks: entries(json.resource).flatMap(([type, byName]) =>
    entries(byName).map(([name, { "//": _metadata, ...values }]) => ({
      stack,
      address: `${type}.${name}`,
      type,
      values,
    })),
  ),
  outputs: new Map(entries(json.output).map(([name, { value }]) => [name, value])),
  region: regionOf(json),
});

/** What bills in stacks that were synthesised. */
export const inventoryOfSynthesized = (stacks: readonly SynthesizedStack[]): Inventory =>
  inventoryOf(stacks.map(blocksOf));

async function readJson(path: string): Promise<Json> {
  const content = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new CostError(`${path}: cannot be read; synthesise first: npm run synth`, { cause });
  });
  try {
    return JSON.parse(content) as Json;
  } catch (cause) {
    throw new CostError(`${path}: not JSON; synthesise again: npm run synth`, { cause });
  }
}

/**
 * The stacks of an environment, whose names start with `<environment>-`, in the order of the manifest.
 * @param outFolder usually `cdktf.out`
 * @throws CostError when nothing was synthesised, or nothing for the environment
 */
export async function readSynthesized(outFolder: string, environment: string): Promise<SynthesizedStack[]> {
  const { stacks } = await readJson(join(outFolder, "manifest.json"));
  const listed = entries(stacks).map(([name, { synthesizedStackPath }]) => ({
    name,
    path: String(synthesizedStackPath),
  }));
  const chosen = listed.filter(({ name }) => name.startsWith(`${environment}-`));
  if (chosen.length === 0) {
    const names = listed.map(({ name }) => name).join(", ") || "none";
    throw new CostError(
      `${outFolder}: must hold stacks of environment "${environment}"; npm run synth writes them, got ${names}`,
    );
  }
  return Promise.all(chosen.map(async ({ name, path }) => ({ name, json: await readJson(join(outFolder, path)) })));
}
