// What dynalite cannot cope with, and a disk that is full: neither ends the store.
import { EventEmitter } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, describe, expect, it } from "@jest/globals";
import { Disk, isDiskFull } from "../../../local/disk.ts";
import { DynaliteGuard, type GuardedStore, type SubStore } from "../../../local/dynamodb/dynaliteGuard.ts";
import { Reopening } from "../../../local/dynamodb/reopening.ts";
import { openTables } from "../../../local/dynamodb/tables.ts";
import { localClient, serveAws } from "../../support/http/httpServer.ts";

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

const TABLE = "things";
const key = (id: string) => ({ id: { S: id } });

async function open(disk = new Disk()) {
  const tables = await openTables({
    beforeWrite: disk.beforeWrite,
    tables: [
      {
        create: {
          TableName: TABLE,
          BillingMode: "PAY_PER_REQUEST",
          KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
          AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
        },
      },
    ],
  });
  const server = await serveAws({ dynamodb: tables.operations });
  const client = new DynamoDBClient(localClient(server.endpoint));
  cleanUps.push(
    () => tables.close(),
    server.close,
    () => client.destroy(),
  );
  const put = (id: string) => client.send(new PutItemCommand({ TableName: TABLE, Item: key(id) }));
  const get = async (id: string) => (await client.send(new GetItemCommand({ TableName: TABLE, Key: key(id) }))).Item;
  const post = (operation: string, body: object) =>
    fetch(server.endpoint, {
      method: "POST",
      headers: { "x-amz-target": `DynamoDB_20120810.${operation}` },
      body: JSON.stringify(body),
    });
  return { ...server, put, get, post };
}

describe("a condition", () => {
  const nested = (levels: number) => `${"(".repeat(levels)}attribute_exists(id)${")".repeat(levels)}`;

  it.each([
    [nested(6), "Invalid ConditionExpression: parentheses nested deeper than 5 levels are not run locally"],
    ["(".repeat(4_000), "Invalid ConditionExpression: parentheses nested deeper than 5 levels are not run locally"],
    ["attribute_exists(id", "Invalid ConditionExpression: Syntax error; parentheses do not match"],
    [")(", "Invalid ConditionExpression: Syntax error; parentheses do not match"],
  ])("whose parser would take hours is refused (case %#)", async (ConditionExpression, message) => {
    const { post } = await open();
    const response = await post("PutItem", { TableName: TABLE, Item: key("a"), ConditionExpression });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ message });
  });

  it("of four levels is run", async () => {
    const { post } = await open();
    const response = await post("PutItem", {
      TableName: TABLE,
      Item: key("a"),
      ConditionExpression: "(NOT (attribute_exists(id) AND (id = :v OR (id <> :v))))",
      ExpressionAttributeValues: { ":v": { S: "a" } },
    });
    expect(response.status).toBe(200);
  });
});

describe("a full disk", () => {
  it("is the service's 5xx for what writes, lets reads through, and is over when there is room", async () => {
    const disk = new Disk();
    const { put, get, errors } = await open(disk);
    await put("before");

    disk.full = true;
    await expect(put("during")).rejects.toMatchObject({
      name: "InternalServerError",
      $metadata: { httpStatusCode: 500 },
    });
    expect(await get("before")).toEqual(key("before"));
    expect(errors.map(isDiskFull)).toEqual([true]);

    disk.full = false;
    await put("during");
    expect(await get("during")).toEqual(key("during"));
  });
});

/** A store whose calls back the test makes. */
function fakeStore() {
  const calls: ((...results: unknown[]) => void)[] = [];
  const held = new Map<string, (() => void)[]>();
  const call = (...values: unknown[]) => calls.push(values.at(-1) as never);
  const sub = (): SubStore => ({
    lock: (name, holder) => {
      const release =
        (done: (...results: unknown[]) => void) =>
        (...results: unknown[]) => {
          held.get(name)?.shift();
          done(...results);
          held.get(name)?.[0]?.();
        };
      const queue = held.get(name) ?? [];
      held.set(name, queue);
      if (queue.push(() => holder(release)) === 1) queue[0]?.();
    },
  });
  const table = sub();
  const none = async function* () {};
  const db = {
    put: call,
    get: call,
    del: call,
    batch: call,
    keys: none,
    values: async function* () {
      yield 1;
    },
  };
  const store = { db, tableDb: sub(), getItemDb: () => table } as unknown as GuardedStore;
  return { store, calls, isHeld: (name: string) => (held.get(name)?.length ?? 0) > 0 };
}

describe("a throw inside of dynalite", () => {
  const broken = () => {
    throw new TypeError("cannot read");
  };

  it.each<[string, (store: GuardedStore) => void]>([
    ["at once", broken],
    ["in a call back of the store", (store) => store.db.get("a", broken)],
    ["while it holds a lock", (store) => store.getItemDb("t").lock("k", broken)],
    ["in a stream's event", (store) => void store.db.createValueStream({}).on("data", broken)],
  ])("%s ends its own request", async (_, work) => {
    const { store, calls } = fakeStore();
    const failed = new DynaliteGuard(store, () => {}).run(() => work(store));
    for (const callBack of calls) callBack(null);
    await expect(failed).rejects.toMatchObject({ name: "DynaliteCrash", message: "TypeError: cannot read" });
  });

  it("gives back the locks of its request, and the next holder's throw is the next request's", async () => {
    const { store, calls, isHeld } = fakeStore();
    const guard = new DynaliteGuard(store, () => {});
    const events = new EventEmitter();
    const first = guard.run(() =>
      store.getItemDb("t").lock("k", () => {
        store.db.get("a", broken);
      }),
    );
    const second = guard.run((done) =>
      store.getItemDb("t").lock("k", (release) => {
        events.emit("held");
        release(done)(null, "second");
      }),
    );
    const held = EventEmitter.once(events, "held");
    calls[0]?.(null);

    await expect(first).rejects.toThrow("TypeError: cannot read");
    await held;
    expect(await second).toBe("second");
    await turn();
    expect(isHeld("k")).toBe(false);
  });
});

describe("a store that fell ill", () => {
  it("is opened anew before the next use, when nothing else uses it, and only then", async () => {
    const path = mkdtempSync(join(tmpdir(), "reopening-"));
    cleanUps.push(() => rmSync(path, { recursive: true }));
    const order: string[] = [];
    const reopening = new Reopening({ path, reopen: async () => void order.push("reopened") });
    const slow = Promise.withResolvers<void>();
    const running = reopening.use(() => slow.promise.then(() => order.push("slow")));
    const full = Object.assign(new Error("IO error: No space left on device"), { code: "LEVEL_IO_ERROR" });

    await expect(reopening.use(() => Promise.reject(full))).rejects.toBe(full);
    const next = reopening.use(async () => order.push("next"));
    await turn();
    slow.resolve();
    await Promise.all([running, next]);
    await reopening.use(async () => order.push("healthy"));

    expect(order).toEqual(["slow", "reopened", "next", "healthy"]);
  });

  it("stays open for reads when it is in memory", async () => {
    const reopening = new Reopening({ path: undefined, reopen: () => Promise.reject(new Error("not asked for")) });
    const torn = Object.assign(new Error("torn"), { code: "LEVEL_IO_ERROR" });

    await expect(reopening.use(() => Promise.reject(torn))).rejects.toBe(torn);
    expect(await reopening.use(async () => "read")).toBe("read");
  });
});
