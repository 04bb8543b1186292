// Capacity providers, the functions on them, and the scaling configs that Terraform owns.

import { LIMITS } from "../../stacks/config/limits.ts";
import { type Block, number, only, texts } from "../../terraform/block.ts";
import type { Links } from "../../terraform/links.ts";
import { type Located, located } from "../../terraform/located.ts";
import { CAPACITY_PROVIDER, FUNCTION, managedConfigIn } from "../../terraform/managedFunction.ts";
import { CONSTANTS } from "../constants.ts";
import type { EnvironmentSize } from "../instances.ts";
import type { ProviderLimits } from "../managedFunction.ts";
import type { Architecture } from "../prices/priceTable.ts";
import type { Note } from "./note.ts";

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

/** The vCPU cap of a provider that names none. */
export const DEFAULT_MAX_VCPUS = CONSTANTS.defaultMaxVCpus.value;

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

export const providersOf = (blocks: readonly Block[]): CapacityProvider[] =>
  ofType(blocks, CAPACITY_PROVIDER).map((block) => {
    const requirements = only(block.values.instance_requirements);
    const scaling = only(block.values.capacity_provider_scaling_config);
    return {
      ...located(block),
      maxVCpus: number(scaling.max_vcpu_count) ?? DEFAULT_MAX_VCPUS,
      scaling: scalingOf(scaling),
      allowedInstanceTypes: types(requirements.allowed_instance_types),
      excludedInstanceTypes: types(requirements.excluded_instance_types),
    };
  });

export function functionsOf(blocks: readonly Block[], links: Links): { functions: ManagedFunction[]; notes: Note[] } {
  const notes: Note[] = [];
  const functions = ofType(blocks, FUNCTION).flatMap((block): ManagedFunction[] => {
    const config = managedConfigIn(block.values);
    if (config === undefined) return [];
    const provider = links.one(block, config.capacity_provider_arn, CAPACITY_PROVIDER);
    if (provider === undefined) {
      const text = `its capacity provider is in none of the stacks: any instance type, and ${DEFAULT_MAX_VCPUS} vCPUs, Lambda's default`;
      notes.push({ subject: block.address, text });
    }
    const memoryMib = number(block.values.memory_size) ?? 0;
    return [
      {
        ...located(block),
        architecture: architectureOf(block.values.architectures),
        // Lambda refuses less.
        memoryMib: Math.max(memoryMib, LIMITS.minMemoryMib.value),
        memoryGibPerVCpu:
          number(config.execution_environment_memory_gib_per_vcpu) ?? CONSTANTS.defaultMemoryGibPerVCpu.value,
        maxConcurrency: number(config.per_execution_environment_max_concurrency),
        provider: provider && located(provider),
      },
    ];
  });
  return { functions, notes };
}

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
