// What bills, as a list that does not say where it was read: the bill of a plan and that of what was synthesised come from it.
import type { Declaration } from "../../../app/capacity/declaration.ts";
import type { EnvironmentSize } from "../instances.ts";
import type { ProviderLimits } from "../managedFunction.ts";
import type { Architecture } from "../prices/priceTable.ts";
import type { StackBlocks } from "./block.ts";
import { declarationsOf } from "./declarations.ts";
import { leasesOf } from "./leases.ts";
import { createLinks } from "./links.ts";
import type { Located } from "./located.ts";
import { functionsOf, providersOf, scalingConfigsOf } from "./managed.ts";
import { surroundingsOf } from "./surroundings.ts";

export interface CapacityProvider extends Located, ProviderLimits {}

export interface ManagedFunction extends Located, EnvironmentSize {
  readonly architecture: Architecture;
  readonly maxConcurrency: number | undefined;
  /** The capacity provider that it runs on; undefined when it is in none of the stacks. */
  readonly provider: Located | undefined;
}

/** What Terraform itself gives a function. */
export interface OwnedScalingConfig extends Located {
  readonly function: Located | undefined;
  /** Left out, Lambda takes its default. */
  readonly min: number | undefined;
  readonly max: number | undefined;
}

/** What the reconciler gives a function. */
export interface Declared extends Located {
  readonly function: Located | undefined;
  readonly declaration: Declaration;
}

/** What a running workflow may ask for. */
export interface AskedByWorkflow extends Located {
  /** Undefined when any declared function may be meant. */
  readonly function: Located | undefined;
  /** Undefined when only the run's input says it, or when the definition is not known yet. */
  readonly max: number | undefined;
}

export interface OrdinaryFunction extends Located {
  readonly memoryMib: number;
  readonly architecture: Architecture;
}

export interface InterfaceEndpoint extends Located {
  /** One per Availability Zone. */
  readonly subnets: number;
}

export interface Table extends Located {
  readonly onDemand: boolean;
  readonly pointInTimeRecovery: boolean;
}

export interface Schedule extends Located {
  /** `rate(…)`, `cron(…)` or `at(…)`; undefined when it is not known. */
  readonly expression: string | undefined;
  /** The function on ordinary Lambda that it invokes. */
  readonly invokes: Located | undefined;
}

export interface StateMachine extends Located {
  readonly express: boolean;
}

/** Something that is assumed or not counted, and where. */
export interface Note {
  readonly subject: string;
  readonly text: string;
}

export interface Surroundings {
  readonly ordinaryFunctions: readonly OrdinaryFunction[];
  readonly natGateways: readonly Located[];
  readonly publicIpv4: readonly Located[];
  readonly interfaceEndpoints: readonly InterfaceEndpoint[];
  /** Free. */
  readonly gatewayEndpoints: readonly Located[];
  readonly tables: readonly Table[];
  readonly logGroups: readonly Located[];
  readonly httpApis: readonly Located[];
  readonly stateMachines: readonly StateMachine[];
  readonly schedules: readonly Schedule[];
  readonly kmsKeys: readonly Located[];
  readonly queues: readonly Located[];
}

export interface Inventory extends Surroundings {
  /** Their names, in the order in which they were given. */
  readonly stacks: readonly string[];
  /** Regions that the stacks name. */
  readonly regions: readonly string[];
  readonly providers: readonly CapacityProvider[];
  readonly functions: readonly ManagedFunction[];
  readonly scalingConfigs: readonly OwnedScalingConfig[];
  readonly declared: readonly Declared[];
  readonly workflows: readonly AskedByWorkflow[];
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
  const { functions, notes } = functionsOf(blocks, links);
  const declared = declarationsOf(blocks, links);
  return {
    stacks: stacks.map(({ name }) => name),
    regions: [...new Set([...ofStacks, ...ofBlocks])],
    providers: providersOf(blocks),
    functions,
    scalingConfigs: scalingConfigsOf(blocks, links),
    declared: declared.declared,
    workflows: leasesOf(blocks, links),
    ...surroundingsOf(blocks, links),
    notes: [...countedOnce(stacks), ...notes, ...declared.notes],
  };
}
