// Videos from before the index of listings: they carry no `listed` and are put into it once, a page with each sweep. Those that
// change their state meanwhile get into it by that.
import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import type { Clock } from "../shared/clock.ts";
import { inGroups } from "./queue.ts";
import { LISTED, VIDEO_INDEXES } from "./table.ts";
import { VIDEO_STATUSES } from "./video.ts";

/** No video can be called so. */
const MARKER = "#listed";

/** Functions of the version before have ended by then, so that no video comes without `listed` any more; seconds. */
export const SETTLED_SECONDS = 60 * 60;

/** Videos of one sweep. */
const PAGE = 500;

/** How far the walk over the partitions of the index by status has come. */
interface Walk {
  /** Seconds since the epoch: when the first sweep came. */
  readonly since: number;
  /** Partitions that are done. */
  readonly statuses: number;
  /** Where the next one goes on. */
  readonly after?: Record<string, unknown> | undefined;
}

export interface UnlistedVideos {
  /** Puts the next ones into the index; how many. */
  list(): Promise<number>;
}

export function createUnlistedVideos(
  client: DynamoDBDocumentClient,
  { tableName, clock }: { tableName: string; clock: Clock },
): UnlistedVideos {
  let isDone = false;
  const note = (walk: Walk) => client.send(new PutCommand({ TableName: tableName, Item: { id: MARKER, ...walk } }));

  async function put(id: unknown): Promise<unknown[]> {
    try {
      await client.send(
        new UpdateCommand({
          TableName: tableName,
          Key: { id },
          UpdateExpression: "SET listed = :all",
          ConditionExpression: "attribute_exists(#status) AND attribute_not_exists(listed)",
          ExpressionAttributeNames: { "#status": "status" },
          ExpressionAttributeValues: { ":all": LISTED },
        }),
      );
      return [id];
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return [];
      throw error;
    }
  }

  return {
    async list() {
      if (isDone) return 0;
      const now = clock.nowSeconds();
      const got = await client.send(
        new GetCommand({ TableName: tableName, Key: { id: MARKER }, ConsistentRead: true }),
      );
      const walk = got.Item as Walk | undefined;
      if (!walk) await note({ since: now, statuses: 0 });
      if (!walk || now < walk.since + SETTLED_SECONDS) return 0;
      const status = VIDEO_STATUSES[walk.statuses];
      isDone = status === undefined;
      if (status === undefined) return 0;
      const { Items: keys = [], LastEvaluatedKey: after } = await client.send(
        new QueryCommand({
          TableName: tableName,
          IndexName: VIDEO_INDEXES.byStatus,
          KeyConditionExpression: "#status = :status",
          ExpressionAttributeNames: { "#status": "status" },
          ExpressionAttributeValues: { ":status": status },
          Limit: PAGE,
          ...(walk.after && { ExclusiveStartKey: walk.after }),
        }),
      );
      const listed = await inGroups(keys, ({ id }) => put(id));
      await note({ since: walk.since, statuses: after ? walk.statuses : walk.statuses + 1, after });
      return listed.length;
    },
  };
}
