// A managed function of a team's own, from its entry in the configuration.
import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function/index.js";
import { Construct } from "constructs";
import { ConfigError } from "../config/configError.ts";
import type { ManagedFunction as Configured } from "../config/managedFunctions.ts";
import type { EnvironmentConfig } from "../config/schema.ts";
import { functionNameOf } from "../shared/names.ts";
import { Bundle } from "./bundle.ts";
import type { ManagedCapacity } from "./capacityProvider.ts";
import { ManagedFunction } from "./managedFunction.ts";

export interface OwnFunctionOptions {
  readonly managed: Configured;
  readonly capacity: ManagedCapacity;
  readonly environment: EnvironmentConfig;
  readonly accountId: string;
  /** By what they are made of. */
  readonly archives: Readonly<Record<string, string>>;
}

export class OwnFunction extends Construct {
  readonly function: LambdaFunction;

  constructor(scope: Construct, id: string, options: OwnFunctionOptions) {
    super(scope, id);
    const { managed, capacity, environment, accountId, archives } = options;
    const entry = environment.functions[managed.id];
    const source = entry?.handler ?? entry?.code ?? "";
    const archive = archives[source];
    if (!entry || archive === undefined) throw new ConfigError(`${managed.path}: ${source} was not bundled`);
    this.function = new ManagedFunction(this, "function", {
      name: functionNameOf(environment, managed.id),
      description: entry.description ?? "",
      bundle: new Bundle(this, "bundle", archive),
      environment,
      accountId,
      config: entry,
      capacity,
      variables: entry.variables,
      statements: entry.rights,
      ...(entry.runtime && { runtime: entry.runtime }),
      ...(entry.entry && { handler: entry.entry }),
    }).function;
  }
}
