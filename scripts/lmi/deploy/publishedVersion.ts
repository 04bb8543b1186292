// What Lambda says of a function's published version and of the capacity provider that it runs on.
import {
  type FunctionConfiguration,
  GetCapacityProviderCommand,
  GetFunctionCommand,
  type LambdaClient,
} from "@aws-sdk/client-lambda";
import { QUALIFIER } from "../../../app/capacity/lambdaScaling.ts";

export interface PublishedVersion {
  readonly functionName: string;
  /** null where there is no such function, or none that was published. https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html */
  readonly state: string | null;
  readonly stateReasonCode: string | null;
  readonly stateReason: string | null;
  readonly lastUpdateStatus: string | null;
  readonly lastUpdateStatusReasonCode: string | null;
  readonly lastUpdateStatusReason: string | null;
  /** Its state is null where it may not be read. */
  readonly capacityProvider: { readonly name: string; readonly state: string | null } | null;
}

/** One call may take that long, in milliseconds, its retries included. */
const CALL_MILLISECONDS = 10_000;

/** @throws TimeoutError when there is no answer in time */
async function ask<T>(call: (options: { abortSignal: AbortSignal }) => Promise<T>): Promise<T> {
  const abortSignal = AbortSignal.timeout(CALL_MILLISECONDS);
  try {
    return await call({ abortSignal });
  } catch (error) {
    throw abortSignal.aborted ? abortSignal.reason : error;
  }
}

const isNamed = (error: unknown, name: string): boolean => error instanceof Error && error.name === name;

async function providerState(lambda: LambdaClient, name: string): Promise<string | null> {
  try {
    const command = new GetCapacityProviderCommand({ CapacityProviderName: name });
    const { CapacityProvider: provider } = await ask((options) => lambda.send(command, options));
    return provider?.State ?? null;
  } catch (error) {
    // Its state explains a version and does not decide about it: who may read functions need not be allowed to read providers.
    if (isNamed(error, "AccessDeniedException")) return null;
    throw error;
  }
}

const providerOf = ({ CapacityProviderConfig: config }: FunctionConfiguration): string | undefined =>
  config?.LambdaManagedInstancesCapacityProviderConfig?.CapacityProviderArn?.split(":").at(-1);

/** undefined where there is no such function, or none that was published. */
async function getFunction(lambda: LambdaClient, name: string): Promise<FunctionConfiguration | undefined> {
  try {
    // Of the calls that tell a state, the one that does not count against the 15 requests a second of the whole account.
    // https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html#api-requests
    const command = new GetFunctionCommand({ FunctionName: name, Qualifier: QUALIFIER });
    return (await ask((options) => lambda.send(command, options))).Configuration;
  } catch (error) {
    if (isNamed(error, "ResourceNotFoundException")) return undefined;
    throw error;
  }
}

/**
 * Asks about each function, and once about each capacity provider, whose calls Lambda answers 15 a second of.
 * @throws Error of the SDK when Lambda does not answer, or may not be asked about a function
 */
export async function publishedVersions(
  lambda: LambdaClient,
  functionNames: readonly string[],
): Promise<readonly PublishedVersion[]> {
  const found = await Promise.all(
    functionNames.map(async (functionName) => ({ functionName, ...(await getFunction(lambda, functionName)) })),
  );
  const states = new Map<string, string | null>();
  for (const provider of new Set(found.flatMap((configuration) => providerOf(configuration) ?? []))) {
    states.set(provider, await providerState(lambda, provider));
  }
  return found.map((configuration) => {
    const provider = providerOf(configuration);
    return {
      functionName: configuration.functionName,
      state: configuration.State ?? null,
      stateReasonCode: configuration.StateReasonCode ?? null,
      stateReason: configuration.StateReason ?? null,
      lastUpdateStatus: configuration.LastUpdateStatus ?? null,
      lastUpdateStatusReasonCode: configuration.LastUpdateStatusReasonCode ?? null,
      lastUpdateStatusReason: configuration.LastUpdateStatusReason ?? null,
      capacityProvider: provider ? { name: provider, state: states.get(provider) ?? null } : null,
    };
  });
}
