// Refuses what cannot fit under the capacity provider's vCPU cap, with the sum.
import { GetCapacityProviderCommand, GetFunctionConfigurationCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import type { Declaration } from "../../app/capacity/declaration.ts";
import { QUALIFIER } from "../../app/capacity/lambdaScaling.ts";
import type { ScalingConfig } from "../../app/capacity/scalingConfig.ts";
import { UsageError } from "../cliError.ts";

/** `20 × 2 vCPUs = 40, and its capacity provider carries 32`, or that it is declared so; undefined when Lambda does not say. */
async function sum(lambda: LambdaClient, functionName: string, asked: number): Promise<string | undefined> {
  try {
    const { MemorySize: memoryMib = 0, CapacityProviderConfig: config } = await lambda.send(
      new GetFunctionConfigurationCommand({ FunctionName: functionName, Qualifier: QUALIFIER }),
    );
    const managed = config?.LambdaManagedInstancesCapacityProviderConfig;
    const vCpus = memoryMib / 1024 / (managed?.ExecutionEnvironmentMemoryGiBPerVCpu ?? Number.NaN);
    const { CapacityProvider: provider } = await lambda.send(
      new GetCapacityProviderCommand({ CapacityProviderName: managed?.CapacityProviderArn?.split(":").at(-1) }),
    );
    const cap = provider?.CapacityProviderScalingConfig?.MaxVCpuCount;
    if (!Number.isFinite(vCpus) || cap === undefined) return undefined;
    if (asked * vCpus <= cap) return "as the configuration declares it";
    return `${asked} × ${vCpus} vCPUs = ${asked * vCpus}, and its capacity provider carries ${cap}`;
  } catch {
    return undefined; // who may scale need not be allowed to read capacity providers
  }
}

/** @throws UsageError when `config` asks for more than the declared limit */
export async function refuseAboveLimit(
  { functionName, limit }: Pick<Declaration, "functionName" | "limit">,
  config: ScalingConfig,
  lambda: () => Promise<LambdaClient>,
): Promise<void> {
  if (config.max <= limit) return;
  const why = await sum(await lambda(), functionName, config.max);
  throw new UsageError(
    `--max: must be at most ${limit} for ${functionName}, got ${config.max}${why === undefined ? "" : ` (${why})`}`,
  );
}
