// A page of videos, newest first: never a scan. All videos stand in an index whose key no change of a video touches, so none is
// missing or twice while they move; those of one status in an index by status, where only those move that enter or leave it.
// Both hold keys only; the videos themselves are read by key.
import { BatchGetCommand, type DynamoDBDocumentClient, QueryCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { CursorError, ListingIncompleteError } from "./errors.ts";
import { LISTED, toVideo, VIDEO_INDEXES } from "./table.ts";
import { VIDEO_STATUSES, type Video, type VideoStatus } from "./video.ts";

export interface Page {
  readonly videos: Video[];
  /** Opaque; absent on the last page. */
  readonly cursor?: string;
}

export interface ListingQuery {
  /** @default all */
  readonly status?: VideoStatus | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** The last video that was handed out: its key in the index that is read. */
const key = z.string().min(1).max(64);
const position = z.union([
  z.strictObject({ listed: z.literal(LISTED), id: key }),
  z.strictObject({ status: z.enum(VIDEO_STATUSES), id: key, createdAt: key }),
]);
type Position = z.output<typeof position>;

const encode = (at: Position) => Buffer.from(JSON.stringify(at)).toString("base64url");

function decode(cursor: string, status: VideoStatus | undefined): Position {
  try {
    const at = position.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
    if (("status" in at ? at.status : undefined) === status) return at;
  } catch {}
  throw new CursorError("cursor: not one that this listing handed out");
}

/**
 * Up to `limit` videos, of `status` where one is given: one query of keys and one read of the videos. A page may hold fewer
 * and still have a cursor: what was deleted or has left the status meanwhile is left out.
 * @throws CursorError
 */
export async function listVideos(
  client: DynamoDBDocumentClient,
  tableName: string,
  { status, limit, cursor }: ListingQuery,
): Promise<Page> {
  const after = cursor === undefined ? undefined : decode(cursor, status);
  const [name, value] = status === undefined ? (["listed", LISTED] as const) : (["status", status] as const);
  const { Items: items = [], LastEvaluatedKey: last } = await client.send(
    new QueryCommand({
      TableName: tableName,
      IndexName: status === undefined ? VIDEO_INDEXES.byCreation : VIDEO_INDEXES.byStatus,
      KeyConditionExpression: "#name = :value",
      ExpressionAttributeNames: { "#name": name },
      ExpressionAttributeValues: { ":value": value },
      ScanIndexForward: false,
      Limit: limit + 1,
      ...(after && { ExclusiveStartKey: after }),
    }),
  );
  const keys = items.slice(0, limit) as Position[];
  const end = items.length > limit || last !== undefined ? keys.at(-1) : undefined;
  const videos = await readVideos(client, tableName, keys);
  // What has left the status since the index was read is not what was asked for any more.
  return {
    videos: status === undefined ? videos : videos.filter((video) => video.status === status),
    ...(end && { cursor: encode(end) }),
  };
}

/** How often what DynamoDB left out of an answer is asked for again. */
const READS = 4;

/** The videos of the keys, in their order, without those that were deleted. */
export async function readVideos(
  client: DynamoDBDocumentClient,
  tableName: string,
  keys: readonly { readonly id: string }[],
): Promise<Video[]> {
  const found = new Map<string, Video>();
  let wanted: Record<string, unknown>[] = keys.map(({ id }) => ({ id }));
  for (let read = 0; read < READS && wanted.length > 0; read += 1) {
    const { Responses: responses, UnprocessedKeys: left } = await client.send(
      new BatchGetCommand({ RequestItems: { [tableName]: { Keys: wanted } } }),
    );
    for (const item of responses?.[tableName] ?? []) if (item.status) found.set(String(item.id), toVideo(item));
    wanted = left?.[tableName]?.Keys ?? [];
  }
  if (wanted.length > 0) throw new ListingIncompleteError(`${wanted.length} of ${keys.length} videos were not read`);
  return keys.flatMap(({ id }) => found.get(id) ?? []);
}
