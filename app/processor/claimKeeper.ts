// Keeps an attempt's claim alive while its engine works, and stops the engine in time when the claim cannot be renewed: its
// holder ends first, by a clock that never jumps, before another invocation may begin.
import { type Attempts, CLAIM_MARGIN_SECONDS, CLAIM_SECONDS, type Claim } from "../videos/attempts.ts";
import type { Progress } from "../videos/video.ts";

/** How often the claim is renewed and progress written, in milliseconds. */
export const RENEW_MILLISECONDS = 5_000;

/** How long after its last renewal the holder stops, in milliseconds. */
const HOLD_MILLISECONDS = (CLAIM_SECONDS - CLAIM_MARGIN_SECONDS) * 1000;

/** The abort reason when another run has the attempt. */
export class ClaimLostError extends Error {
  override readonly name = "ClaimLost";
}

/** The abort reason when the claim could not be renewed in time; the workflow tries the attempt again. */
export class ClaimExpiredError extends Error {
  override readonly name = "ClaimExpired";
}

export interface Timers {
  /** Monotonic milliseconds. */
  now(): number;
  /** Calls back once, after that many milliseconds, unless it is cancelled. */
  after(milliseconds: number, callback: () => void): () => void;
}

const systemTimers: Timers = {
  now: () => performance.now(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};

/**
 * Runs `work` under the claim. No renewal is waited for: one that is not answered counts as none.
 * @param since when the claim began, in the timers' milliseconds
 * @param work gets a signal that is aborted when the claim is lost, and reports its progress
 * @throws ClaimLostError, ClaimExpiredError; else what `work` threw
 */
export async function underClaim<T>(
  attempts: Pick<Attempts, "renew">,
  claim: Claim,
  since: number,
  work: (context: { signal: AbortSignal; progress(progress: Progress): void }) => Promise<T>,
  timers: Timers = systemTimers,
): Promise<T> {
  const lost = new AbortController();
  const done = new AbortController();
  const subject = `video ${claim.videoId}, attempt ${claim.attempt}`;
  let latest: Progress | undefined;
  let heldFrom = since;
  let cancelEnd: () => void = () => {};
  let cancelRenewal: () => void = () => {};

  /** The claim is good for its length from `from` on, when a renewal was sent; answers may come in any order. */
  function holdFrom(from: number): void {
    heldFrom = Math.max(heldFrom, from);
    cancelEnd();
    const left = heldFrom + HOLD_MILLISECONDS - timers.now();
    cancelEnd = timers.after(Math.max(0, left), () =>
      lost.abort(new ClaimExpiredError(`${subject}: the claim could not be renewed in time`)),
    );
  }

  async function renew(): Promise<void> {
    scheduleRenewal();
    const sent = timers.now();
    try {
      const isOurs = await attempts.renew(claim, latest, done.signal);
      if (done.signal.aborted || lost.signal.aborted) return;
      if (isOurs) holdFrom(sent);
      else lost.abort(new ClaimLostError(`${subject}: another run has it`));
    } catch {
      // The next renewal is on its way; without any the claim ends by itself.
    }
  }

  function scheduleRenewal(): void {
    cancelRenewal = timers.after(RENEW_MILLISECONDS, () => void renew());
  }

  holdFrom(since);
  scheduleRenewal();
  try {
    return await work({ signal: lost.signal, progress: (progress) => (latest = progress) });
  } catch (error) {
    // However the work put it when it was stopped.
    throw lost.signal.aborted ? lost.signal.reason : error;
  } finally {
    cancelEnd();
    cancelRenewal();
    done.abort();
  }
}
