// Reads the sparse index of videos that wait or are in flight.
import { type DynamoDBDocumentClient, paginateQuery, type QueryCommandInput } from "@aws-sdk/lib-dynamodb";
import { isOverflowMark } from "./runs.ts";
import { type Queue, VIDEO_INDEXES, type Watch } from "./table.ts";

/** A video as the index shows it. */
export interface WatchedVideo {
  readonly id: string;
  readonly attempt: number;
  readonly queue: Queue;
  /** What orders the index, in seconds since the epoch; table.ts says what it is when. */
  readonly checkAt?: number;
  /** The mark of the run that has claimed it. */
  readonly run?: string;
}

interface Index {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
}

export interface Watched {
  readonly watch: Watch;
  /** Only those whose `checkAt` (seconds since the epoch) is not after it. @default all */
  readonly until?: number;
  readonly limit: number;
  /** Only those of that run. */
  readonly run?: string;
  /** By `checkAt`. @default earliest first */
  readonly latestFirst?: boolean;
}

function query({ tableName }: Index, { watch, until, run }: Omit<Watched, "limit">): QueryCommandInput {
  return {
    TableName: tableName,
    IndexName: VIDEO_INDEXES.watched,
    KeyConditionExpression: `watch = :watch${until === undefined ? "" : " AND checkAt <= :until"}`,
    ExpressionAttributeValues: {
      ":watch": watch,
      ...(until !== undefined && { ":until": until }),
      ...(run !== undefined && { ":run": run }),
    },
    ...(run !== undefined && { FilterExpression: "run = :run" }),
  };
}

/** Up to `limit` videos, in the order of `checkAt`. */
export async function watchedVideos(index: Index, watched: Watched): Promise<WatchedVideo[]> {
  const { limit, run, latestFirst = false } = watched;
  const items: WatchedVideo[] = [];
  const pages = paginateQuery(
    { client: index.client },
    {
      ...query(index, watched),
      ScanIndexForward: !latestFirst,
      ...(run === undefined && Number.isFinite(limit) && { Limit: limit }),
    },
  );
  for await (const { Items: page = [] } of pages) {
    items.push(...(page as WatchedVideo[]));
    if (items.length >= limit) break;
  }
  return items.slice(0, limit);
}

/** How many there are, and how many of them are claimed by overflow, counted to `most` or a little beyond. */
export async function countWatched(index: Index, watched: Pick<Watched, "watch">, most: number) {
  let all = 0;
  let overflow = 0;
  for await (const { Items: page = [] } of paginateQuery({ client: index.client }, query(index, watched))) {
    all += page.length;
    overflow += page.filter(({ run }) => typeof run === "string" && isOverflowMark(run)).length;
    if (all >= most) break;
  }
  return { all, overflow };
}
