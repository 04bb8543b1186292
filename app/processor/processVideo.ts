// One attempt at one video: claim it, run the engine, record the end. Safe to run any number of times for one attempt.
import type { Log } from "../shared/logger.ts";
import type { Claim, VideoRepository } from "../videos/repository.ts";
import type { Attempt, Failure } from "../videos/video.ts";
import { ClaimLostError, underClaim } from "./claimKeeper.ts";
import { type Engine, EngineError } from "./engines/engine.ts";

/** `superseded`: the attempt had ended, or another invocation took it over; nothing was done here. */
export type Outcome = "completed" | "failed" | "superseded";

export interface Processed extends Attempt {
  readonly outcome: Outcome;
}

/** The abort reason when the attempt's time is up. */
class OutOfTimeError extends Error {
  override readonly name = "OutOfTime";
}

const OUT_OF_TIME: Failure = { code: "TIMED_OUT", message: "Processing took longer than it may." };
const ENGINE_FAILED: Failure = { code: "ENGINE_FAILED", message: "The video could not be processed." };

export interface Processing {
  readonly videos: VideoRepository;
  readonly engine: Engine;
  readonly log: Log;
}

/**
 * @param claimedBy unique to this invocation
 * @param budgetMilliseconds how long the engine may take; after it the attempt is recorded as failed
 * @throws VideoInProgressError while another invocation works on the attempt
 */
export async function processVideo(
  { videos, engine, log }: Processing,
  attempt: Attempt,
  { claimedBy, budgetMilliseconds }: { claimedBy: string; budgetMilliseconds: number },
): Promise<Processed> {
  const claim: Claim = { ...attempt, claimedBy };
  const ended = (outcome: Outcome): Processed => {
    log.info("attempt ended", { ...attempt, outcome });
    return { ...attempt, outcome };
  };

  const { claimed, video } = await videos.begin(claim);
  if (!claimed) {
    const isThisOne = video?.attempt === attempt.attempt;
    const status = video?.status;
    return ended(isThisOne && (status === "completed" || status === "failed") ? status : "superseded");
  }

  const deadline = new AbortController();
  const timer = setTimeout(
    () => deadline.abort(new OutOfTimeError(`video ${attempt.videoId}: out of time`)),
    Math.max(0, budgetMilliseconds),
  );
  try {
    const result = await underClaim(videos, claim, ({ signal, progress }) =>
      engine.process(video, { signal: AbortSignal.any([signal, deadline.signal]), progress }),
    );
    clearTimeout(timer); // the engine was in time, however long the write below takes
    return ended((await videos.complete(claim, result)) ? "completed" : "superseded");
  } catch (error) {
    if (error instanceof ClaimLostError) return ended("superseded");
    const failure = failureOf(error);
    if (!failure) throw error;
    if (!(await videos.fail(claim, failure))) return ended("superseded");
    log.error("attempt failed", { ...attempt, code: failure.code, error });
    return ended("failed");
  } finally {
    clearTimeout(timer);
  }

  /** What an engine's error means to the client; undefined for one of AWS, which a retry may get over. */
  function failureOf(error: unknown): Failure | undefined {
    if (error instanceof EngineError) return { code: error.code, message: error.message };
    if (deadline.signal.aborted) return OUT_OF_TIME; // however the engine put it when it was stopped
    return error instanceof Error && "$metadata" in error ? undefined : ENGINE_FAILED;
  }
}
