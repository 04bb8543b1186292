// DynamoDB in this process: the store of the local run behind the SDK's own client, without a network between, and with every
// call and its capacity units counted.
import { Readable } from "node:stream";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { CreateTable } from "../../local/dynamodb/definitions.ts";
import { DynamoDbError, openDynalite } from "../../local/dynamodb/dynalite.ts";
import { prepareTable } from "../../local/dynamodb/storedTable.ts";

export interface TableUse {
  calls: number;
  /** Write capacity units, by `table` and by `table/index/key`. */
  readonly written: Map<string, number>;
  readonly read: Map<string, number>;
}

export interface SimulatedTables {
  readonly client: DynamoDBDocumentClient;
  readonly use: TableUse;
  /** Bytes of the largest item of a table, as JSON: somewhat more than DynamoDB counts. */
  largestItem(table: string): Promise<number>;
  close(): Promise<void>;
}

interface Capacity {
  TableName: string;
  Table?: { CapacityUnits: number };
  GlobalSecondaryIndexes?: Record<string, { CapacityUnits: number }>;
  LocalSecondaryIndexes?: Record<string, { CapacityUnits: number }>;
}

interface Request {
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

type StoredItem = Readonly<Record<string, { readonly S?: string }>>;

interface Written {
  readonly TableName: string;
  readonly Key?: StoredItem;
  readonly Item?: StoredItem;
}

const PREFIX = "DynamoDB_20120810.";
const WRITES = new Set(["PutItem", "UpdateItem", "DeleteItem"]);

/** @param track counts what is under way */
export async function openSimulatedTables(
  tables: readonly CreateTable[],
  track: <T>(work: Promise<T>) => Promise<T>,
): Promise<SimulatedTables> {
  const dynalite = await openDynalite({ accountId: "000000000000", region: "us-east-1" });
  for (const table of tables) await prepareTable(dynalite, table);
  const use: TableUse = { calls: 0, written: new Map(), read: new Map() };

  function count(operation: string, consumed: Capacity | Capacity[] | undefined): void {
    const units = WRITES.has(operation) ? use.written : use.read;
    const add = (name: string, more: number) => units.set(name, (units.get(name) ?? 0) + more);
    for (const { TableName, Table, GlobalSecondaryIndexes, LocalSecondaryIndexes } of [consumed ?? []].flat()) {
      add(TableName, Table?.CapacityUnits ?? 0);
      for (const [index, { CapacityUnits }] of Object.entries({
        ...GlobalSecondaryIndexes,
        ...LocalSecondaryIndexes,
      })) {
        add(`${TableName}/${index}`, CapacityUnits);
      }
    }
  }

  /**
   * Entries of the global indexes, which dynalite does not count: one unit to put one, to take one away, or to change what it
   * shows; a moved one is taken away and put.
   */
  const entries = new Map<string, string>();
  async function countEntries({ TableName, Key, Item }: Written): Promise<void> {
    const indexes = tables.find((table) => table.TableName === TableName)?.GlobalSecondaryIndexes ?? [];
    const id = (Key ?? Item)?.id;
    if (id === undefined) return;
    const { Item: now } = await dynalite.call<{ Item?: StoredItem }>("GetItem", { TableName, Key: { id } });
    for (const { IndexName, KeySchema, Projection } of indexes) {
      const where = `${TableName}/${IndexName}`;
      const valuesOf = (names: readonly string[]) => names.map((name) => JSON.stringify(now?.[name] ?? null));
      const keys = valuesOf(KeySchema.map(({ AttributeName }) => AttributeName));
      const shown = valuesOf(Projection.NonKeyAttributes ?? []);
      const entry = keys.includes("null") ? "" : [...keys, ...shown].join(" ");
      const before = entries.get(`${where} ${id.S}`) ?? "";
      if (before === entry) continue;
      entries.set(`${where} ${id.S}`, entry);
      const places = (text: string) => text.split(" ").slice(0, keys.length).join(" ");
      const touched = places(before) === places(entry) ? [entry] : [before, entry].filter(Boolean);
      for (const text of touched) {
        const name = `${where}/${(JSON.parse(text.split(" ")[0] ?? "{}") as { S?: string }).S}`;
        use.written.set(name, (use.written.get(name) ?? 0) + 1);
      }
    }
  }

  async function answer({ headers, body }: Request) {
    const operation = String(headers["x-amz-target"]).slice(PREFIX.length);
    const input = { ...JSON.parse(new TextDecoder().decode(body)), ReturnConsumedCapacity: "INDEXES" };
    use.calls += 1;
    try {
      const output = await dynalite.call<{ ConsumedCapacity?: Capacity | Capacity[] }>(operation, input);
      count(operation, output.ConsumedCapacity);
      if (WRITES.has(operation)) await countEntries(input);
      return reply(200, output);
    } catch (error) {
      if (!(error instanceof DynamoDbError)) throw error;
      return reply(400, { __type: `com.amazonaws.dynamodb.v20120810#${error.name}`, message: error.message });
    }
  }

  const raw = new DynamoDBClient({
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
    // A signature would be checked by nothing here.
    signer: { sign: async (request) => request },
    requestHandler: {
      handle: async (request: unknown) => ({ response: await track(answer(request as Request)) }),
    } as never,
  });
  return {
    client: DynamoDBDocumentClient.from(raw, { marshallOptions: { removeUndefinedValues: true } }),
    use,
    async largestItem(TableName) {
      let largest = 0;
      let ExclusiveStartKey: unknown;
      do {
        const input = { TableName, ...(ExclusiveStartKey !== undefined && { ExclusiveStartKey }) };
        const page = await dynalite.call<{ Items: object[]; LastEvaluatedKey?: unknown }>("Scan", input);
        for (const item of page.Items) largest = Math.max(largest, JSON.stringify(item).length);
        ExclusiveStartKey = page.LastEvaluatedKey;
      } while (ExclusiveStartKey !== undefined);
      return largest;
    },
    close: () => dynalite.close(),
  };
}

function reply(statusCode: number, output: object) {
  const body = Readable.from([Buffer.from(JSON.stringify(output))]);
  return { statusCode, headers: { "content-type": "application/x-amz-json-1.0" }, body };
}
