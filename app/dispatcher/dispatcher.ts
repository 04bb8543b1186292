// Sees to it that every video in flight gets to its end: starts runs that nobody started, and fails attempts whose run
// has ended without ending them. Every write is conditional, so it can run at any time and any number of times.
import type { Log } from "../shared/logger.ts";
import type { VideoRepository } from "../videos/repository.ts";
import type { Attempt, Video } from "../videos/video.ts";
import { type WorkflowRuns, workflowInput } from "../videos/workflowRuns.ts";
import { dispatcherEvent, executionEnded } from "./dispatcherEvent.ts";
import { failureOf } from "./failures.ts";

/** Videos looked after in one sweep; the next tick takes the next ones. */
const SWEEP_LIMIT = 100;

/** At most this many at once, so that a sweep stays within its time and Step Functions' request rate. */
const AT_ONCE = 10;

/** How soon a video whose run goes on is looked at again. */
const RECHECK_SECONDS = 60;

export interface Dispatcher {
  videos: VideoRepository;
  runs: WorkflowRuns;
  log: Log;
}

export const createDispatcher = ({ videos, runs, log }: Dispatcher) => {
  async function fail(attempts: readonly Attempt[], error: string) {
    const results = await Promise.allSettled(
      attempts.map(async (attempt) => {
        const changed = await videos.fail(attempt, failureOf(error));
        if (changed) log.warn("attempt failed by the dispatcher", { ...attempt, error });
        return changed;
      }),
    );
    const errors = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
    if (errors.length > 0) throw new AggregateError(errors, `fail: ${errors.map(String).join("; ")}`);
    return { failed: results.filter((result) => result.status === "fulfilled" && result.value).length };
  }

  async function lookAfter({ id, attempt: number, status }: Video): Promise<"running" | "started" | "failed"> {
    const attempt = { videoId: id, attempt: number };
    const run = await runs.status(attempt);
    if (run === "running") {
      await videos.attend(attempt, RECHECK_SECONDS);
      return "running";
    }
    if (run === "none" && status === "queued") {
      await runs.start(attempt);
      await videos.attend(attempt, RECHECK_SECONDS);
      log.warn("workflow started by the dispatcher", attempt);
      return "started";
    }
    await fail([attempt], "PROCESSING_FAILED");
    return "failed";
  }

  async function sweep() {
    const unattended = await videos.unattended(SWEEP_LIMIT);
    const counts = { running: 0, started: 0, failed: 0 };
    const errors: unknown[] = [];
    for (let from = 0; from < unattended.length; from += AT_ONCE) {
      const batch = unattended.slice(from, from + AT_ONCE);
      const results = await Promise.allSettled(batch.map(lookAfter));
      for (const [index, result] of results.entries()) {
        if (result.status === "fulfilled") {
          counts[result.value] += 1;
          continue;
        }
        errors.push(result.reason);
        // To the back of the queue, so that those that fail for good do not starve the rest.
        const video = batch[index];
        if (video) await videos.attend({ videoId: video.id, attempt: video.attempt }, RECHECK_SECONDS).catch(() => {});
      }
    }
    // Thrown, not swallowed: the schedule's retry and dead-letter queue are for this.
    if (errors.length > 0) throw new AggregateError(errors, `sweep: ${errors.map(String).join("; ")}`);
    return counts;
  }

  return async (event: unknown) => {
    const ended = executionEnded.safeParse(event);
    if (ended.success) {
      const { status, input, error } = ended.data.detail;
      const given = workflowInput.safeParse(input ? JSON.parse(input) : undefined);
      return given.success ? fail(given.data.videos, error ?? status) : { failed: 0 };
    }
    const request = dispatcherEvent.parse(event);
    return request.action === "sweep" ? sweep() : fail(request.videos, request.error.Error);
  };
};
