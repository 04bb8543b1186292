// Reads what CDKTF synthesised: the manifest and every stack's cdk.tf.json. The local runtime knows the system from here only.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { LocalError } from "../localError.ts";

/** One `resource` or `data` block; `config` is as synthesised, its `${...}` templates unresolved. */
export interface Resource {
  stack: string;
  type: string;
  name: string;
  /** As Terraform writes it: `aws_lambda_function.api`, `data.aws_region.current`. */
  address: string;
  config: Record<string, unknown>;
}

export interface SynthesizedStack {
  name: string;
  /** Resources and data sources by address. */
  blocks: ReadonlyMap<string, Resource>;
  outputs: ReadonlyMap<string, unknown>;
  backend: { type: string; config: Record<string, unknown> } | undefined;
  /** The configuration of the stack's default `aws` provider. */
  provider: Record<string, unknown>;
}

export interface Synthesized {
  stacks: ReadonlyMap<string, SynthesizedStack>;
  /** Every resource of the type, in the order of the manifest's stacks. */
  resources(type: string): Resource[];
}

/** The synthesised folder is missing, unreadable, or holds nothing for the environment. */
export class SynthesizedError extends LocalError {
  override name = "SynthesizedError";
}

type Json = Record<string, unknown>;

/**
 * Loads `outFolder` (usually `cdktf.out`): all stacks, or those of one environment, whose names start with `<environment>-`.
 * @throws SynthesizedError if nothing was synthesised or the environment has no stack
 */
export async function loadSynthesized(outFolder: string, environment?: string): Promise<Synthesized> {
  const manifest = await readJson(join(outFolder, "manifest.json"));
  const entries = Object.values(
    (manifest.stacks ?? {}) as Record<string, { name: string; synthesizedStackPath: string }>,
  );
  const chosen = entries.filter(({ name }) => environment === undefined || name.startsWith(`${environment}-`));
  if (chosen.length === 0) {
    const found = entries.map(({ name }) => name).join(", ") || "none";
    throw new SynthesizedError(`${outFolder}: no stack of environment "${environment ?? ""}", got stacks ${found}`);
  }
  const stacks = await Promise.all(
    chosen.map(async ({ name, synthesizedStackPath }) =>
      readStack(name, await readJson(join(outFolder, synthesizedStackPath))),
    ),
  );
  return {
    stacks: new Map(stacks.map((stack) => [stack.name, stack])),
    resources: (type) =>
      stacks.flatMap(({ blocks }) =>
        [...blocks.values()].filter((block) => block.type === type && !block.address.startsWith("data.")),
      ),
  };
}

async function readJson(path: string): Promise<Json> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    throw new SynthesizedError(`${path}: cannot be read; synthesise first: npm run synth`, { cause });
  }
  try {
    return JSON.parse(text) as Json;
  } catch (cause) {
    throw new SynthesizedError(`${path}: not JSON; synthesise again: npm run synth`, { cause });
  }
}

function readStack(name: string, json: Json): SynthesizedStack {
  const blocks = [...readBlocks(name, json.resource, ""), ...readBlocks(name, json.data, "data.")];
  const [backend] = Object.entries(((json.terraform as Json | undefined)?.backend ?? {}) as Record<string, Json>);
  const outputs = Object.entries((json.output ?? {}) as Record<string, { value: unknown }>);
  return {
    name,
    blocks: new Map(blocks.map((block) => [block.address, block])),
    outputs: new Map(outputs.map(([output, { value }]) => [output, value])),
    backend: backend && { type: backend[0], config: backend[1] },
    provider: defaultProvider((json.provider as Json | undefined)?.aws),
  };
}

function readBlocks(stack: string, byType: unknown, prefix: string): Resource[] {
  return Object.entries((byType ?? {}) as Record<string, Record<string, Json>>).flatMap(([type, byName]) =>
    Object.entries(byName).map(([name, { "//": _metadata, ...config }]) => ({
      stack,
      type,
      name,
      address: `${prefix}${type}.${name}`,
      config,
    })),
  );
}

function defaultProvider(provider: unknown): Json {
  const providers = (Array.isArray(provider) ? provider : [provider ?? {}]) as Json[];
  return providers.find(({ alias }) => alias === undefined) ?? {};
}
