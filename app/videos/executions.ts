// Executions of a state machine by name, as both of our workflows need them.
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

/** Starts an execution; nothing happens if one of that name was started before. */
export async function startOnce(
  client: SFNClient,
  { stateMachineArn, name, input }: { stateMachineArn: string; name: string; input: unknown },
): Promise<void> {
  try {
    await client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
  } catch (error) {
    if (!(error instanceof ExecutionAlreadyExists)) throw error;
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
