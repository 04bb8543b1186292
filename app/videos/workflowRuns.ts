// Step Functions as the video service sees it: one run per attempt, whose name makes starting it idempotent.
import type { SFNClient } from "@aws-sdk/client-sfn";
import { z } from "zod";
import { executionArn, type RunStatus, runStatus, startOnce } from "./executions.ts";
import type { Attempt } from "./video.ts";

/** What a workflow run is given. */
export const workflowInput = z.object({
  videos: z.array(z.object({ videoId: z.string(), attempt: z.number().int() })).min(1),
});
export type WorkflowInput = z.output<typeof workflowInput>;

export interface WorkflowRuns {
  /** Starts the attempt's run; nothing happens if it was started before. */
  start(attempt: Attempt): Promise<void>;
  status(attempt: Attempt): Promise<RunStatus>;
}

const runName = ({ videoId, attempt }: Attempt) => `${videoId}-${attempt}`;

export function createWorkflowRuns(client: SFNClient, stateMachineArn: string): WorkflowRuns {
  return {
    async start(attempt) {
      const { videoId, attempt: number } = attempt;
      const input: WorkflowInput = { videos: [{ videoId, attempt: number }] };
      await startOnce(client, { stateMachineArn, name: runName(attempt), input });
    },

    status: (attempt) => runStatus(client, executionArn(stateMachineArn, runName(attempt))),
  };
}
