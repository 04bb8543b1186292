// Sees to it that every video gets to its end. Every write is conditional, so it can run at any time and any number of times.
import type { Log } from "../shared/logger.ts";
import type { BatchRuns } from "../videos/batchRuns.ts";
import type { VideoRepository } from "../videos/repository.ts";
import type { Attempt } from "../videos/video.ts";
import type { WaitingVideos } from "../videos/waitingVideos.ts";
import { type WorkflowRuns, workflowInput } from "../videos/workflowRuns.ts";
import { type Batches, claimChunk, openBatches } from "./batches.ts";
import { dispatcherEvent, executionEnded } from "./dispatcherEvent.ts";
import { failureOf } from "./failures.ts";
import { sweep } from "./sweep.ts";

export interface Dispatcher extends Batches {
  readonly videos: VideoRepository;
  readonly waiting: WaitingVideos;
  readonly runs: WorkflowRuns;
  readonly batches: BatchRuns;
  readonly log: Log;
}

export const createDispatcher = (parts: Dispatcher) => {
  const { videos, log } = parts;

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

  /** Both parts, whatever becomes of the other. */
  async function tick() {
    const [swept, opened] = await Promise.allSettled([sweep(parts), openBatches(parts)]);
    if (swept.status === "fulfilled" && opened.status === "fulfilled") return { ...swept.value, batches: opened.value };
    const errors = [swept, opened].flatMap((part) => (part.status === "rejected" ? [part.reason] : []));
    throw new AggregateError(
      errors,
      errors.map((error) => (error instanceof Error ? error.message : error)).join("; "),
    );
  }

  return async (event: unknown) => {
    const ended = executionEnded.safeParse(event);
    if (ended.success) {
      const { status, input, error } = ended.data.detail;
      const given = workflowInput.safeParse(input ? JSON.parse(input) : undefined);
      // A batch's run names no videos: the sweep puts back what it left.
      return given.success ? fail(given.data.videos, error ?? status) : { failed: 0 };
    }
    const request = dispatcherEvent.parse(event);
    switch (request.action) {
      case "sweep":
        return tick();
      case "fail":
        return fail(request.videos, request.error.Error);
      case "claim":
        return claimChunk(parts, request);
    }
  };
};
