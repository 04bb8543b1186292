// The queues of videos, as runs and the sweep see them: who waits, what a run claims, and what goes back.
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { RELEASED } from "./attempts.ts";
import { createConditionalUpdate } from "./conditionalUpdate.ts";
import { ending, type Retention } from "./ending.ts";
import { isOverflowMark } from "./runs.ts";
import { type Queue, WATCH, watchOf } from "./table.ts";
import type { Attempt, Failure } from "./video.ts";
import { countWatched, type WatchedVideo, watchedVideos } from "./watchedVideos.ts";

/** When the sweep looks after a claimed video, in seconds: the end of its run is told by an event long before. */
export const CHECK_AFTER_SECONDS = 300;

/** Conditional updates sent at once. */
const AT_ONCE = 25;

/** The index may still show what another run has just taken; then a claim looks again. */
const LOOKS = 3;

/** How many of those last claimed are looked at for a take-over. */
const LATEST = 200;

/** After the nth miss a video waits so long, doubling, before a run may claim it again: 30 s to 8 min. */
const MISS_SECONDS = 30;
const MAX_MISSES = 6;

/** A claim carries its run's mark; see runs.ts. */
export interface QueuedVideos {
  /** How many wait in the queue, counted to `most`. */
  waiting(queue: Queue, most: number): Promise<number>;
  /** When the one that has waited for the longest began to, in seconds since the epoch; undefined when none waits. */
  oldest(queue: Queue): Promise<number | undefined>;
  /** Whether one has waited for a run since before that instant (seconds since the epoch). */
  isLeft(queue: Queue, before: number): Promise<boolean>;
  /** Claimed by runs and not ended: on managed instances or meant for them, and on overflow; each counted to `most`. */
  inFlight(most: number): Promise<{ managed: number; overflow: number }>;
  /**
   * Up to `limit` videos that the run claimed before and that are not worked on: left for lack of room, or an answer got
   * lost. `held` says how many it holds in all, worked on or not.
   */
  reclaim(mark: string, limit: number): Promise<{ taken: Attempt[]; held: number }>;
  /** Up to `limit` videos of those that have waited the longest. One conditional update each, so that no two runs get the same. */
  claim(queue: Queue, mark: string, limit: number): Promise<Attempt[]>;
  /** Up to `limit` videos of a queue that runs have claimed for managed instances and not begun, those last claimed first. */
  takeOver(queue: Queue, mark: string, limit: number): Promise<Attempt[]>;
  /**
   * An attempt that could not be run through no fault of its own waits again, a while longer each time; in the end it fails.
   * Nothing happens while an invocation may be working on it: one that has given its claim back is not.
   */
  missed(attempt: Attempt, failure: Failure): Promise<"waits" | "failed" | "untouched">;
  /** Gives a claimed video back to its queue; false while an invocation works on it, or when it has ended. */
  putBack(video: WatchedVideo, seen?: string): Promise<boolean>;
  /** Claimed videos whose time to be looked after has come, the earliest first. */
  unattended(limit: number): Promise<WatchedVideo[]>;
  /** All claims of a run. */
  claimsOf(mark: string): Promise<WatchedVideo[]>;
  /** They are looked after again CHECK_AFTER_SECONDS later. */
  attend(videos: readonly WatchedVideo[]): Promise<void>;
}

/** Applies `work` to all, some at once, and joins what it gives. */
export async function inGroups<T, R>(all: readonly T[], work: (one: T) => Promise<R[]>): Promise<R[]> {
  const results: R[] = [];
  for (let from = 0; from < all.length; from += AT_ONCE) {
    results.push(...(await Promise.all(all.slice(from, from + AT_ONCE).map(work))).flat());
  }
  return results;
}

export function createQueuedVideos(
  client: DynamoDBDocumentClient,
  options: Retention & { tableName: string },
): QueuedVideos {
  const { tableName, clock } = options;
  const update = createConditionalUpdate(client, { tableName, clock });
  const index = { client, tableName };

  /** Not worked on: `claimedUntil` is a hint here; whoever begins makes sure. */
  const free = () => ({
    only: "(#status = :queued OR (#status = :processing AND claimedUntil < :now))",
    values: { ":queued": "queued", ":processing": "processing", ":now": clock.nowSeconds() },
  });

  /** Claims one for `mark` if it is still as `only` says. */
  async function take({ id, attempt }: WatchedVideo, mark: string, only: string, values: Record<string, unknown>) {
    const now = clock.now();
    const { only: isFree, values: given } = free();
    const taken = await update(id, {
      set: {
        run: mark,
        watch: WATCH.inFlight,
        checkAt: clock.nowSeconds() + CHECK_AFTER_SECONDS,
        waitingFor: { what: isOverflowMark(mark) ? "run" : "capacity", since: now.toISOString() },
      },
      visible: false,
      only: `#attempt = :attempted AND ${isFree} AND ${only}`,
      values: { ":attempted": attempt, ...given, ...values },
    });
    return taken ? [{ videoId: id, attempt }] : [];
  }

  return {
    waiting: (queue, most) => countWatched(index, { watch: watchOf(queue) }, most).then(({ all }) => all),

    async oldest(queue) {
      const [first] = await watchedVideos(index, { watch: watchOf(queue), limit: 1 });
      return first?.checkAt;
    },

    async isLeft(queue, before) {
      const [first] = await watchedVideos(index, { watch: watchOf(queue), until: before, limit: 1 });
      return first !== undefined;
    },

    async inFlight(most) {
      const { all, overflow } = await countWatched(index, { watch: WATCH.inFlight }, most);
      return { managed: all - overflow, overflow };
    },

    async reclaim(mark, limit) {
      const mine = await watchedVideos(index, { watch: WATCH.inFlight, run: mark, limit });
      const taken = await inGroups(mine, (video) => take(video, mark, "run = :mine", { ":mine": mark }));
      return { taken, held: mine.length };
    },

    async claim(queue, mark, limit) {
      const watch = watchOf(queue);
      for (let look = 0; look < LOOKS; look += 1) {
        const waiting = await watchedVideos(index, { watch, until: clock.nowSeconds(), limit });
        const claimed = await inGroups(waiting, (video) => take(video, mark, "watch = :watch", { ":watch": watch }));
        if (claimed.length > 0 || waiting.length === 0) return claimed;
      }
      return [];
    },

    async takeOver(queue, mark, limit) {
      const latest = await watchedVideos(index, { watch: WATCH.inFlight, limit: LATEST, latestFirst: true });
      const others = latest.filter((video) => video.queue === queue && !isOverflowMark(video.run ?? mark));
      const taken: Attempt[] = [];
      // Most of them may have begun, which the index does not show.
      while (others.length > 0 && taken.length < limit) {
        const next = others.splice(0, limit - taken.length);
        const condition = "run = :theirs AND attribute_not_exists(claimedBy)";
        taken.push(...(await inGroups(next, (video) => take(video, mark, condition, { ":theirs": video.run }))));
      }
      return taken;
    },

    async missed({ videoId, attempt }, failure) {
      const only =
        "#attempt = :attempt AND ((#status = :queued AND attribute_not_exists(claimedBy)) OR " +
        "(#status IN (:queued, :processing) AND claimedUntil = :released))";
      const values = {
        ":attempt": attempt,
        ":queued": "queued",
        ":processing": "processing",
        ":released": RELEASED,
      };
      const counted = await update(videoId, { set: {}, increment: ["misses"], visible: false, only, values });
      if (!counted) return "untouched";
      const { misses, queue } = counted as unknown as { misses: number; queue: Queue };
      if (misses >= MAX_MISSES) {
        const failed = await update(videoId, {
          ...ending({ failure }, options, true),
          only,
          values,
        });
        return failed ? "failed" : "untouched";
      }
      const checkAt = clock.nowSeconds() + MISS_SECONDS * 2 ** (misses - 1);
      const waits = await update(videoId, {
        set: { status: "queued", watch: watchOf(queue), checkAt, waitingFor: waitingFor(queue, failure.message) },
        // Nobody holds it, and how often it has begun is counted anew: what bounds it are its misses.
        remove: ["run", "claimedBy", "claimedUntil", "begun", "progress", "ranOn"],
        only,
        values,
      });
      return waits ? "waits" : "untouched";
    },

    async putBack({ id, attempt, queue, run }, seen) {
      const { only, values } = free();
      const back = await update(id, {
        set: {
          status: "queued",
          watch: watchOf(queue),
          checkAt: clock.nowSeconds(),
          waitingFor: waitingFor(queue, seen),
        },
        remove: ["run", "progress", "ranOn"],
        only: `#attempt = :attempt AND run = :run AND ${only}`,
        values: { ":attempt": attempt, ":run": run, ...values },
      });
      return back !== undefined;
    },

    unattended: (limit) => watchedVideos(index, { watch: WATCH.inFlight, until: clock.nowSeconds(), limit }),

    claimsOf: (mark) => watchedVideos(index, { watch: WATCH.inFlight, run: mark, limit: Number.POSITIVE_INFINITY }),

    async attend(videos) {
      const checkAt = clock.nowSeconds() + CHECK_AFTER_SECONDS;
      await inGroups(videos, async ({ id, attempt, run }) => {
        await update(id, {
          set: { checkAt },
          visible: false,
          only: "#attempt = :attempt AND run = :run AND #status IN (:queued, :processing)",
          values: { ":attempt": attempt, ":run": run, ":queued": "queued", ":processing": "processing" },
        });
        return [];
      });
    },
  };

  function waitingFor(queue: Queue, seen?: string) {
    const what = seen ? "capacity" : queue === "now" ? "run" : "window";
    return { what, since: clock.now().toISOString(), ...(seen && { seen }) };
  }
}
