// Ended videos with objects that none of them lists: of an attempt that failed, or of attempts before the last one.
import { type DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";
import type { Clock } from "../shared/clock.ts";
import { createConditionalUpdate, type StoredVideo } from "./conditionalUpdate.ts";
import { resting } from "./ending.ts";
import { WATCH } from "./table.ts";
import { type WatchedVideo, watchedVideos } from "./watchedVideos.ts";

export interface Leftovers {
  /** Those that may have some now, the earliest first. */
  due(limit: number): Promise<WatchedVideo[]>;
  /** One of them as it has ended; undefined when it has moved on. */
  ended(id: string): Promise<StoredVideo | undefined>;
  /** They are gone: it is looked at once more when none can come any more, and rests then. */
  gone(video: StoredVideo): Promise<void>;
}

export function createLeftovers(
  client: DynamoDBDocumentClient,
  { tableName, clock }: { tableName: string; clock: Clock },
): Leftovers {
  const update = createConditionalUpdate(client, { tableName, clock });
  return {
    due: (limit) => watchedVideos({ client, tableName }, { watch: WATCH.leftovers, until: clock.nowSeconds(), limit }),

    async ended(id) {
      const get = new GetCommand({ TableName: tableName, Key: { id }, ConsistentRead: true });
      const { Item: item } = await client.send(get);
      return item?.watch === WATCH.leftovers ? (item as StoredVideo) : undefined;
    },

    async gone({ id, attempt, lateUntil, keptUntil }) {
      const isLater = Number(lateUntil) > clock.nowSeconds();
      const set = isLater ? { checkAt: lateUntil } : resting(keptUntil as number | undefined);
      const remove = ["watch", "checkAt", "lateUntil", "keptUntil"].filter((name) => !(name in set));
      await update(id, {
        set,
        remove: isLater ? [] : remove,
        visible: false,
        only: "watch = :leftovers AND #attempt = :attempt",
        values: { ":leftovers": WATCH.leftovers, ":attempt": attempt },
      });
    },
  };
}
