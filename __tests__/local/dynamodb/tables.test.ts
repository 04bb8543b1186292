import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  ConditionalCheckFailedException,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { afterEach, describe, expect, it } from "@jest/globals";
import type { TableDefinition } from "../../../local/dynamodb/definitions.ts";
import { openTables, type Tables } from "../../../local/dynamodb/tables.ts";
import { localClient, serveAws } from "../../support/http/httpServer.ts";

const videos: TableDefinition = {
  create: {
    TableName: "videos",
    AttributeDefinitions: ["pk", "sk", "state", "createdAt"]
      .map((name) => ({ AttributeName: name, AttributeType: "S" }))
      .concat({ AttributeName: "liveUntil", AttributeType: "N" }),
    KeySchema: [
      { AttributeName: "pk", KeyType: "HASH" },
      { AttributeName: "sk", KeyType: "RANGE" },
    ],
    BillingMode: "PAY_PER_REQUEST",
    GlobalSecondaryIndexes: [
      {
        IndexName: "byState",
        KeySchema: [
          { AttributeName: "state", KeyType: "HASH" },
          { AttributeName: "createdAt", KeyType: "RANGE" },
        ],
        Projection: { ProjectionType: "ALL" },
      },
    ],
    LocalSecondaryIndexes: [
      {
        IndexName: "live",
        KeySchema: [
          { AttributeName: "pk", KeyType: "HASH" },
          { AttributeName: "liveUntil", KeyType: "RANGE" },
        ],
        Projection: { ProjectionType: "ALL" },
      },
    ],
  },
  timeToLive: "expiresAt",
};

const key = (sk: string, pk = "p") => ({ pk: { S: pk }, sk: { S: sk } });
const cleanUps: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "tables-"));
  cleanUps.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function open(options: Partial<Parameters<typeof openTables>[0]> = {}) {
  const tables = await openTables({ tables: [videos], ...options });
  const server = await serveAws({ dynamodb: tables.operations });
  const client = new DynamoDBClient(localClient(server.endpoint));
  const close = async () => {
    client.destroy();
    await server.close();
    await tables.close();
  };
  cleanUps.push(close);
  return { tables, client, close, endpoint: server.endpoint };
}

const put = (client: DynamoDBClient, item: Record<string, { S: string } | { N: string }>) =>
  client.send(new PutItemCommand({ TableName: "videos", Item: item }));

describe("tables behind the SDK", () => {
  it("answers a consistent query of a local index, which holds only items that carry its key", async () => {
    const { client } = await open();
    await put(client, { ...key("a"), liveUntil: { N: "100" } });
    await put(client, { ...key("b"), liveUntil: { N: "9" } });
    await put(client, key("c"));

    const { Items: items } = await client.send(
      new QueryCommand({
        TableName: "videos",
        IndexName: "live",
        ConsistentRead: true,
        KeyConditionExpression: "pk = :pk AND liveUntil > :now",
        ExpressionAttributeValues: { ":pk": { S: "p" }, ":now": { N: "10" } },
      }),
    );

    expect(items?.map((item) => item.sk?.S)).toEqual(["a"]);
  });

  it("lets one of many racing conditional updates win", async () => {
    const { client } = await open();
    await put(client, { ...key("a"), state: { S: "queued" } });
    const claim = (worker: number) =>
      client.send(
        new UpdateItemCommand({
          TableName: "videos",
          Key: key("a"),
          UpdateExpression: "SET #state = :processing, worker = :worker",
          ConditionExpression: "#state = :queued",
          ExpressionAttributeNames: { "#state": "state" },
          ExpressionAttributeValues: {
            ":processing": { S: "processing" },
            ":queued": { S: "queued" },
            ":worker": { N: String(worker) },
          },
        }),
      );

    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, (_, worker) => claim(worker)));

    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === "rejected") expect(outcome.reason).toBeInstanceOf(ConditionalCheckFailedException);
    }
  });

  it.each([true, false])("continues a global index query from a constructed start key, forward %s", async (forward) => {
    const { client } = await open();
    for (let n = 0; n < 9; n++)
      await put(client, { ...key(`v${n}`), state: { S: "queued" }, createdAt: { S: `t${n}` } });

    const { Items: items, LastEvaluatedKey: last } = await client.send(
      new QueryCommand({
        TableName: "videos",
        IndexName: "byState",
        ScanIndexForward: forward,
        Limit: 3,
        KeyConditionExpression: "#state = :state",
        ExpressionAttributeNames: { "#state": "state" },
        ExpressionAttributeValues: { ":state": { S: "queued" } },
        ExclusiveStartKey: { ...key("v4"), state: { S: "queued" }, createdAt: { S: "t4" } },
      }),
    );

    const expected = forward ? ["v5", "v6", "v7"] : ["v3", "v2", "v1"];
    expect(items?.map((item) => item.sk?.S)).toEqual(expected);
    expect(last?.sk?.S).toBe(expected.at(-1));
  });

  it("goes on after a client that went away in the middle of its request", async () => {
    const { client, endpoint } = await open();
    await new Promise<void>((resolve) => {
      const half = request(endpoint, { method: "POST", headers: { "content-length": "1000" } });
      half.on("error", () => resolve());
      half.write("{", () => half.destroy(new Error("gone")));
    });

    await put(client, key("a"));

    const { Item: item } = await client.send(new GetItemCommand({ TableName: "videos", Key: key("a") }));
    expect(item).toEqual(key("a"));
  });

  it("writes the given items over what is there", async () => {
    const path = await temporaryFolder();
    const first = await open({ path, items: [{ tableName: "videos", item: { ...key("a"), n: { N: "1" } } }] });
    await put(first.client, { ...key("a"), n: { N: "2" } });
    await first.close();

    const second = await open({ path, items: [{ tableName: "videos", item: { ...key("a"), n: { N: "3" } } }] });

    const { Item: item } = await second.client.send(new GetItemCommand({ TableName: "videos", Key: key("a") }));
    expect(item?.n).toEqual({ N: "3" });
  });

  it("names the account and region in a table's ARN", async () => {
    const { client } = await open({ accountId: "000000000000", region: "eu-west-1" });
    const { Table: table } = await client.send(new DescribeTableCommand({ TableName: "videos" }));
    expect(table?.TableArn).toBe("arn:aws:dynamodb:eu-west-1:000000000000:table/videos");
    expect(table?.TableStatus).toBe("ACTIVE");
  });
});

describe("time to live", () => {
  it("deletes what has expired, and nothing else", async () => {
    const { client, tables } = await open();
    await put(client, { ...key("past"), expiresAt: { N: "1000" } });
    await put(client, { ...key("future"), expiresAt: { N: "3000" } });
    await put(client, { ...key("text"), expiresAt: { S: "1000" } });
    await put(client, key("never"));

    const deleted = await tables.sweepExpired(new Date(2_000_000));

    const { Items: items } = await client.send(new ScanCommand({ TableName: "videos" }));
    expect(deleted).toBe(1);
    expect(items?.map((item) => item.sk?.S).sort()).toEqual(["future", "never", "text"]);
  });
});

describe("a stored table", () => {
  it("keeps its items over close and reopen", async () => {
    const path = await temporaryFolder();
    const first = await open({ path });
    await put(first.client, { ...key("a"), state: { S: "queued" }, createdAt: { S: "t" } });
    await first.close();

    const { client } = await open({ path });

    const { Items: items } = await client.send(
      new QueryCommand({
        TableName: "videos",
        IndexName: "byState",
        KeyConditionExpression: "#state = :state",
        ExpressionAttributeNames: { "#state": "state" },
        ExpressionAttributeValues: { ":state": { S: "queued" } },
      }),
    );
    expect(items?.map((item) => item.sk?.S)).toEqual(["a"]);
  });

  it("keeps its items when the process is killed, and can be opened again", async () => {
    const path = await temporaryFolder();
    const source = `
      import { openDynalite } from "./local/dynamodb/dynalite.ts";
      import { prepareTable } from "./local/dynamodb/storedTable.ts";
      const dynalite = await openDynalite({ path: ${JSON.stringify(path)}, accountId: "0", region: "r" });
      const table = ${JSON.stringify(videos.create)};
      await prepareTable(dynalite, table);
      for (let n = 0; n < 50; n++) {
        await dynalite.call("PutItem", { TableName: "videos", Item: { pk: { S: "p" }, sk: { S: "v" + n } } });
      }
      // As if it died between the index and the item: an entry of a state that the item never reached.
      const ghost = { pk: { S: "p" }, sk: { S: "v0" }, state: { S: "ghost" }, createdAt: { S: "t" } };
      const [entry] = dynalite.indexEntries(table.GlobalSecondaryIndexes, ghost, table);
      await dynalite.batch([{ type: "put", key: "index-global~videos~byState~" + entry.key, value: entry.item }]);
      console.log("written");
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ["--input-type=module", "--eval", source], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await new Promise((resolve) => child.stdout.once("data", resolve));
    const exited = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await exited;

    const { client } = await open({ path });

    const { Count: count } = await client.send(new ScanCommand({ TableName: "videos", Select: "COUNT" }));
    const { Items: ghosts } = await client.send(new ScanCommand({ TableName: "videos", IndexName: "byState" }));
    expect(count).toBe(50);
    expect(ghosts).toEqual([]);
  });

  it("is refused when its keys change", async () => {
    const path = await temporaryFolder();
    await (await open({ path })).close();
    const changed = {
      create: { ...videos.create, KeySchema: videos.create.KeySchema.slice(0, 1), LocalSecondaryIndexes: [] },
    };

    await expect(openTables({ path, tables: [changed] })).rejects.toThrow(
      'table "videos": its keys or local indexes changed, stored pk:S,sk:S live(pk:S,liveUntil:N ALL), defined pk:S; start with --fresh',
    );
  });

  it("gets a global index that was added later, with the items that were there before", async () => {
    const path = await temporaryFolder();
    const { GlobalSecondaryIndexes: _, ...without } = videos.create;
    const attributes = without.AttributeDefinitions.filter(
      ({ AttributeName }) => !["state", "createdAt"].includes(AttributeName),
    );
    const first = await open({ path, tables: [{ create: { ...without, AttributeDefinitions: attributes } }] });
    await put(first.client, { ...key("a"), state: { S: "queued" }, createdAt: { S: "t" } });
    await first.close();

    const { client } = await open({ path });

    const { Items: items } = await client.send(new ScanCommand({ TableName: "videos", IndexName: "byState" }));
    expect(items?.map((item) => item.sk?.S)).toEqual(["a"]);
  });

  it("is refused while another process has the folder open", async () => {
    const path = await temporaryFolder();
    const first: Tables = (await open({ path })).tables;
    await expect(openTables({ path, tables: [videos] })).rejects.toThrow(`${path}: in use by another local runtime`);
    expect(await first.sweepExpired(new Date(0))).toBe(0);
  });
});
