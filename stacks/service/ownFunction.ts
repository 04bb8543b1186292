// A managed function of a team's own, from its entry in the configuration.
import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function/index.js";
import { Construct } from "constructs";
import { ConfigError } from "../config/configError.ts";
import type { OwnFunctionConfig } from "../config/functions.ts";
import type { EnvironmentConfig } from "../config/schema.ts";
import { functionNameOf } from "../shared/names.ts";
import { Bundle } from "./bundle.ts";
import type { ManagedCapacity } from "./capacityProvider.ts";
import { FunctionQueue } from "./functionQueue.ts";
import { failedEvents } from "./functionRights.ts";
import { ManagedFunction } from "./managedFunction.ts";

export interface OwnFunctionOptions {
  readonly id: string;
  readonly entry: OwnFunctionConfig;
  readonly capacity: ManagedCapacity;
  readonly environment: EnvironmentConfig;
  readonly accountId: string;
  /** The queue for events that came to nothing. */
  readonly deadLettersArn: string;
  /** By what they are made of. */
  readonly archives: Readonly<Record<string, string>>;
}

export class OwnFunction extends Construct {
  readonly function: LambdaFunction;
  /** Of the queue whose messages call it. */
  readonly queueUrl: string | undefined;

  constructor(scope: Construct, id: string, options: OwnFunctionOptions) {
    super(scope, id);
    const { entry, capacity, environment, accountId, archives, deadLettersArn } = options;
    const source = entry.handler ?? entry.code ?? "";
    const archive = archives[source];
    if (archive === undefined) throw new ConfigError(`functions.${options.id}: ${source} was not bundled`);
    const name = functionNameOf(environment, options.id);
    const { queue: config, timeoutSeconds } = entry;
    const queue = config && new FunctionQueue(this, "queue", { functionName: name, timeoutSeconds, queue: config });
    this.queueUrl = queue?.url;
    this.function = new ManagedFunction(this, "function", {
      name,
      description: entry.description ?? "",
      bundle: new Bundle(this, "bundle", archive),
      environment,
      accountId,
      config: entry,
      capacity,
      variables: entry.variables,
      statements: [
        ...entry.rights,
        ...(queue ? [queue.right] : []),
        ...(entry.schedule ? [failedEvents(deadLettersArn)] : []),
      ],
      ...(entry.runtime && { runtime: entry.runtime }),
      ...(entry.entry && { handler: entry.entry }),
    }).function;
    queue?.feed(this.function);
  }
}
