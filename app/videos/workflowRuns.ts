// Step Functions as the video service sees it: one run per attempt, whose name makes starting it idempotent.
import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  type SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { z } from "zod";
import type { Attempt } from "./video.ts";

/** What a workflow run is given. */
export const workflowInput = z.object({
  videos: z.array(z.object({ videoId: z.string(), attempt: z.number().int() })).min(1),
});
export type WorkflowInput = z.output<typeof workflowInput>;

export type RunStatus = "none" | "running" | "ended";

export interface WorkflowRuns {
  /** Starts the attempt's run; nothing happens if it was started before. */
  start(attempt: Attempt): Promise<void>;
  status(attempt: Attempt): Promise<RunStatus>;
}

const runName = ({ videoId, attempt }: Attempt) => `${videoId}-${attempt}`;

export function createWorkflowRuns(client: SFNClient, stateMachineArn: string): WorkflowRuns {
  const executionsArn = stateMachineArn.replace(":stateMachine:", ":execution:");
  return {
    async start({ videoId, attempt }) {
      const input: WorkflowInput = { videos: [{ videoId, attempt }] };
      try {
        await client.send(
          new StartExecutionCommand({
            stateMachineArn,
            name: runName({ videoId, attempt }),
            input: JSON.stringify(input),
          }),
        );
      } catch (error) {
        if (!(error instanceof ExecutionAlreadyExists)) throw error;
      }
    },

    async status(attempt) {
      try {
        const { status } = await client.send(
          new DescribeExecutionCommand({ executionArn: `${executionsArn}:${runName(attempt)}` }),
        );
        return status === "RUNNING" || status === "PENDING_REDRIVE" ? "running" : "ended";
      } catch (error) {
        if (error instanceof Error && error.name === "ExecutionDoesNotExist") return "none";
        throw error;
      }
    },
  };
}
