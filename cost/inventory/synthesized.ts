// The inventory of what CDKTF synthesised, from every stack's cdk.tf.json.
import { only, type StackBlocks, text, type Values } from "../../terraform/block.ts";
import type { Stack } from "../../terraform/manifest.ts";
import { type Inventory, inventoryOf } from "./inventory.ts";

/** A stack's name and its cdk.tf.json. */
export type SynthesizedStack = Pick<Stack, "name" | "template">;

type Json = Record<string, unknown>;

const entries = (value: unknown): [string, Json][] => Object.entries((value ?? {}) as Record<string, Json>);

/** The default provider is the one without an alias. */
const regionOf = (template: Values): string | undefined => {
  const { aws } = only(template.provider);
  return text(
    [aws ?? []]
      .flat()
      .map(only)
      .find(({ alias }) => alias === undefined)?.region,
  );
};

const blocksOf = ({ name: stack, template }: SynthesizedStack): StackBlocks => ({
  name: stack,
  blocks: entries(template.resource).flatMap(([type, byName]) =>
    entries(byName).map(([name, { "//": _metadata, ...values }]) => ({
      stack,
      address: `${type}.${name}`,
      type,
      values,
    })),
  ),
  outputs: new Map(entries(template.output).map(([name, { value }]) => [name, value])),
  region: regionOf(template),
});

/** What bills in stacks that were synthesised. */
export const inventoryOfSynthesized = (stacks: readonly SynthesizedStack[]): Inventory =>
  inventoryOf(stacks.map(blocksOf));
