// The inventory of a plan, as `terraform show -json` writes it: of what is planned, of what was there before, or of a state.
import type { Block, StackBlocks, Values } from "../../terraform/block.ts";
import { createUnknowns, outputsOf, type PlanConfiguration, regionOf } from "../../terraform/planConfiguration.ts";
import { type Inventory, inventoryOf } from "./inventory.ts";

/** One resource of `planned_values`, `prior_state`, or of `resource_changes` with its `before` or `after` as values. */
export interface PlanResource {
  readonly address: string;
  readonly type: string;
  /** Data sources do not bill. @default "managed" */
  readonly mode?: string | undefined;
  readonly values?: Values | null | undefined;
}

/** `root_module` of values, or one of its `child_modules`. */
export interface PlanModule {
  readonly resources?: readonly PlanResource[] | undefined;
  readonly child_modules?: readonly PlanModule[] | undefined;
}

/** One plan. */
export interface PlannedStack {
  readonly name: string;
  readonly resources: readonly PlanResource[];
  /** The plan's `configuration`: links what is not known yet. Without it links come from ARNs and names. */
  readonly configuration?: PlanConfiguration | undefined;
}

/** A module's resources and those of the modules in it. */
export const resourcesOf = ({ resources = [], child_modules = [] }: PlanModule): PlanResource[] => [
  ...resources,
  ...child_modules.flatMap(resourcesOf),
];

/** Most blocks of a large plan are never looked into. */
function lazily(block: Omit<Block, "values">, read: () => Values): Block {
  let values: Values | undefined;
  return {
    ...block,
    get values() {
      values ??= read();
      return values;
    },
  };
}

function blocksOf({ name: stack, resources, configuration }: PlannedStack): StackBlocks {
  const withUnknowns = configuration ? createUnknowns(configuration) : (values: Values) => values;
  return {
    name: stack,
    blocks: resources
      .filter(({ mode }) => mode === undefined || mode === "managed")
      .map(({ address, type, values }) => lazily({ stack, address, type }, () => withUnknowns(values ?? {}, address))),
    outputs: configuration ? outputsOf(configuration) : new Map(),
    region: configuration && regionOf(configuration),
  };
}

/** What bills in several plans together. */
export const inventoryOfPlans = (stacks: readonly PlannedStack[]): Inventory => inventoryOf(stacks.map(blocksOf));

/** What bills in one plan. */
export const inventoryOfPlan = (
  resources: readonly PlanResource[],
  configuration?: PlanConfiguration,
  name = "",
): Inventory => inventoryOfPlans([{ name, resources, configuration }]);
