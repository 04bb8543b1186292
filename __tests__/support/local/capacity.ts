// What the local system says of the processor's capacity, as the SDK sees it.
import { GetFunctionConfigurationCommand, GetFunctionScalingConfigCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { eventually } from "./system.ts";

export const PROCESSOR = "dev-video-processor";

export function capacityOf(awsUrl: string) {
  const client = new LambdaClient({
    endpoint: awsUrl,
    region: "us-east-1",
    credentials: { accessKeyId: "any", secretAccessKey: "any" },
  });
  const of = { FunctionName: PROCESSOR, Qualifier: "$LATEST.PUBLISHED" };
  return async () => {
    const [{ RequestedFunctionScalingConfig: requested, AppliedFunctionScalingConfig: applied }, { State: state }] =
      await Promise.all([
        client.send(new GetFunctionScalingConfigCommand(of)),
        client.send(new GetFunctionConfigurationCommand(of)),
      ]);
    const config = requested ?? applied;
    const isDown = !requested && applied?.MinExecutionEnvironments === 0 && applied.MaxExecutionEnvironments === 0;
    return { min: config?.MinExecutionEnvironments ?? 0, isDown, state };
  };
}

export async function backAtZero(awsUrl: string, seconds: number) {
  const capacity = capacityOf(awsUrl);
  await eventually("capacity to go back to 0/0", seconds, async () => {
    const { isDown, state } = await capacity();
    return isDown && state === "Deactivated" ? true : undefined;
  });
}
