// Runs of the batch workflow, as the dispatcher and the command see them.
import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  type SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import type { ScalingConfig } from "../capacity/scalingConfig.ts";
import type { RunStatus } from "./workflowRuns.ts";

/** What a batch run is given. */
export interface BatchInput {
  /** Capacity that it asks for. */
  readonly config: ScalingConfig;
  /** Seconds since the epoch: nothing is claimed that could end after it. */
  readonly until: number;
  /** Seconds since the epoch: the end of its lease. */
  readonly leaseUntil: number;
  /** Videos at once. */
  readonly concurrency: number;
  /** How many may be claimed in all; the list is what is claimed now. */
  readonly claimed: { readonly videos: readonly never[]; readonly left: number };
}

/** More than any window can hold. */
export const UNBOUNDED = 10_000_000;

/** The lease outlives the window by this, for the end of the run. */
const LEASE_MARGIN_SECONDS = 300;

/** How many videos a config's environments can carry at once, and no more than a Distributed Map takes. */
const MAX_CONCURRENCY = 10_000;

/** @param perEnvironment invocations at once per execution environment */
export function batchInput(options: {
  config: ScalingConfig;
  until: number;
  perEnvironment: number;
  maxVideos?: number | undefined;
}): BatchInput {
  const { config, until, perEnvironment, maxVideos = UNBOUNDED } = options;
  return {
    config,
    until,
    leaseUntil: until + LEASE_MARGIN_SECONDS,
    concurrency: Math.min(MAX_CONCURRENCY, config.max * perEnvironment),
    claimed: { videos: [], left: maxVideos },
  };
}

export interface BatchRuns {
  /** Starts a run; nothing happens if one of that name was started before. */
  start(name: string, input: BatchInput): Promise<void>;
  /** @param executionArn of a batch run */
  status(executionArn: string): Promise<RunStatus>;
}

export function createBatchRuns(client: SFNClient, stateMachineArn: string): BatchRuns {
  return {
    async start(name, input) {
      try {
        await client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
      } catch (error) {
        if (!(error instanceof ExecutionAlreadyExists)) throw error;
      }
    },

    async status(executionArn) {
      try {
        const { status } = await client.send(new DescribeExecutionCommand({ executionArn }));
        return status === "RUNNING" || status === "PENDING_REDRIVE" ? "running" : "ended";
      } catch (error) {
        if (error instanceof Error && error.name === "ExecutionDoesNotExist") return "none";
        throw error;
      }
    },
  };
}
