// Lambda's scaling API behind the reconciler's terms; retries what is worth retrying and passes no raw response on.
import {
  type FunctionScalingConfig,
  GetFunctionConfigurationCommand,
  GetFunctionScalingConfigCommand,
  type LambdaClient,
  PutFunctionScalingConfigCommand,
} from "@aws-sdk/client-lambda";
import type { Clock } from "../shared/clock.ts";
import { ScalingRefusedError } from "./errors.ts";
import type { Observed } from "./observed.ts";
import type { ScalingControl } from "./reconciler.ts";
import { format, type ScalingConfig } from "./scalingConfig.ts";

/** The version that a function on Lambda Managed Instances runs; a scaling config put on it survives later publishes. */
export const QUALIFIER = "$LATEST.PUBLISHED";

/** ResourceConflict: the version is being published or changed. The others: throttled. All pass by themselves. */
const PASSING = new Set(["ResourceConflictException", "TooManyRequestsException", "ThrottlingException"]);

const MAX_ATTEMPTS = 6;
const BASE_DELAY_MS = 200;
const MAX_DELAY_MS = 3_000;

const ours = (config: FunctionScalingConfig | undefined): Partial<ScalingConfig> | undefined => {
  const { MinExecutionEnvironments: min, MaxExecutionEnvironments: max } = config ?? {};
  if (min === undefined && max === undefined) return undefined;
  return { ...(min !== undefined && { min }), ...(max !== undefined && { max }) };
};

/**
 * The reconciler's view of Lambda.
 * @param random between 0 and 1, for the jitter of retries
 */
export function createLambdaScaling(
  client: LambdaClient,
  { clock, random = Math.random }: { clock: Clock; random?: () => number },
): ScalingControl {
  async function persistently<T>(what: string, call: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await call();
      } catch (error) {
        const name = error instanceof Error ? error.name : String(error);
        if (!PASSING.has(name)) throw error;
        if (attempt === MAX_ATTEMPTS) {
          throw new ScalingRefusedError(`${what}: ${name} in each of ${MAX_ATTEMPTS} attempts`, { cause: error });
        }
        await clock.sleep(random() * Math.min(MAX_DELAY_MS, BASE_DELAY_MS * 2 ** attempt));
      }
    }
  }

  return {
    async observe(functionName) {
      const of = { FunctionName: functionName, Qualifier: QUALIFIER };
      const [scaling, configuration] = await Promise.all([
        persistently(`reading the scaling config of ${functionName}`, () =>
          client.send(new GetFunctionScalingConfigCommand(of)),
        ),
        persistently(`reading the state of ${functionName}`, () =>
          client.send(new GetFunctionConfigurationCommand(of)),
        ),
      ]);
      const requested = ours(scaling.RequestedFunctionScalingConfig);
      const applied = ours(scaling.AppliedFunctionScalingConfig);
      const stateReason = configuration.StateReasonCode;
      return {
        state: configuration.State ?? "Unknown",
        ...(requested && { requested }),
        ...(applied && { applied }),
        ...(stateReason && { stateReason }),
      } satisfies Observed;
    },

    async put(functionName, config) {
      await persistently(`putting ${format(config)} on ${functionName}`, () =>
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
