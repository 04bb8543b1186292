// Videos that wait for a batch window: claimed in chunks by a batch run, put back when it leaves them unfinished.
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { Clock } from "../shared/clock.ts";
import { createConditionalUpdate } from "./conditionalUpdate.ts";
import { CHECK_AFTER_SECONDS } from "./repository.ts";
import { toVideo, WAITING, WATCHED } from "./table.ts";
import type { Attempt } from "./video.ts";
import { watchedVideos } from "./watchedVideos.ts";

export interface WaitingVideos {
  /** Whether any video waits for a batch window. */
  isAny(): Promise<boolean>;
  /**
   * Up to `limit` videos for a batch run: first those that it claimed before and that nobody works on (an answer that got
   * lost), then those that have waited the longest. One conditional update each, so no two runs get the same.
   */
  claim(batch: string, limit: number): Promise<Attempt[]>;
  /** A video that its batch left unfinished waits for the next window; false while somebody works on it. */
  putBack(attempt: Attempt, batch: string): Promise<boolean>;
}

/** Conditional updates sent at once. */
const AT_ONCE = 25;

const MAX_LOOKS = 3;

/** Applies `work` to all, some at once, and joins what it gives. */
async function inGroups<T, R>(all: readonly T[], work: (one: T) => Promise<R[]>): Promise<R[]> {
  const results: R[] = [];
  for (let from = 0; from < all.length; from += AT_ONCE) {
    results.push(...(await Promise.all(all.slice(from, from + AT_ONCE).map(work))).flat());
  }
  return results;
}

export function createWaitingVideos(
  client: DynamoDBDocumentClient,
  { tableName, clock }: { tableName: string; clock: Clock },
): WaitingVideos {
  const update = createConditionalUpdate(client, { tableName, clock });

  const watched = (watch: typeof WATCHED | typeof WAITING, limit: number, batch?: string) =>
    watchedVideos(client, {
      tableName,
      watch,
      limit,
      // What a batch has claimed counts whenever somebody is to look after it.
      until: batch ? Number.MAX_SAFE_INTEGER : clock.nowSeconds(),
      ...(batch && { batch }),
    });

  return {
    async isAny() {
      return (await watched(WAITING, 1)).length > 0;
    },

    async claim(batch, limit) {
      const now = clock.nowSeconds();
      const isFree = "(#status = :queued OR (#status = :processing AND claimedUntil < :now))";
      const free = { ":queued": "queued", ":processing": "processing", ":now": now };
      const take = async (item: Record<string, unknown>, only: string, values: Record<string, unknown>) => {
        const { id: videoId, attempt } = toVideo(item);
        const set = { batchRun: batch, watch: WATCHED, checkAt: now + CHECK_AFTER_SECONDS };
        const change = { set, visible: false, only: `#attempt = :attempt AND ${only}` };
        const video = await update(videoId, { ...change, values: { ":attempt": attempt, ...values } });
        return video ? [{ videoId, attempt }] : [];
      };
      const mine = await watched(WATCHED, limit, batch);
      const again = await inGroups(mine, (item) =>
        take(item, `batchRun = :mine AND ${isFree}`, { ":mine": batch, ...free }),
      );
      if (again.length >= limit) return again;
      // The index may still show what another run has just taken; then look again, a few times.
      for (let look = 0; look < MAX_LOOKS; look += 1) {
        const waiting = await watched(WAITING, limit - again.length);
        const claimed = await inGroups(waiting, (item) =>
          take(item, `${isFree} AND watch = :waiting`, { ...free, ":waiting": WAITING }),
        );
        if (claimed.length > 0 || waiting.length === 0) return [...again, ...claimed];
      }
      return again;
    },

    async putBack({ videoId, attempt }, batch) {
      const now = clock.nowSeconds();
      const back = await update(videoId, {
        set: { status: "queued", watch: WAITING, checkAt: now },
        remove: ["batchRun", "claimedBy", "claimedUntil", "progress"],
        only:
          "#attempt = :attempt AND batchRun = :batch AND " +
          "(#status = :queued OR (#status = :processing AND claimedUntil < :now))",
        values: { ":attempt": attempt, ":batch": batch, ":queued": "queued", ":processing": "processing", ":now": now },
      });
      return back !== undefined;
    },
  };
}
