// The block of a function in an environment's configuration, read on its own: what is simulated, or priced, without the rest.
import { z } from "zod";
import { scalingConfigSchema } from "../../app/capacity/declaration.ts";
import { brokenRule } from "../../app/capacity/scalingConfig.ts";
import { batchWindows } from "../../app/capacity/windowSchema.ts";
import { apiFunction, processorFunction } from "../../stacks/config/functions.ts";
import type { ManagedFunction as Configured } from "../../stacks/config/managedFunctions.ts";
import { brokenSizes } from "../../stacks/config/rules/size.ts";
import type { ManagedFunction } from "../managedFunction.ts";

const { architecture, memoryMib, memoryGibPerVCpu, maxConcurrency, timeoutSeconds, capacityProvider } =
  apiFunction.shape;
const { lease, engine, graceSeconds, overflow } = processorFunction.shape;

const block = z.strictObject({
  name: z.string().min(1).max(40).optional(),
  architecture,
  memoryMib,
  memoryGibPerVCpu,
  maxConcurrency,
  /** The same under the name of either function; exactly one. */
  scalingConfig: scalingConfigSchema.optional(),
  baseline: scalingConfigSchema.optional(),
  windows: batchWindows.default([]),
  capacityProvider: capacityProvider.partial({ architecture: true }),
  // Of a pasted block, without a meaning here.
  timeoutSeconds: timeoutSeconds.optional(),
  lease: lease.optional(),
  engine: engine.optional(),
  graceSeconds: graceSeconds.optional(),
  overflow,
});

type Block = z.output<typeof block>;
type Broken = Generator<readonly [path: readonly (string | number)[], message: string]>;

function* otherRules(value: Block): Broken {
  const { scalingConfig, baseline, capacityProvider: provider, windows } = value;
  if ((scalingConfig === undefined) === (baseline === undefined)) {
    yield [["scalingConfig"], "must be there, or baseline instead, and not both"];
  }
  if (provider.architecture !== undefined && provider.architecture !== value.architecture) {
    yield [["capacityProvider", "architecture"], `must be the function's (${value.architecture})`];
  }
  if (provider.allowedInstanceTypes && provider.excludedInstanceTypes) {
    yield [["capacityProvider", "excludedInstanceTypes"], "not together with allowedInstanceTypes"];
  }
  for (const [index, window] of windows.entries()) {
    const rule = brokenRule(window);
    if (rule) yield [["windows", index], rule];
  }
}

const managedFunction = (
  value: Omit<ManagedFunction, "scalingConfig">,
  scalingConfig: ManagedFunction["scalingConfig"],
) => ({
  architecture: value.architecture,
  memoryMib: value.memoryMib,
  memoryGibPerVCpu: value.memoryGibPerVCpu,
  maxConcurrency: value.maxConcurrency,
  windows: value.windows,
  capacityProvider: value.capacityProvider,
  scalingConfig,
});

/** A function with the name that it has in a comparison. */
export interface NamedFunction extends ManagedFunction {
  readonly name: string | undefined;
}

/** Strict; every issue has the path of its value. */
export const functionBlockSchema = block
  .superRefine((value, context) => {
    for (const [field, message] of brokenSizes(value)) context.addIssue({ code: "custom", path: [field], message });
    for (const [path, message] of otherRules(value)) {
      context.addIssue({ code: "custom", path: [...path], message });
    }
  })
  .transform((value): NamedFunction => {
    const scalingConfig = value.scalingConfig ?? value.baseline ?? { min: 0, max: 0 };
    return { name: value.name, ...managedFunction(value, scalingConfig) };
  });

/** The function of an environment that exists; without leases, which nobody can foresee. */
export const managedFunctionOf = ({ config, baseline, windows, capacityProvider }: Configured): ManagedFunction =>
  managedFunction({ ...config, windows, capacityProvider }, baseline);
