// The deployed state machine and processor of an environment.
import { GetFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { QUALIFIER } from "../../../app/capacity/lambdaScaling.ts";
import { FailedError } from "../../cliError.ts";
import type { Session } from "../session.ts";

export interface DeployedWorkflow {
  readonly stateMachineArn: string;
  /** Invocations at once per execution environment of the processor. */
  readonly perEnvironment: number;
}

/** The machine's ARN follows from the processor's: the same partition, Region and account. */
export async function deployedWorkflow({ clients, names }: Session): Promise<DeployedWorkflow> {
  const lambda = await clients.lambda();
  const { FunctionArn: arn = "", CapacityProviderConfig: config } = await lambda.send(
    new GetFunctionConfigurationCommand({ FunctionName: names.processor, Qualifier: QUALIFIER }),
  );
  const [, partition, , region, account] = arn.split(":");
  const perEnvironment = config?.LambdaManagedInstancesCapacityProviderConfig?.PerExecutionEnvironmentMaxConcurrency;
  if (!account || !perEnvironment) {
    throw new FailedError(`function ${names.processor}: not on a capacity provider, got ${arn || "no ARN"}`);
  }
  return {
    stateMachineArn: `arn:${partition}:states:${region}:${account}:stateMachine:${names.workflow}`,
    perEnvironment,
  };
}
