// A page of videos, newest first, out of one or several status partitions of the index: never a scan.
import { type DynamoDBDocumentClient, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { z } from "zod";
import { CursorError } from "./errors.ts";
import { toVideo, VIDEO_INDEXES } from "./table.ts";
import type { Video, VideoStatus } from "./video.ts";

export interface Page {
  readonly videos: Video[];
  /** Opaque; absent on the last page. */
  readonly cursor?: string;
}

/** Where each partition goes on: the id and creation time of its last video that was handed out. */
const positions = z.record(z.string(), z.tuple([z.string().max(64), z.string().max(64)]));
type Positions = z.output<typeof positions>;

const encode = (at: Positions) => Buffer.from(JSON.stringify(at)).toString("base64url");

function decode(cursor: string, statuses: readonly VideoStatus[]): Positions {
  try {
    const at = positions.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
    if (Object.keys(at).every((status) => statuses.some((known) => known === status))) return at;
  } catch {}
  throw new CursorError("cursor: not one that this listing handed out");
}

const isNewer = (a: Video, b: Video) => (a.createdAt === b.createdAt ? a.id > b.id : a.createdAt > b.createdAt);

/**
 * Up to `limit` videos in any of `statuses`. Each partition is read from where the cursor left it and the newest of
 * their heads is taken, so a page costs at most one query per status.
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
      const { Items: items = [] } = await client.send(
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
      return items.map(toVideo);
    }),
  );

  const videos: Video[] = [];
  while (videos.length < limit) {
    const heads = partitions.filter((partition) => partition.length > 0);
    const [first, ...others] = heads;
    if (!first) break;
    const newest = others.reduce((best, next) => (isNewer(head(next), head(best)) ? next : best), first);
    const video = head(newest);
    newest.shift();
    videos.push(video);
    at[video.status] = [video.id, video.createdAt];
  }
  const more = partitions.some((partition) => partition.length > 0);
  return { videos, ...(more && { cursor: encode(at) }) };
}

function head(partition: Video[]): Video {
  const [first] = partition;
  if (!first) throw new Error("an empty partition has no head");
  return first;
}
