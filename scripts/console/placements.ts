// Which capacity provider a managed function runs on, and under which cap. GetFunction and GetCapacityProvider have rates of their
// own: neither counts against the 15 requests a second that Lambda's control plane answers the whole account.
// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
import type { LambdaClient } from "@aws-sdk/client-lambda";
import { QUALIFIER } from "../../app/capacity/lambdaScaling.ts";

export interface Placement {
  readonly functionName: string;
  readonly capacityProvider: string;
  /** Of an execution environment. */
  readonly vCpus?: number;
  /** Invocations at once in an execution environment. */
  readonly slots?: number;
}

async function readPlacement(lambda: LambdaClient, functionName: string): Promise<Placement[]> {
  const { GetFunctionCommand } = await import("@aws-sdk/client-lambda");
  const of = { FunctionName: functionName, Qualifier: QUALIFIER };
  const answer = await lambda.send(new GetFunctionCommand(of)).catch((error) => {
    if (error instanceof Error && error.name === "ResourceNotFoundException") return undefined;
    throw error;
  });
  const { MemorySize: memoryMib, CapacityProviderConfig: config } = answer?.Configuration ?? {};
  const managed = config?.LambdaManagedInstancesCapacityProviderConfig;
  const capacityProvider = managed?.CapacityProviderArn?.split(":").at(-1);
  if (!managed || capacityProvider === undefined) return [];
  const { ExecutionEnvironmentMemoryGiBPerVCpu: gibPerVCpu, PerExecutionEnvironmentMaxConcurrency: slots } = managed;
  return [
    {
      functionName,
      capacityProvider,
      ...(memoryMib !== undefined && gibPerVCpu !== undefined && { vCpus: memoryMib / 1024 / gibPerVCpu }),
      ...(slots !== undefined && { slots }),
    },
  ];
}

/** One after the other; a function that is not there, or not managed, is left out. */
export async function readPlacements(lambda: LambdaClient, names: readonly string[]): Promise<readonly Placement[]> {
  const found: Placement[] = [];
  for (const name of names) found.push(...(await readPlacement(lambda, name)));
  return found;
}

/** The vCPU caps of capacity providers, by name. */
export async function readCaps(
  lambda: LambdaClient,
  providers: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const { GetCapacityProviderCommand } = await import("@aws-sdk/client-lambda");
  const caps = new Map<string, number>();
  for (const name of providers) {
    const { CapacityProvider } = await lambda.send(new GetCapacityProviderCommand({ CapacityProviderName: name }));
    const cap = CapacityProvider?.CapacityProviderScalingConfig?.MaxVCpuCount;
    if (cap !== undefined) caps.set(name, cap);
  }
  return caps;
}
