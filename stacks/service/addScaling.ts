// The scaling configs of all managed functions: Terraform's own, and what is declared for the reconciler.
import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function/index.js";
import { declarationOf } from "../config/declarations.ts";
import type { ManagedFunction } from "../config/managedFunctions.ts";
import type { EnvironmentStack } from "../shared/environmentStack.ts";
import { constructId } from "./capacities.ts";
import { DeclarationItem } from "./declaration.ts";
import { FunctionScalingConfig } from "./scalingConfig.ts";

export interface ScalingOptions {
  readonly managed: readonly ManagedFunction[];
  /** By id. */
  readonly functions: ReadonlyMap<string, LambdaFunction>;
  /** Name of the table for declarations. */
  readonly capacityTable: string;
}

/** Terraform owns a scaling config while nothing else changes it. The reconciler's are declared, and in no plan. */
export function addScaling(stack: EnvironmentStack, { managed, functions, capacityTable }: ScalingOptions): void {
  for (const one of managed) {
    const { id, isReconciled, baseline } = one;
    const target = functions.get(id);
    if (isReconciled) {
      const declaration = declarationOf(one, stack.config);
      new DeclarationItem(stack, constructId(id, "declaration"), { tableName: capacityTable, declaration });
    } else if (target) new FunctionScalingConfig(stack, constructId(id, "scaling"), { target, config: baseline });
  }
  const reconciled = managed.filter(({ id, isReconciled }) => isReconciled && id !== "processor");
  FunctionScalingConfig.letGo(
    stack,
    reconciled.map(({ id }) => constructId(id, "scaling")),
  );
}
