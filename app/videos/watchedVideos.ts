// Reads the sparse index of videos that somebody watches: those in flight, and those that wait for a window.
import { type DynamoDBDocumentClient, paginateQuery } from "@aws-sdk/lib-dynamodb";
import { VIDEO_INDEXES, type WAITING, type WATCHED } from "./table.ts";

export interface Watched {
  readonly tableName: string;
  readonly watch: typeof WATCHED | typeof WAITING;
  /** Only those whose `checkAt` (seconds since the epoch) is not after it. */
  readonly until: number;
  readonly limit: number;
  /** Only those of that batch run; for the few that are in flight. */
  readonly batch?: string;
}

/** Up to `limit` stored videos, the earliest `checkAt` first. */
export async function watchedVideos(
  client: DynamoDBDocumentClient,
  { tableName, watch, until, limit, batch }: Watched,
): Promise<Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  const pages = paginateQuery(
    { client },
    {
      TableName: tableName,
      IndexName: VIDEO_INDEXES.watched,
      KeyConditionExpression: "watch = :watch AND checkAt <= :until",
      ExpressionAttributeValues: { ":watch": watch, ":until": until, ...(batch && { ":batch": batch }) },
      ...(batch ? { FilterExpression: "batchRun = :batch" } : { Limit: limit }),
    },
  );
  for await (const { Items: page = [] } of pages) {
    items.push(...page);
    if (items.length >= limit) break;
  }
  return items.slice(0, limit);
}
