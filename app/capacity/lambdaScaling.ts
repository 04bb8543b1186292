// Lambda's scaling API behind the reconciler's terms. Nothing is retried here: the next round asks again, and Lambda's control
// plane answers 15 requests a second for the whole account.
import {
  type FunctionScalingConfig,
  GetFunctionCommand,
  GetFunctionScalingConfigCommand,
  type LambdaClient,
  PutFunctionScalingConfigCommand,
} from "@aws-sdk/client-lambda";
import { ScalingRefusedError } from "./errors.ts";
import type { Observed } from "./observed.ts";
import type { ScalingControl } from "./rounds.ts";
import { format, type ScalingConfig } from "./scalingConfig.ts";

/** The version that runs; on it the scaling config survives the next publish. */
export const QUALIFIER = "$LATEST.PUBLISHED";

/** Lambda says "not now": it changes the function, or is asked too often. Nothing was done. */
const REFUSALS = new Set(["ResourceConflictException", "TooManyRequestsException", "ThrottlingException"]);

/** On its way: Lambda has not reached what was put, so the config need not be asked for. */
const ON_ITS_WAY = new Set(["Pending", "Deactivating"]);

const ours = (config: FunctionScalingConfig | undefined): Partial<ScalingConfig> | undefined => {
  const { MinExecutionEnvironments: min, MaxExecutionEnvironments: max } = config ?? {};
  if (min === undefined && max === undefined) return undefined;
  return { ...(min !== undefined && { min }), ...(max !== undefined && { max }) };
};

/** The reconciler's view of Lambda. */
export function createLambdaScaling(client: LambdaClient): ScalingControl {
  async function unlessRefused<T>(what: string, call: Promise<T>): Promise<T> {
    try {
      return await call;
    } catch (error) {
      if (!(error instanceof Error) || !REFUSALS.has(error.name)) throw error;
      throw new ScalingRefusedError(`${what}: ${error.name}`, { cause: error });
    }
  }

  return {
    async observe(functionName, known) {
      const of = { FunctionName: functionName, Qualifier: QUALIFIER };
      const { Configuration: configuration } = await unlessRefused(
        `reading the state of ${functionName}`,
        client.send(new GetFunctionCommand(of)),
      );
      const state = configuration?.State ?? "Unknown";
      const stateReason = configuration?.StateReasonCode;
      const status = { state, ...(stateReason && { stateReason }) };
      if (known && ON_ITS_WAY.has(state)) return { ...status, requested: known };
      const scaling = await unlessRefused(
        `reading the scaling config of ${functionName}`,
        client.send(new GetFunctionScalingConfigCommand(of)),
      );
      const requested = ours(scaling.RequestedFunctionScalingConfig);
      const applied = ours(scaling.AppliedFunctionScalingConfig);
      return { ...status, ...(requested && { requested }), ...(applied && { applied }) } satisfies Observed;
    },

    async put(functionName, config) {
      await unlessRefused(
        `putting ${format(config)} on ${functionName}`,
        client.send(
          new PutFunctionScalingConfigCommand({
            FunctionName: functionName,
            Qualifier: QUALIFIER,
            // Always both: an omitted one goes back to its default (3, or no maximum).
            FunctionScalingConfig: { MinExecutionEnvironments: config.min, MaxExecutionEnvironments: config.max },
          }),
        ),
      );
    },
  };
}
