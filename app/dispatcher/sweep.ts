// Looks after videos in flight that nothing has moved for a while: starts runs that nobody started, fails attempts whose run
// ended without ending them, and puts back what a batch left unfinished.
import type { Log } from "../shared/logger.ts";
import type { BatchRuns } from "../videos/batchRuns.ts";
import type { RunStatus } from "../videos/executions.ts";
import type { Unattended, VideoRepository } from "../videos/repository.ts";
import type { WaitingVideos } from "../videos/waitingVideos.ts";
import type { WorkflowRuns } from "../videos/workflowRuns.ts";
import { failureOf } from "./failures.ts";

/** Videos looked after in one sweep; the next tick takes the next ones. */
const SWEEP_LIMIT = 100;

/** At most this many at once, so that a sweep stays within its time and Step Functions' request rate. */
const AT_ONCE = 10;

/** How soon a video whose run goes on is looked at again. */
const RECHECK_SECONDS = 60;

type Found = "running" | "started" | "failed" | "putBack";

export interface Sweep {
  readonly videos: Pick<VideoRepository, "unattended" | "attend" | "fail">;
  readonly waiting: Pick<WaitingVideos, "putBack">;
  readonly runs: WorkflowRuns;
  readonly batches: Pick<BatchRuns, "status">;
  readonly log: Log;
}

/** One sweep; @throws AggregateError after all were tried, if any failed */
export async function sweep({ videos, waiting, runs, batches, log }: Sweep): Promise<Record<Found, number>> {
  /** Asked once per sweep: a batch may have hundreds of videos in flight. */
  const known = new Map<string, Promise<RunStatus>>();
  const statusOf = (batch: string): Promise<RunStatus> => {
    const status = known.get(batch) ?? batches.status(batch);
    known.set(batch, status);
    return status;
  };

  async function lookAfter({ video, batch }: Unattended): Promise<Found> {
    const { status } = video;
    const attempt = { videoId: video.id, attempt: video.attempt };
    const run = batch ? await statusOf(batch) : await runs.status(attempt);
    if (run === "running") {
      await videos.attend(attempt, RECHECK_SECONDS);
      return "running";
    }
    if (batch) {
      if (await waiting.putBack(attempt, batch)) {
        log.warn("left by its batch; waits for the next window", attempt);
        return "putBack";
      }
      await videos.attend(attempt, RECHECK_SECONDS); // somebody still works on it
      return "running";
    }
    if (run === "none" && status === "queued") {
      await runs.start(attempt);
      await videos.attend(attempt, RECHECK_SECONDS);
      log.warn("workflow started by the dispatcher", attempt);
      return "started";
    }
    if (await videos.fail(attempt, failureOf("PROCESSING_FAILED"))) {
      log.warn("attempt failed by the dispatcher", { ...attempt, run });
    }
    return "failed";
  }

  const unattended = await videos.unattended(SWEEP_LIMIT);
  const counts = { running: 0, started: 0, failed: 0, putBack: 0 };
  const errors: unknown[] = [];
  for (let from = 0; from < unattended.length; from += AT_ONCE) {
    const group = unattended.slice(from, from + AT_ONCE);
    const results = await Promise.allSettled(group.map(lookAfter));
    for (const [index, result] of results.entries()) {
      if (result.status === "fulfilled") {
        counts[result.value] += 1;
        continue;
      }
      errors.push(result.reason);
      // To the back of the queue, so that those that fail for good do not starve the rest.
      const video = group[index]?.video;
      if (video) await videos.attend({ videoId: video.id, attempt: video.attempt }, RECHECK_SECONDS).catch(() => {});
    }
  }
  // Thrown, not swallowed: the schedule's retry and dead-letter queue are for this.
  if (errors.length > 0) throw new AggregateError(errors, `sweep: ${errors.map(String).join("; ")}`);
  return counts;
}
