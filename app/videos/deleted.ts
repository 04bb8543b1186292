// Deleted videos whose objects are not all gone, and those that have been kept for long enough: the sweep's.
import { DeleteCommand, type DynamoDBDocumentClient, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { Clock } from "../shared/clock.ts";
import { held, replaceByDeleted } from "./deletion.ts";
import { WATCH } from "./table.ts";
import { type WatchedVideo, watchedVideos } from "./watchedVideos.ts";

export interface DeletedVideos {
  /** Those whose objects are to be deleted now, the earliest first. */
  due(limit: number): Promise<WatchedVideo[]>;
  /** Their objects are gone: they are looked at once more when none can come any more, and forgotten then. */
  emptied(id: string): Promise<void>;
  /** Ended videos that have been kept for long enough. */
  outlived(limit: number): Promise<WatchedVideo[]>;
  /** Deletes such a video; false when it has moved on meanwhile. */
  outlive(id: string): Promise<boolean>;
}

export function createDeletedVideos(
  client: DynamoDBDocumentClient,
  { tableName, clock }: { tableName: string; clock: Clock },
): DeletedVideos {
  const index = { client, tableName };
  const until = () => clock.nowSeconds();
  return {
    due: (limit) => watchedVideos(index, { watch: WATCH.deleted, until: until(), limit }),

    async emptied(id) {
      const ExpressionAttributeValues = { ":deleted": WATCH.deleted, ":now": clock.nowSeconds() };
      const Key = { id };
      const isLater = await held(
        client.send(
          new UpdateCommand({
            TableName: tableName,
            Key,
            UpdateExpression: "SET checkAt = lateUntil",
            ConditionExpression: "watch = :deleted AND lateUntil > :now",
            ExpressionAttributeValues,
          }),
        ),
      );
      if (isLater) return;
      await held(
        client.send(
          new DeleteCommand({
            TableName: tableName,
            Key,
            ConditionExpression: "watch = :deleted AND lateUntil <= :now",
            ExpressionAttributeValues,
          }),
        ),
      );
    },

    outlived: (limit) => watchedVideos(index, { watch: WATCH.kept, until: until(), limit }),

    outlive: (id) =>
      replaceByDeleted(client, { tableName, clock }, id, {
        only: "watch = :kept AND checkAt <= :now",
        values: { ":kept": WATCH.kept, ":now": clock.nowSeconds() },
      }),
  };
}
