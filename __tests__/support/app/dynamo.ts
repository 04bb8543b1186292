// DynamoDB in memory with the app's two tables: one server per test file, a fresh table for whoever asks.

import type { Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll } from "@jest/globals";
import { CAPACITY_TABLE, TABLES, VIDEOS_TABLE } from "../../../scripts/scale/tables.ts";

const definition = (table: string): Omit<CreateTableCommandInput, "TableName"> => {
  const found = TABLES.find(({ TableName }) => TableName === table);
  if (!found) throw new Error(`no table ${table}`);
  const { TableName: _name, ...rest } = found;
  return rest as Omit<CreateTableCommandInput, "TableName">;
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
  // It closes no connection by itself: on a busy machine the next request would already be on its way.
  server.keepAliveTimeout = 0;
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

  async function create(kind: string, defined: Omit<CreateTableCommandInput, "TableName">): Promise<string> {
    const { client } = running();
    tables += 1;
    const TableName = `${kind}-${tables}`;
    await client.send(new CreateTableCommand({ ...defined, TableName, BillingMode: "PAY_PER_REQUEST" }));
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
    videosTable: () => create("videos", definition(VIDEOS_TABLE)),
    capacityTable: () => create("capacity", definition(CAPACITY_TABLE)),
  };
}
