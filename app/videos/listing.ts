// A page of videos, newest first, out of one or several status partitions of the index: never a scan. The index holds keys
// only, so that nothing which changes while a video is processed writes to it; the videos themselves are read by key.
import { BatchGetCommand, type DynamoDBDocumentClient, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { z } from "zod";
import { CursorError, ListingIncompleteError } from "./errors.ts";
import { toVideo, VIDEO_INDEXES } from "./table.ts";
import type { Video, VideoStatus } from "./video.ts";

export interface Page {
  readonly videos: Video[];
  /** Opaque; absent on the last page. */
  readonly cursor?: string;
}

/** Where each partition goes on: the id and creation time of its last video that was handed out. */
const positions = z.record(z.string(), z.tuple([z.string().min(1).max(64), z.string().min(1).max(64)]));
type Positions = z.output<typeof positions>;

const encode = (at: Positions) => Buffer.from(JSON.stringify(at)).toString("base64url");

function decode(cursor: string, statuses: readonly VideoStatus[]): Positions {
  try {
    const at = positions.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
    if (Object.keys(at).every((status) => statuses.some((known) => known === status))) return at;
  } catch {}
  throw new CursorError("cursor: not one that this listing handed out");
}

/** A video as the index shows it. */
type Key = Pick<Video, "id" | "status" | "createdAt">;

/** Whether there is an `a` at all, and it is newer than `b`. */
function isNewer(a: Key | undefined, b: Key | undefined): boolean {
  if (!a || !b) return a !== undefined;
  return a.createdAt === b.createdAt ? a.id > b.id : a.createdAt > b.createdAt;
}

/**
 * Up to `limit` videos in any of `statuses`. Each partition is read from where the cursor left it and the newest of
 * their heads is taken, so a page costs at most one query per status and one read of its videos.
 * @throws CursorError
 */
export async function listVideos(
  client: DynamoDBDocumentClient,
  tableName: string,
  { statuses, limit, cursor }: { statuses: readonly VideoStatus[]; limit: number; cursor?: string | undefined },
): Promise<Page> {
  const at: Positions = cursor === undefined ? {} : decode(cursor, statuses);
  const partitions = await Promise.all(
    statuses.map(async (status) => {
      const position = at[status];
      const { Items: items = [], LastEvaluatedKey: last } = await client.send(
        new QueryCommand({
          TableName: tableName,
          IndexName: VIDEO_INDEXES.byStatus,
          KeyConditionExpression: "#status = :status",
          ExpressionAttributeNames: { "#status": "status" },
          ExpressionAttributeValues: { ":status": status },
          ScanIndexForward: false,
          Limit: limit + 1,
          ...(position && { ExclusiveStartKey: { status, id: position[0], createdAt: position[1] } }),
        }),
      );
      return { waiting: items as Key[], goesOn: last !== undefined };
    }),
  );

  const keys: Key[] = [];
  while (keys.length < limit) {
    // A partition that goes on beyond what was read (a query ends at 1 MB) may hold the next newest: the page ends here.
    if (partitions.some(({ waiting, goesOn }) => waiting.length === 0 && goesOn)) break;
    const newest = partitions
      .map(({ waiting }) => waiting)
      .reduce((best, next) => (isNewer(next[0], best[0]) ? next : best));
    const key = newest.shift();
    if (!key) break;
    keys.push(key);
    at[key.status] = [key.id, key.createdAt];
  }
  const more = partitions.some(({ waiting, goesOn }) => waiting.length > 0 || goesOn);
  const videos = await videosOf(client, tableName, keys);
  // What has moved on since the index was read is not what was asked for any more.
  return { videos: videos.filter(({ status }) => statuses.includes(status)), ...(more && { cursor: encode(at) }) };
}

/** How often what DynamoDB left out of an answer is asked for again. */
const READS = 4;

/** The videos of the keys, in their order, without those that were deleted. */
async function videosOf(client: DynamoDBDocumentClient, tableName: string, keys: readonly Key[]): Promise<Video[]> {
  const found = new Map<string, Video>();
  let wanted: Record<string, unknown>[] = keys.map(({ id }) => ({ id }));
  for (let read = 0; read < READS && wanted.length > 0; read += 1) {
    const { Responses: responses, UnprocessedKeys: left } = await client.send(
      new BatchGetCommand({ RequestItems: { [tableName]: { Keys: wanted } } }),
    );
    for (const item of responses?.[tableName] ?? []) found.set(String(item.id), toVideo(item));
    wanted = left?.[tableName]?.Keys ?? [];
  }
  if (wanted.length > 0) throw new ListingIncompleteError(`${wanted.length} of ${keys.length} videos were not read`);
  return keys.flatMap(({ id }) => found.get(id) ?? []);
}
