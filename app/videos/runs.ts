// Runs: executions of the one workflow, which claim queued videos in chunks. Their names make starting them idempotent, so
// however many videos come at once, few runs do.
import { randomUUID } from "node:crypto";
import type { SFNClient } from "@aws-sdk/client-sfn";
import type { ScalingConfig } from "../capacity/scalingConfig.ts";
import type { Clock } from "../shared/clock.ts";
import { executionArn, type RunStatus, runStatus, startOnce } from "./executions.ts";
import type { Queue } from "./table.ts";

/** At most one run of the queue `now` begins to claim in each interval of so many seconds. */
export const RUN_INTERVAL_SECONDS = 10;

/**
 * How long one run claims; its last chunk ends later. What goes on for longer goes on in the next run, because an execution
 * may have 25,000 events, and a chunk has 27. https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
export const CLAIMING_SECONDS = 15 * 60;

/** More than any run can claim. */
const UNBOUNDED = 10_000_000;

/** What is asked of a run. */
export interface Asked {
  readonly queue: Queue;
  /** What it may ask of capacity. @default the processor's lease */
  readonly config?: ScalingConfig | undefined;
  /** Seconds since the epoch: nothing is claimed at or after it, by this run or by one that goes on for it. */
  readonly claimUntil: number;
  /** Seconds since the epoch: nothing begins that could end after it. @default no such end */
  readonly endBy?: number | undefined;
  /** How many it may claim. @default unbounded */
  readonly maxVideos?: number | undefined;
}

/** The input of a run's execution. */
export interface RunInput {
  readonly asked: Asked;
  /** ISO 8601: when it begins to claim. */
  readonly startAt: string;
  /** What the claim before gave; at first nothing. */
  readonly claimed: { readonly videos: readonly never[]; readonly left: number; readonly first: true };
  /** Makes the input unique, so that Step Functions tells who was first. */
  readonly nonce: string;
}

/** A run for a window, or by an operator. */
export interface RunRequest extends Asked {
  readonly name: string;
}

export interface Runs {
  /**
   * Sees to it that a run begins to claim from the queue `now` after this call, within RUN_INTERVAL_SECONDS. Calls in one
   * interval share a run; a worker that knows of one calls nothing.
   */
  ensure(): Promise<void>;
  /** Starts a run; false when one of that name was started before. */
  start(request: RunRequest): Promise<boolean>;
  /** @param mark of a claim: the ARN of its run, or that of the run's overflow branch */
  status(mark: string): Promise<RunStatus>;
}

/** Claims carry the ARN of their run; those of its overflow branch are told apart by this. */
const OVERFLOW = "#overflow";

export const overflowMark = (run: string): string => `${run}${OVERFLOW}`;

export const isOverflowMark = (mark: string): boolean => mark.endsWith(OVERFLOW);

/** The name of the run that goes on for another: `a`, `a-part2`, `a-part3`. */
export function successorName(run: string): string {
  const name = run.slice(run.lastIndexOf(":") + 1);
  const [, base, part] = /^(.*)-part(\d+)$/.exec(name) ?? [name, name, "1"];
  return `${base}-part${Number(part) + 1}`;
}

export function createRuns(
  client: SFNClient,
  { stateMachineArn, clock }: { stateMachineArn: string; clock: Clock },
): Runs {
  /** The latest interval whose run is known to exist, by this worker. */
  let known = -1;
  let asking: Promise<void> | undefined;

  function begin(name: string, asked: Asked, startsAt: number): Promise<boolean> {
    const input: RunInput = {
      asked,
      startAt: new Date(startsAt * 1000).toISOString(),
      claimed: { videos: [], left: asked.maxVideos ?? UNBOUNDED, first: true },
      nonce: randomUUID(),
    };
    return startOnce(client, { stateMachineArn, name, input });
  }

  /** The run of an interval: begins to claim with it, or at once. */
  function beginInterval(interval: number, now: number): Promise<boolean> {
    const startsAt = Math.max(now, interval * RUN_INTERVAL_SECONDS);
    return begin(`now-${interval}`, { queue: "now", claimUntil: startsAt + CLAIMING_SECONDS }, startsAt);
  }

  async function ask(): Promise<void> {
    const now = clock.nowSeconds();
    const interval = Math.floor(now / RUN_INTERVAL_SECONDS);
    // This interval's run may have claimed already, unless it is this call that starts it; the next one's has not.
    if (known < interval && (await beginInterval(interval, now))) {
      known = interval;
      return;
    }
    await beginInterval(interval + 1, now);
    known = interval + 1;
  }

  const isOnItsWay = () => known * RUN_INTERVAL_SECONDS > clock.nowSeconds();

  return {
    async ensure() {
      // What is being asked for right now may have begun before the caller's video was queued: one question later is safe.
      if (!isOnItsWay()) await asking?.catch(() => {});
      if (isOnItsWay()) return;
      asking ??= ask().finally(() => {
        asking = undefined;
      });
      await asking;
    },

    start: ({ name, ...asked }) => begin(name, asked, clock.nowSeconds()),

    // Of another machine's executions, which a restored table may name, nothing may be asked, and none of them works on it.
    status: async (mark) =>
      mark.startsWith(executionArn(stateMachineArn, "")) ? runStatus(client, mark.replace(OVERFLOW, "")) : "none",
  };
}
