// What the configuration declares for a function whose scaling config is the reconciler's, and the item that holds it.
import { declarationKey } from "../../app/capacity/capacityKeys.ts";
import { type Declaration, declarationSchema } from "../../app/capacity/declaration.ts";
import { functionNameOf } from "../shared/names.ts";
import { environmentLimit, type ManagedFunction, managedFunctionsOf, mostOf } from "./managedFunctions.ts";
import type { EnvironmentConfig } from "./schema.ts";

/** From its baseline, with its windows, within its vCPU cap; a function of a team's own within its lease as well. */
export function declarationOf(managed: ManagedFunction, config: EnvironmentConfig): Declaration {
  const { id, baseline, windows, graceSeconds, lease } = managed;
  const fits = environmentLimit(managed, managedFunctionsOf(config));
  const isBounded = id !== "processor" && lease !== undefined;
  return {
    functionName: functionNameOf(config, id),
    baseline,
    windows: [...windows],
    limit: isBounded ? Math.min(fits, mostOf(managed)) : fits,
    graceSeconds,
  };
}

/** The item of the capacity table. */
export const declarationItem = (declaration: Declaration) => ({
  ...declarationKey(declaration.functionName),
  ...declarationSchema.parse(declaration),
});
