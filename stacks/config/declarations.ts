// What the configuration declares for a function whose scaling config is the reconciler's, and the item that holds it.
import { declarationKey } from "../../app/capacity/capacityKeys.ts";
import { DEFAULT_GRACE_SECONDS, type Declaration, declarationSchema } from "../../app/capacity/declaration.ts";
import { namesOf } from "../shared/names.ts";
import { LIMITS, vCpusOf } from "./limits.ts";
import type { EnvironmentConfig, ManagedFunctionConfig } from "./schema.ts";

export type DeclaredFunction = "api" | "processor";

/** How many execution environments fit under the capacity provider's vCPU cap. */
export const environmentLimit = (config: ManagedFunctionConfig): number =>
  Math.min(LIMITS.maxExecutionEnvironments.value, Math.floor(config.capacityProvider.maxVCpus / vCpusOf(config)));

/** From its baseline, with its windows, within its vCPU cap. */
export function declarationOf(id: DeclaredFunction, config: EnvironmentConfig): Declaration {
  const declared = config[id];
  return {
    functionName: namesOf(config)[id],
    baseline: "baseline" in declared ? declared.baseline : declared.scalingConfig,
    windows: declared.windows,
    limit: environmentLimit(declared),
    graceSeconds: "graceSeconds" in declared ? declared.graceSeconds : DEFAULT_GRACE_SECONDS,
  };
}

/** The item of the capacity table. */
export const declarationItem = (declaration: Declaration) => ({
  ...declarationKey(declaration.functionName),
  ...declarationSchema.parse(declaration),
});
