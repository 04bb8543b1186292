// One attempt at one video: claim it, run the engine, record the end. Safe to run any number of times for one attempt.
import type { Work } from "../media/work.ts";
import type { Clock } from "../shared/clock.ts";
import type { Log } from "../shared/logger.ts";
import type { Attempts, Claim } from "../videos/attempts.ts";
import type { Attempt, Failure, ProcessingResult, RanOn } from "../videos/video.ts";
import { ClaimExpiredError, ClaimLostError, type Timers, underClaim } from "./claimKeeper.ts";
import { type Engine, type EngineContext, EngineError, RetryableError } from "./engines/engine.ts";
import type { ProcessorEvent } from "./processorEvent.ts";

/**
 * `superseded`: the attempt had ended, or is another run's by now; `late`: it could have ended after its window. In both
 * cases nothing was done here.
 */
export type Outcome = "completed" | "failed" | "superseded" | "late";

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
  readonly attempts: Attempts;
  readonly engine: Engine;
  /** Of the bucket in which uploaded sources are. @default there is none */
  readonly work?: Pick<Work, "markProcessed">;
  readonly clock: Clock;
  readonly log: Log;
  /** Where this function runs. */
  readonly ranOn: RanOn;
  /** Told for how long the engine worked, in seconds, however that ended. */
  readonly worked?: (seconds: number) => void;
  /** @default the system's */
  readonly timers?: Timers;
}

/**
 * @param claimedBy unique to this invocation
 * @param remainingMilliseconds how long it may still take, the end of the attempt already kept back
 * @throws VideoInProgressError while another invocation may be working on the attempt
 */
export async function processVideo(
  { attempts, engine, work, clock, log, ranOn, worked, timers }: Processing,
  { videoId, attempt: number, run, endBy }: ProcessorEvent,
  { claimedBy, remainingMilliseconds }: { claimedBy: string; remainingMilliseconds: () => number },
): Promise<Processed> {
  const attempt: Attempt = { videoId, attempt: number };
  const claim: Claim = { ...attempt, claimedBy };
  const ended = (outcome: Outcome): Processed => {
    log.info("attempt ended", { ...attempt, run, requestId: claimedBy, outcome });
    return { ...attempt, outcome };
  };

  const patienceMilliseconds = remainingMilliseconds();
  if (endBy !== undefined && clock.nowSeconds() + patienceMilliseconds / 1000 > endBy) return ended("late");
  const begun = await attempts.begin({ ...claim, run, ranOn, patienceMilliseconds });
  if (!begun.claimed) {
    const { video } = begun;
    const isThisOne = video?.attempt === number;
    const status = video?.status;
    return ended(isThisOne && (status === "completed" || status === "failed") ? status : "superseded");
  }
  const { video, since } = begun;

  const deadline = new AbortController();
  const timer = setTimeout(
    () => deadline.abort(new OutOfTimeError(`video ${videoId}: out of time`)),
    Math.max(0, remainingMilliseconds()),
  );
  const began = clock.now().getTime();
  let result: ProcessingResult;
  try {
    const context = ({ signal, progress }: Pick<EngineContext, "signal" | "progress">) =>
      engine.process(video, { signal: AbortSignal.any([signal, deadline.signal]), progress });
    result = await underClaim(attempts, claim, since, context, timers);
  } catch (error) {
    if (error instanceof ClaimLostError) return ended("superseded");
    const failure = failureOf(error);
    if (!failure) {
      // Best effort: without it the next run waits until the claim has fallen silent.
      if (!(error instanceof ClaimExpiredError)) {
        await attempts
          .release(claim)
          .catch((cause) => log.warn("a claim was not given back", { ...attempt, error: cause }));
      }
      throw error;
    }
    if (!(await attempts.fail(claim, failure))) return ended("superseded");
    log.error("attempt failed", { ...attempt, run, requestId: claimedBy, code: failure.code, error });
    return ended("failed");
  } finally {
    worked?.((clock.now().getTime() - began) / 1000);
    clearTimeout(timer); // an engine that was in time stays so, however long the write below takes
  }
  const { outputs, ...rest } = result;
  if (!(await attempts.complete(claim, rest, outputs))) return ended("superseded");
  // Its lifecycle may wait: a source that is not marked is only kept for longer.
  if (video.sourceUrl === undefined) {
    await work?.markProcessed(videoId).catch((error) => log.warn("a source was not marked", { ...attempt, error }));
  }
  return ended("completed");

  /** What an engine's error means to the client; undefined for one that a retry may get over. */
  function failureOf(error: unknown): Failure | undefined {
    if (error instanceof EngineError) return { code: error.code, message: error.message };
    if (deadline.signal.aborted) return OUT_OF_TIME; // however the engine put it when it was stopped
    const isOurs = error instanceof ClaimExpiredError || error instanceof RetryableError;
    const isPassing = isOurs || (error instanceof Error && "$metadata" in error);
    return isPassing ? undefined : ENGINE_FAILED;
  }
}
