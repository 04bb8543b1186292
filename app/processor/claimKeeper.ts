// Keeps an attempt's claim alive while its engine works, and stops the engine when the claim is lost.
import { setTimeout as sleep } from "node:timers/promises";
import type { Claim, VideoRepository } from "../videos/repository.ts";
import type { Progress } from "../videos/video.ts";

/** How often the claim is renewed and progress written, in milliseconds; well within CLAIM_SECONDS. */
export const RENEW_MILLISECONDS = 2_000;

/** The abort reason when somebody else has ended or taken over the attempt. */
export class ClaimLostError extends Error {
  override readonly name = "ClaimLost";
}

/**
 * Runs `work` under the claim. Nothing is left running when it returns or throws.
 * @param work gets a signal that is aborted when the claim is lost, and reports its progress
 * @param pause waits between two renewals, until the signal is aborted
 * @throws ClaimLostError when the claim was lost; else what `work` threw
 */
export async function underClaim<T>(
  videos: Pick<VideoRepository, "renew">,
  claim: Claim,
  work: (context: { signal: AbortSignal; progress(progress: Progress): void }) => Promise<T>,
  pause: (signal: AbortSignal) => Promise<unknown> = (signal) => sleep(RENEW_MILLISECONDS, undefined, { signal }),
): Promise<T> {
  const lost = new AbortController();
  const done = new AbortController();
  let latest: Progress | undefined;

  async function keep(): Promise<void> {
    while (!done.signal.aborted) {
      try {
        await pause(done.signal);
      } catch {
        return; // the work is done
      }
      try {
        if (await videos.renew(claim, latest)) continue;
      } catch {
        continue; // a renewal that failed is tried again in two seconds; the claim outlives several of them
      }
      lost.abort(new ClaimLostError(`video ${claim.videoId}, attempt ${claim.attempt}: the claim was lost`));
      return;
    }
  }

  const keeping = keep();
  try {
    return await work({ signal: lost.signal, progress: (progress) => (latest = progress) });
  } catch (error) {
    // However the work put it when it was stopped.
    throw lost.signal.aborted ? lost.signal.reason : error;
  } finally {
    done.abort();
    await keeping;
  }
}
