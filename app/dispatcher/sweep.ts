// Looks after claimed videos whose run may be lost: gives back what an ended run left, and sees to a run for what is left
// waiting. There is one way back from every accident: into the queue.
import type { Clock } from "../shared/clock.ts";
import type { Log } from "../shared/logger.ts";
import type { RunStatus } from "../videos/executions.ts";
import { inGroups, type QueuedVideos } from "../videos/queue.ts";
import type { Runs } from "../videos/runs.ts";
import type { WatchedVideo } from "../videos/watchedVideos.ts";
import type { ClaimSettings } from "./claims.ts";

/** Videos read at once. */
const PAGE = 500;

/** Waiting videos are counted so far each minute. */
const MOST_COUNTED = 5_000;

/** A sweep goes on for so long; the next tick takes the rest. The dispatcher has 50 s. */
const SWEEP_SECONDS = 35;

/** What has waited longer was overlooked: its run was not started, or looked before the index showed it. */
const LEFT_SECONDS = 10;

export interface Sweep {
  readonly queue: Pick<QueuedVideos, "unattended" | "attend" | "putBack" | "isLeft" | "inFlight">;
  readonly runs: Pick<Runs, "ensure" | "status">;
  readonly clock: Clock;
  readonly settings: Pick<ClaimSettings, "lease" | "perEnvironment">;
  readonly log: Log;
}

export interface Swept {
  /** Their run goes on, or an invocation still works on them. */
  readonly attended: number;
  readonly putBack: number;
}

/** Of the queue for any time; videos that wait for a window wait on purpose. */
export interface Waiting {
  /** Counted to 5,000 or a little beyond. */
  readonly waiting: number;
  /** How long the first of them has waited; 0 when none does. */
  readonly oldestWaitingSeconds: number;
}

/** One sweep. @throws the first error, after which the next tick goes on */
export async function sweep(parts: Sweep): Promise<Swept> {
  const { queue, runs, clock, settings, log } = parts;
  const until = clock.nowSeconds() + SWEEP_SECONDS;
  /** Asked once per sweep: a run may hold thousands of videos. */
  const known = new Map<string, Promise<RunStatus>>();
  const statusOf = (mark: string): Promise<RunStatus> => {
    const status = known.get(mark) ?? runs.status(mark);
    known.set(mark, status);
    return status;
  };

  /** Those that stay with their run; the others are back in their queue. */
  async function lookAfter(video: WatchedVideo): Promise<WatchedVideo[]> {
    if (video.run !== undefined && (await statusOf(video.run)) === "running") return [video];
    return (await queue.putBack(video)) ? [] : [video];
  }

  let attended = 0;
  let putBack = 0;
  while (clock.nowSeconds() < until) {
    const found = await queue.unattended(PAGE);
    if (found.length === 0) break;
    const staying = await inGroups(found, lookAfter);
    await queue.attend(staying);
    attended += staying.length;
    putBack += found.length - staying.length;
  }
  if (putBack > 0) log.warn("videos that an ended run left are queued again", { putBack });

  const slots = settings.lease.max * settings.perEnvironment;
  const isLeft = await queue.isLeft("now", clock.nowSeconds() - LEFT_SECONDS);
  if (isLeft && (await queue.inFlight(slots)).managed < slots) await runs.ensure();
  return { attended, putBack };
}

/** Apart from the sweep: that videos wait must be known above all when nothing comes of a sweep. */
export async function waitingNow({
  queue,
  clock,
}: {
  readonly queue: Pick<QueuedVideos, "waiting" | "oldest">;
  readonly clock: Clock;
}): Promise<Waiting> {
  const [waiting, oldest] = await Promise.all([queue.waiting("now", MOST_COUNTED), queue.oldest("now")]);
  return { waiting, oldestWaitingSeconds: oldest === undefined ? 0 : Math.max(0, clock.nowSeconds() - oldest) };
}
