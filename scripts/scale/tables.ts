// The two tables as stacks/data/dataStack.ts creates them; a test holds them to it.
import { CAPACITY_KEYS } from "../../app/capacity/capacityKeys.ts";
import { VIDEO_INDEXES, WATCHED_ATTRIBUTES } from "../../app/videos/table.ts";
import type { CreateTable } from "../../local/dynamodb/definitions.ts";

export const VIDEOS_TABLE = "videos";
export const CAPACITY_TABLE = "capacity";

const keys = (hash: string, range?: string): CreateTable["KeySchema"] => [
  { AttributeName: hash, KeyType: "HASH" },
  ...(range === undefined ? [] : [{ AttributeName: range, KeyType: "RANGE" as const }]),
];

const attributes = (types: Record<string, "S" | "N">) =>
  Object.entries(types).map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType }));

const { partition, sort, liveIndex, liveUntil } = CAPACITY_KEYS;

export const TABLES: readonly CreateTable[] = [
  {
    TableName: VIDEOS_TABLE,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: attributes({ id: "S", listed: "S", status: "S", createdAt: "S", watch: "S", checkAt: "N" }),
    KeySchema: keys("id"),
    GlobalSecondaryIndexes: [
      {
        IndexName: VIDEO_INDEXES.byCreation,
        KeySchema: keys("listed", "id"),
        Projection: { ProjectionType: "KEYS_ONLY" },
      },
      {
        IndexName: VIDEO_INDEXES.byStatus,
        KeySchema: keys("status", "createdAt"),
        Projection: { ProjectionType: "KEYS_ONLY" },
      },
      {
        IndexName: VIDEO_INDEXES.watched,
        KeySchema: keys("watch", "checkAt"),
        Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: [...WATCHED_ATTRIBUTES] },
      },
    ],
  },
  {
    TableName: CAPACITY_TABLE,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: attributes({ [partition]: "S", [sort]: "S", [liveUntil]: "N" }),
    KeySchema: keys(partition, sort),
    LocalSecondaryIndexes: [
      { IndexName: liveIndex, KeySchema: keys(partition, liveUntil), Projection: { ProjectionType: "ALL" } },
    ],
  },
];
