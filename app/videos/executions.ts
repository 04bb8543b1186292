// Executions of the state machine by name.
import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  type SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";

export type RunStatus = "none" | "running" | "ended";

/** The ARN of the execution of that name. */
export const executionArn = (stateMachineArn: string, name: string): string =>
  `${stateMachineArn.replace(":stateMachine:", ":execution:")}:${name}`;

/** Starts an execution; false when one of that name was started before, with another input or to its end. */
export async function startOnce(
  client: SFNClient,
  { stateMachineArn, name, input }: { stateMachineArn: string; name: string; input: unknown },
): Promise<boolean> {
  try {
    await client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
    return true;
  } catch (error) {
    if (error instanceof ExecutionAlreadyExists) return false;
    throw error;
  }
}

export async function runStatus(client: SFNClient, arn: string): Promise<RunStatus> {
  try {
    const { status } = await client.send(new DescribeExecutionCommand({ executionArn: arn }));
    return status === "RUNNING" || status === "PENDING_REDRIVE" ? "running" : "ended";
  } catch (error) {
    if (error instanceof Error && error.name === "ExecutionDoesNotExist") return "none";
    throw error;
  }
}
