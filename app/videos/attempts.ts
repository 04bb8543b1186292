// What an invocation does to the attempt that it works on: begin, renew, complete, fail. A claim ends for its own holder
// before another one may begin, whatever their clocks say.
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { type Change, createConditionalUpdate, type StoredVideo } from "./conditionalUpdate.ts";
import { ending, type Retention } from "./ending.ts";
import { VideoInProgressError } from "./errors.ts";
import { toVideo } from "./table.ts";
import type { Attempt, Failure, Output, ProcessingResult, Progress, RanOn, Video } from "./video.ts";

/**
 * How long a claim lasts after its last renewal, in seconds. Its holder stops CLAIM_MARGIN_SECONDS earlier by its own
 * monotonic clock; another invocation begins only after it has seen the claim unchanged for all of them by its own.
 */
export const CLAIM_SECONDS = 20;
export const CLAIM_MARGIN_SECONDS = 4;

/** How often an attempt may begin: a video that takes its machine down each time ends as failed. */
export const MAX_BEGINNINGS = 5;

/** `claimedUntil` of a claim that its holder has given back. */
export const RELEASED = 0;

const LOST_TOO_OFTEN: Failure = { code: "WORKER_LOST", message: "The machine that processed the video was lost." };

/** Who works on an attempt: proof for every later write. */
export interface Claim extends Attempt {
  /** Unique to the invocation. */
  readonly claimedBy: string;
}

/** What an attempt found when it wanted to begin. */
export type Begun =
  | {
      readonly claimed: true;
      readonly video: Video;
      /** Monotonic milliseconds, from before the claim was written: its length counts from there. */
      readonly since: number;
    }
  /** What the video is instead; undefined when it was deleted. */
  | { readonly claimed: false; readonly video: Video | undefined };

export interface Beginning extends Claim {
  /** The mark of the run that handed it out; an item that another run has claimed since is not begun. */
  readonly run: string;
  readonly ranOn: RanOn;
  /** How long it may wait to see whether an earlier holder is still alive, in milliseconds. */
  readonly patienceMilliseconds: number;
}

export interface Attempts {
  /**
   * queued → processing, or takes over an attempt whose holder has fallen silent. `claimed` is false when the attempt has
   * ended, or is another run's by now.
   * @throws VideoInProgressError while another holder may be alive
   */
  begin(beginning: Beginning): Promise<Begun>;
  /** Says that the holder is alive and how far it is; false when the claim is lost. */
  renew(claim: Claim, progress: Progress | undefined, signal?: AbortSignal): Promise<boolean>;
  /** Gives the claim back once the engine has stopped: the next run of the attempt need not see it fall silent. */
  release(claim: Claim): Promise<void>;
  /** processing → completed; false when the claim is lost. */
  complete(claim: Claim, result: ProcessingResult, outputs?: readonly Output[]): Promise<boolean>;
  /** processing → failed; false when the claim is lost. */
  fail(claim: Claim, failure: Failure): Promise<boolean>;
}

/** @param options.monotonic milliseconds that never go back */
export function createAttempts(
  client: DynamoDBDocumentClient,
  options: Retention & { tableName: string; monotonic?: () => number },
): Attempts {
  const { tableName, clock, monotonic = () => performance.now() } = options;
  const update = createConditionalUpdate(client, { tableName, clock });

  const owned = ({ attempt, claimedBy }: Claim) => ({
    only: "#status = :processing AND #attempt = :attempt AND claimedBy = :owner",
    values: { ":processing": "processing", ":attempt": attempt, ":owner": claimedBy },
  });

  async function stored(id: string): Promise<StoredVideo | undefined> {
    const { Item: item } = await client.send(
      new GetCommand({ TableName: tableName, Key: { id }, ConsistentRead: true }),
    );
    return item?.status === undefined ? undefined : (item as StoredVideo);
  }

  /** `beat` changes with every write of a holder: who sees it unchanged knows that none came. */
  const alive = () => ({ claimedUntil: clock.nowSeconds() + CLAIM_SECONDS });

  async function take({ videoId, attempt, claimedBy, run, ranOn }: Beginning, from?: StoredVideo) {
    const unclaimed = "#status = :queued AND attribute_not_exists(claimedBy)";
    const unchanged = "#status IN (:queued, :processing) AND claimedBy = :silent AND beat = :beat";
    const change: Change = {
      set: { status: "processing", claimedBy, ranOn, ...alive() },
      increment: ["beat", "begun"],
      remove: ["waitingFor"],
      only: `#attempt = :attempt AND run = :run AND ${from ? unchanged : unclaimed}`,
      values: {
        ":attempt": attempt,
        ":run": run,
        ":queued": "queued",
        ...(from && { ":processing": "processing", ":silent": from.claimedBy, ":beat": from.beat }),
      },
    };
    return update(videoId, change);
  }

  async function endLost({ videoId, attempt }: Beginning, from: StoredVideo): Promise<boolean> {
    const change = {
      ...ending({ failure: LOST_TOO_OFTEN }, options, true),
      only: "#attempt = :attempt AND #status IN (:queued, :processing) AND claimedBy = :silent AND beat = :beat",
      values: {
        ":attempt": attempt,
        ":queued": "queued",
        ":processing": "processing",
        ":silent": from.claimedBy,
        ":beat": from.beat,
      },
    };
    return (await update(videoId, change)) !== undefined;
  }

  return {
    async begin(beginning) {
      const { videoId, attempt, run, patienceMilliseconds } = beginning;
      const first = monotonic();
      const begun = await take(beginning);
      if (begun) return { claimed: true, video: toVideo(begun), since: first };

      const current = await stored(videoId);
      // The answer to a first try may have been lost.
      if (current?.claimedBy === beginning.claimedBy) return { claimed: true, video: toVideo(current), since: first };
      const isMine = current?.attempt === attempt && current.run === run;
      const isOpen = current?.status === "queued" || current?.status === "processing";
      if (!current || !isMine || !isOpen || current.claimedBy === undefined) {
        return { claimed: false, video: current && toVideo(current) };
      }

      const busy = (why: string) =>
        new VideoInProgressError(`video ${videoId}, attempt ${attempt}: another invocation ${why}`);
      if (current.claimedUntil !== RELEASED) {
        // Only a hint: what decides is whether the claim stays unchanged for its whole length while it is watched from here.
        if (Number(current.claimedUntil) >= clock.nowSeconds()) throw busy("is working on it");
        if (patienceMilliseconds < CLAIM_SECONDS * 1000)
          throw busy("may be working on it, and there is no time to see");
        await clock.sleep(CLAIM_SECONDS * 1000);
      }
      if (Number(current.begun) >= MAX_BEGINNINGS) {
        if (!(await endLost(beginning, current))) throw busy("has moved it");
        const ended = await stored(videoId);
        return { claimed: false, video: ended && toVideo(ended) };
      }
      const since = monotonic();
      const taken = await take(beginning, current);
      if (!taken) throw busy("has moved it");
      return { claimed: true, video: toVideo(taken), since };
    },

    async renew(claim, progress, signal) {
      const change: Change = {
        set: { ...alive(), ...(progress && { progress }) },
        increment: ["beat"],
        visible: progress !== undefined,
        ...owned(claim),
      };
      return (await update(claim.videoId, change, signal)) !== undefined;
    },

    async release(claim) {
      await update(claim.videoId, {
        set: { claimedUntil: RELEASED },
        increment: ["beat"],
        visible: false,
        ...owned(claim),
      });
    },

    async complete(claim, result, outputs) {
      const end = ending({ result, outputs }, options, claim.attempt > 1);
      return (await update(claim.videoId, { ...end, ...owned(claim) })) !== undefined;
    },

    async fail(claim, failure) {
      return (await update(claim.videoId, { ...ending({ failure }, options, true), ...owned(claim) })) !== undefined;
    },
  };
}
