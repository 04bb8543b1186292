// Runs of the batch workflow, as the dispatcher and the command see them.
import type { SFNClient } from "@aws-sdk/client-sfn";
import type { ScalingConfig } from "../capacity/scalingConfig.ts";
import { executionArn, type RunStatus, runStatus, startOnce } from "./executions.ts";

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
  /** How many may be claimed in all, and in how many rounds; the list is what is claimed now. */
  readonly claimed: { readonly videos: readonly never[]; readonly left: number; readonly rounds: number };
}

/** More than any window can hold. */
export const UNBOUNDED = 10_000_000;

/** A round costs an execution some 13 events without retries, and it may have 25,000. */
const MAX_ROUNDS = 1_000;

/** The longest run: it must end before its lease and its time-out do. A longer window goes on in another run. */
const LONGEST_SECONDS = 25 * 60 * 60;

/** The lease outlives the window by this, for the end of the run. */
const LEASE_MARGIN_SECONDS = 300;

/** How many videos a config's environments can carry at once, and no more than a Distributed Map takes. */
const MAX_CONCURRENCY = 10_000;

/**
 * @param now seconds since the epoch
 * @param perEnvironment invocations at once per execution environment
 */
export function batchInput(options: {
  config: ScalingConfig;
  now: number;
  until: number;
  perEnvironment: number;
  maxVideos?: number | undefined;
}): BatchInput {
  const { config, now, perEnvironment, maxVideos = UNBOUNDED } = options;
  const until = Math.min(options.until, now + LONGEST_SECONDS);
  return {
    config,
    until,
    leaseUntil: until + LEASE_MARGIN_SECONDS,
    concurrency: Math.min(MAX_CONCURRENCY, config.max * perEnvironment),
    claimed: { videos: [], left: maxVideos, rounds: MAX_ROUNDS },
  };
}

export interface BatchRuns {
  /** Starts a run; nothing happens if one of that name was started before. */
  start(name: string, input: BatchInput): Promise<void>;
  /** @param executionArn of a batch run */
  status(executionArn: string): Promise<RunStatus>;
  /** The ARN of the run of that name. */
  arnOf(name: string): string;
}

export const createBatchRuns = (client: SFNClient, stateMachineArn: string): BatchRuns => ({
  start: (name, input) => startOnce(client, { stateMachineArn, name, input }),
  status: (arn) => runStatus(client, arn),
  arnOf: (name) => executionArn(stateMachineArn, name),
});
