// Capacity providers, the functions on them, and the scaling configs that Terraform owns.

import { LIMITS } from "../../stacks/config/limits.ts";
import { type Block, number, only, texts } from "../../terraform/block.ts";
import type { Links } from "../../terraform/links.ts";
import { type Located, located } from "../../terraform/located.ts";
import { CAPACITY_PROVIDER, FUNCTION, managedConfigIn } from "../../terraform/managedFunction.ts";
import type { ProviderLimits } from "../managedFunction.ts";
import type { Architecture } from "../prices/priceTable.ts";

/** What is left out is undefined: what it is then, a constant says that a user may know better. */
export interface InventoryProvider extends Located, Omit<ProviderLimits, "maxVCpus"> {
  readonly maxVCpus: number | undefined;
}

export interface InventoryFunction extends Located {
  readonly architecture: Architecture;
  readonly memoryMib: number;
  readonly memoryGibPerVCpu: number | undefined;
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

const ofType = (blocks: readonly Block[], type: string): Block[] => blocks.filter((block) => block.type === type);

/** The one that a function may have; ordinary Lambda's default. */
export const architectureOf = (value: unknown): Architecture => (texts(value)?.includes("arm64") ? "arm64" : "x86_64");

/** An empty list stands for one that is left out. */
const types = (value: unknown): readonly string[] | undefined => {
  const listed = texts(value);
  return listed === undefined || listed.length === 0 ? undefined : listed;
};

function scalingOf(config: Readonly<Record<string, unknown>>): ProviderLimits["scaling"] {
  const targetCpuPercent = number(only(config.scaling_policies).target_value);
  return config.scaling_mode === "Manual" && targetCpuPercent !== undefined
    ? { mode: "Manual", targetCpuPercent }
    : { mode: "Auto" };
}

export const providersOf = (blocks: readonly Block[]): InventoryProvider[] =>
  ofType(blocks, CAPACITY_PROVIDER).map((block) => {
    const requirements = only(block.values.instance_requirements);
    const scaling = only(block.values.capacity_provider_scaling_config);
    return {
      ...located(block),
      maxVCpus: number(scaling.max_vcpu_count),
      scaling: scalingOf(scaling),
      allowedInstanceTypes: types(requirements.allowed_instance_types),
      excludedInstanceTypes: types(requirements.excluded_instance_types),
    };
  });

export const functionsOf = (blocks: readonly Block[], links: Links): InventoryFunction[] =>
  ofType(blocks, FUNCTION).flatMap((block): InventoryFunction[] => {
    const config = managedConfigIn(block.values);
    if (config === undefined) return [];
    const provider = links.one(block, config.capacity_provider_arn, CAPACITY_PROVIDER);
    return [
      {
        ...located(block),
        architecture: architectureOf(block.values.architectures),
        // Lambda refuses less.
        memoryMib: Math.max(number(block.values.memory_size) ?? 0, LIMITS.minMemoryMib.value),
        memoryGibPerVCpu: number(config.execution_environment_memory_gib_per_vcpu),
        maxConcurrency: number(config.per_execution_environment_max_concurrency),
        provider: provider && located(provider),
      },
    ];
  });

export const scalingConfigsOf = (blocks: readonly Block[], links: Links): OwnedScalingConfig[] =>
  ofType(blocks, "aws_lambda_function_scaling_config").map((block) => {
    const config = only(block.values.function_scaling_config);
    const target = links.one(block, block.values.function_name, FUNCTION);
    return {
      ...located(block),
      function: target && located(target),
      min: number(config.min_execution_environments),
      max: number(config.max_execution_environments),
    };
  });
