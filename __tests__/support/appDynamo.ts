// DynamoDB in memory with the app's two tables: one server per test file, a fresh table for whoever asks.

import type { Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DynamoDBClient,
  type KeySchemaElement,
} from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll } from "@jest/globals";
import { CAPACITY_KEYS } from "../../app/capacity/capacityKeys.ts";
import { VIDEO_INDEXES } from "../../app/videos/table.ts";

const keys = (hash: string, range?: string): KeySchemaElement[] => [
  { AttributeName: hash, KeyType: "HASH" },
  ...(range === undefined ? [] : [{ AttributeName: range, KeyType: "RANGE" as const }]),
];

const attributes = (types: Record<string, "S" | "N">) =>
  Object.entries(types).map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType }));

const index = (IndexName: string, hash: string, range: string) => ({
  IndexName,
  KeySchema: keys(hash, range),
  Projection: { ProjectionType: "ALL" as const },
});

/** As stacks/data/dataStack.ts creates them. */
const VIDEOS: Omit<CreateTableCommandInput, "TableName"> = {
  AttributeDefinitions: attributes({ id: "S", status: "S", createdAt: "S", watch: "S", checkAt: "N" }),
  KeySchema: keys("id"),
  GlobalSecondaryIndexes: [
    index(VIDEO_INDEXES.byStatus, "status", "createdAt"),
    index(VIDEO_INDEXES.watched, "watch", "checkAt"),
  ],
};

const { partition, sort, liveIndex, liveUntil } = CAPACITY_KEYS;
const CAPACITY: Omit<CreateTableCommandInput, "TableName"> = {
  AttributeDefinitions: attributes({ [partition]: "S", [sort]: "S", [liveUntil]: "N" }),
  KeySchema: keys(partition, sort),
  LocalSecondaryIndexes: [index(liveIndex, partition, liveUntil)],
};

export interface TestDynamo {
  readonly client: DynamoDBDocumentClient;
  readonly endpoint: string;
  /** Creates an empty videos table; resolves to its name. */
  videosTable(): Promise<string>;
  capacityTable(): Promise<string>;
}

/** Starts the server before the file's tests and stops it after them. */
export function useDynamo(): TestDynamo {
  const createDynalite = createRequire(import.meta.url)("dynalite") as (options: object) => Server;
  const server = createDynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  let started: { endpoint: string; client: DynamoDBDocumentClient } | undefined;
  let tables = 0;

  const running = () => {
    if (!started) throw new Error("DynamoDB: used before the tests of this file began");
    return started;
  };

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const raw = new DynamoDBClient({
      endpoint,
      region: "eu-west-1",
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
      maxAttempts: 1,
    });
    const client = DynamoDBDocumentClient.from(raw, { marshallOptions: { removeUndefinedValues: true } });
    started = { endpoint, client };
  });

  afterAll(async () => {
    running().client.destroy();
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  });

  async function create(kind: string, definition: typeof VIDEOS): Promise<string> {
    const { client } = running();
    tables += 1;
    const TableName = `${kind}-${tables}`;
    await client.send(new CreateTableCommand({ ...definition, TableName, BillingMode: "PAY_PER_REQUEST" }));
    for (;;) {
      const { Table } = await client.send(new DescribeTableCommand({ TableName }));
      if (Table?.TableStatus === "ACTIVE") return TableName;
    }
  }

  return {
    get client() {
      return running().client;
    },
    get endpoint() {
      return running().endpoint;
    },
    videosTable: () => create("videos", VIDEOS),
    capacityTable: () => create("capacity", CAPACITY),
  };
}
