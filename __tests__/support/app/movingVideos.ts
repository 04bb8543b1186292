// A table of videos in memory whose videos change their state between any two calls of a listing. Its index by status follows
// some calls later, as on DynamoDB; answers end early and leave keys out, as there.
import { BatchGetCommand, type DynamoDBDocumentClient, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { LISTED, VIDEO_INDEXES } from "../../../app/videos/table.ts";
import { VIDEO_STATUSES, type VideoStatus } from "../../../app/videos/video.ts";

interface Item {
  readonly id: string;
  readonly createdAt: string;
  readonly status: VideoStatus;
}

/** Most keys of one BatchGetItem: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const MOST_KEYS = 100;

export interface MovingVideos {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  /** How often a video has changed its state. */
  moves(): number;
  /** How often an answer ended early or left a key out. */
  short(): number;
}

/**
 * @param ids in the order of their creation
 * @param moving those that change their state; the others stay queued
 * @param random 0 to 1
 */
export function movingVideos(ids: readonly string[], moving: readonly string[], random: () => number): MovingVideos {
  const tableName = "videos";
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
  const items = new Map(
    ids.map((id, index): [string, Item] => [
      id,
      { id, createdAt: `t${String(index).padStart(6, "0")}`, status: "queued" },
    ]),
  );
  const newestFirst = ids.toReversed();
  /** What the index by status shows of a video. */
  const shown = new Map(ids.map((id): [string, VideoStatus] => [id, "queued"]));
  const late: { at: number; id: string; status: VideoStatus }[] = [];
  let [calls, moves, short, isLeftOut] = [0, 0, 0, false];

  function move(): void {
    calls += 1;
    for (let count = 0; count < 3; count += 1) {
      const id = pick(moving);
      const status = pick(VIDEO_STATUSES);
      items.set(id, { ...(items.get(id) as Item), status });
      late.push({ at: calls + Math.floor(random() * 4), id, status });
      moves += 1;
    }
    // In the order of the writes.
    while (late[0] && late[0].at <= calls) {
      const { id, status } = late.shift() as (typeof late)[number];
      shown.set(id, status);
    }
  }

  function query({ input }: QueryCommand) {
    const {
      IndexName,
      ExpressionAttributeValues: values,
      Limit = 0,
      ExclusiveStartKey: after,
      ScanIndexForward,
    } = input;
    if (ScanIndexForward !== false) throw new Error("a listing must be newest first");
    const value = values?.[":value"];
    const isAll = IndexName === VIDEO_INDEXES.byCreation && value === LISTED;
    if (!isAll && IndexName !== VIDEO_INDEXES.byStatus) throw new Error(`${IndexName} has no ${value}`);
    const from = after ? newestFirst.indexOf(after.id) + 1 : 0;
    const most = random() < 0.05 ? Math.max(1, Math.floor(Limit / 2)) : Limit;
    if (most < Limit) short += 1;
    const keys: object[] = [];
    for (let at = from; at < newestFirst.length && keys.length < most; at += 1) {
      const id = newestFirst[at] as string;
      if (isAll) keys.push({ id, listed: LISTED });
      else if (shown.get(id) === value) keys.push({ id, status: value, createdAt: items.get(id)?.createdAt });
    }
    return { Items: keys, ...(keys.length === most && { LastEvaluatedKey: keys.at(-1) }) };
  }

  function read({ input }: BatchGetCommand) {
    const wanted = input.RequestItems?.[tableName]?.Keys ?? [];
    if (wanted.length === 0 || wanted.length > MOST_KEYS) throw new Error(`a batch of ${wanted.length} keys`);
    isLeftOut = !isLeftOut && random() < 0.1;
    if (isLeftOut) short += 1;
    const now = isLeftOut ? wanted.slice(1) : wanted;
    const left = isLeftOut ? { [tableName]: { Keys: wanted.slice(0, 1) } } : {};
    return { Responses: { [tableName]: now.map(({ id }) => items.get(id)) }, UnprocessedKeys: left };
  }

  const send = async (command: object) => {
    move();
    if (command instanceof QueryCommand) return query(command);
    if (command instanceof BatchGetCommand) return read(command);
    throw new Error("a listing must query and read only");
  };
  return {
    client: { send } as unknown as DynamoDBDocumentClient,
    tableName,
    moves: () => moves,
    short: () => short,
  };
}
