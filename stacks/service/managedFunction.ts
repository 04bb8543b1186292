// A function on managed instances.
import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function/index.js";
import { Construct } from "constructs";
import type { ManagedFunction as Configured } from "../config/managedFunctions.ts";
import type { ManagedCapacity } from "./capacityProvider.ts";
import { type FunctionOptions, LoggedFunction } from "./functionBase.ts";

/** Instances must come up before a publish is done; AWS's own acceptance test of the provider allows as much. */
const PUBLISH_TIMEOUT = "30m";

export class ManagedFunction extends Construct {
  readonly function: LambdaFunction;

  constructor(
    scope: Construct,
    id: string,
    options: FunctionOptions & { config: Configured["config"]; capacity: ManagedCapacity },
  ) {
    super(scope, id);
    const { config, capacity } = options;
    // Terraform publishes when code or configuration differ, and a variable is configuration.
    const variables = {
      ...options.variables,
      ...(config.revision !== undefined && { REVISION: `${config.revision}` }),
    };
    const base = { ...options, variables };
    this.function = new LoggedFunction(this, "managed", base, {
      memorySize: config.memoryMib,
      timeout: config.timeoutSeconds,
      architectures: [config.architecture],
      capacityProviderConfig: {
        lambdaManagedInstancesCapacityProviderConfig: {
          capacityProviderArn: capacity.arn,
          executionEnvironmentMemoryGibPerVcpu: config.memoryGibPerVCpu,
          perExecutionEnvironmentMaxConcurrency: config.maxConcurrency,
        },
      },
      // Only a published version runs; on $LATEST.PUBLISHED the scaling config survives, where a new number would start
      // three environments.
      publish: true,
      publishTo: "LATEST_PUBLISHED",
      timeouts: { create: PUBLISH_TIMEOUT, update: PUBLISH_TIMEOUT, delete: PUBLISH_TIMEOUT },
    }).function;
  }
}
