// What bills, as a list that does not say where it was read: the bill of a plan and that of what was synthesised come from it.
import type { StackBlocks } from "../../terraform/block.ts";
import { createLinks } from "../../terraform/links.ts";
import { type Declared, declarationsOf } from "./declarations.ts";
import { type EmittedLine, emittedLines, seriesIn } from "./emitted.ts";
import { type AskedByWorkflow, leasesOf } from "./leases.ts";
import {
  functionsOf,
  type InventoryFunction,
  type InventoryProvider,
  type OwnedScalingConfig,
  providersOf,
  scalingConfigsOf,
} from "./managed.ts";
import type { Note } from "./note.ts";
import { type Surroundings, surroundingsOf } from "./surroundings.ts";

export interface Inventory extends Surroundings {
  /** Their names, in the order in which they were given. */
  readonly stacks: readonly string[];
  /** Regions that the stacks name. */
  readonly regions: readonly string[];
  readonly providers: readonly InventoryProvider[];
  readonly functions: readonly InventoryFunction[];
  readonly scalingConfigs: readonly OwnedScalingConfig[];
  readonly declared: readonly Declared[];
  readonly workflows: readonly AskedByWorkflow[];
  readonly emitted: readonly EmittedLine[];
  readonly notes: readonly Note[];
}

/** Resources of which Terraform makes a number that only a plan knows. */
function countedOnce(stacks: readonly StackBlocks[]): Note[] {
  return stacks
    .flatMap(({ blocks }) => blocks)
    .filter(({ values }) => "count" in values || "for_each" in values)
    .map(({ address }) => ({
      subject: address,
      text: "has count or for_each, and is counted once; a plan knows better",
    }));
}

/** Everything in the order of addresses, so that the same resources make the same inventory. */
export function inventoryOf(stacks: readonly StackBlocks[]): Inventory {
  const blocks = stacks.flatMap((stack) => stack.blocks.toSorted((a, b) => (a.address < b.address ? -1 : 1)));
  const links = createLinks(stacks);
  const ofBlocks = blocks.map(({ values }) => values.region).filter((region) => typeof region === "string");
  const ofStacks = stacks.map(({ region }) => region).filter((region) => region !== undefined);
  const declared = declarationsOf(blocks, links);
  const emitted = emittedLines(blocks, links, declared.declared);
  return {
    stacks: stacks.map(({ name }) => name),
    regions: [...new Set([...ofStacks, ...ofBlocks])],
    providers: providersOf(blocks),
    functions: functionsOf(blocks, links),
    scalingConfigs: scalingConfigsOf(blocks, links),
    declared: declared.declared,
    workflows: leasesOf(blocks, links),
    emitted,
    ...surroundingsOf(blocks, links, new Set(emitted.flatMap(seriesIn))),
    notes: [...countedOnce(stacks), ...declared.notes],
  };
}
