// Sees to it that every video gets to its end. Every write is conditional, so it can run at any time and any number of times.
import type { CapacityView } from "../capacity/capacityView.ts";
import { videoOfSource } from "../media/keys.ts";
import type { Clock } from "../shared/clock.ts";
import type { Log } from "../shared/logger.ts";
import { inGroups, type QueuedVideos } from "../videos/queue.ts";
import { overflowMark, type Runs } from "../videos/runs.ts";
import { type ClaimSettings, claimChunk } from "./claims.ts";
import { dispatcherEvent, executionEnded, objectCreated } from "./dispatcherEvent.ts";
import { failureOf } from "./failures.ts";
import { sweep, waitingNow } from "./sweep.ts";
import { type Media, sourceMayBeThere, sweepMedia } from "./uploads.ts";
import { startWindowRuns } from "./windows.ts";

export interface Dispatcher extends Media {
  readonly queue: QueuedVideos;
  readonly runs: Runs;
  readonly capacity: { view(functionName: string): Promise<CapacityView> };
  readonly clock: Clock;
  readonly settings: ClaimSettings;
  readonly log: Log;
  /** Told what came of each event, also of a tick in which a part failed. */
  readonly told?: (answer: object) => void;
}

export const createDispatcher = (parts: Dispatcher) => {
  const { queue, log, told = () => {} } = parts;

  /** Gives back what a run left that ended badly, with what it saw. */
  async function afterRun(run: string, seen: string | undefined) {
    const left = [...(await queue.claimsOf(run)), ...(await queue.claimsOf(overflowMark(run)))];
    const back = await inGroups(left, async (video) => ((await queue.putBack(video, seen)) ? [video] : []));
    if (left.length > 0)
      log.warn("a run ended badly; its videos are queued again", { run, seen, putBack: back.length });
    return { putBack: back.length };
  }

  /** All parts, whatever becomes of the others. */
  async function tick() {
    const runs = startWindowRuns(parts).then((started) => ({ runs: started }));
    const all = await Promise.allSettled([sweep(parts), waitingNow(parts), sweepMedia(parts), runs]);
    const done: object = Object.assign({}, ...all.map((part) => (part.status === "fulfilled" ? part.value : {})));
    const errors = all.flatMap((part) => (part.status === "rejected" ? [part.reason] : []));
    if (errors.length === 0) return done;
    told(done);
    // Thrown, not swallowed: Lambda's retries and the queue for what failed thrice are for this.
    throw new AggregateError(
      errors,
      errors.map((error) => (error instanceof Error ? error.message : error)).join("; "),
    );
  }

  async function answerTo(event: unknown) {
    const ended = executionEnded.safeParse(event);
    if (ended.success) {
      const { executionArn, status, error, cause } = ended.data.detail;
      return afterRun(executionArn, error === "CapacityUnavailable" ? messageIn(cause) : (error ?? status));
    }
    const created = objectCreated.safeParse(event);
    if (created.success) {
      const id = videoOfSource(created.data.detail.object.key);
      return { became: id === undefined ? "untouched" : await sourceMayBeThere(parts, id) };
    }
    const request = dispatcherEvent.parse(event);
    switch (request.action) {
      case "sweep":
        return tick();
      case "claim":
        return claimChunk(parts, request);
      case "missed": {
        const { videoId, attempt, error } = request;
        const became = await queue.missed({ videoId, attempt }, failureOf(error.Error));
        log.warn("an attempt could not be run", { videoId, attempt, error, became });
        return { became };
      }
    }
  }

  return async (event: unknown) => {
    const answer = await answerTo(event);
    told(answer);
    return answer;
  };
};

/** The message of a function's error as Step Functions hands it on: JSON text with `errorMessage`, or plain text. */
function messageIn(cause: string | null | undefined): string | undefined {
  if (!cause) return undefined;
  try {
    return String((JSON.parse(cause) as { errorMessage?: unknown }).errorMessage ?? cause);
  } catch {
    return cause;
  }
}
