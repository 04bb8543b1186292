// dynalite as a typed object that answers requests without listening. The only file that knows its insides (version 4.0.0).
import type { Server, ServerResponse } from "node:http";
import { createRequire } from "node:module";
import { Readable } from "node:stream";

type Callback<T> = (error: Error | null, value?: T) => void;
type Item = Record<string, unknown>;

/** A table as dynalite stores it and DescribeTable shows it. */
export interface StoredTable extends Item {
  TableName: string;
  TableStatus: string;
}

export interface BatchOperation {
  type: "put" | "del";
  key: string;
  value?: unknown;
}

interface Entries<T> extends AsyncIterable<T> {
  close(): Promise<void>;
}

interface Level {
  open(): Promise<void>;
  batch(operations: BatchOperation[]): Promise<void>;
  iterator(range: object): Entries<[string, Item]>;
  values(range: object): Entries<Item>;
  createValueStream(range: object): Readable;
}

interface Store {
  db: Level;
  tableDb: {
    awsAccountId: string;
    awsRegion: string;
    put(name: string, table: object, callback: Callback<void>): void;
    del(name: string, callback: Callback<void>): void;
  };
  lifecycleManager: { gracefulClose(): Promise<void> };
}

interface Database {
  create(options: object): Store;
  getIndexActions(
    indexes: unknown,
    before: null,
    item: Item,
    table: object,
  ): { puts: { index: string; key: string; item: Item }[] };
}

/** An error that DynamoDB answered; `name` is its type, `ConditionalCheckFailedException` for example. */
export class DynamoDbError extends Error {
  constructor(type: string, message: string) {
    super(message);
    this.name = type;
  }
}

export interface Dynalite {
  /** Answers one request whose body was read already. */
  answer(request: { method: string; url: string; headers: object; body: Buffer }, response: ServerResponse): void;
  /** Calls an operation in process, without a client. @throws DynamoDbError */
  call<T = Item>(operation: string, input: object): Promise<T>;
  /** Replaces, or with undefined forgets, what is stored about a table; its items stay. */
  writeTable(name: string, table: StoredTable | undefined): Promise<void>;
  /** Every stored entry whose key starts so, key without the prefix. */
  entries(prefix: string): AsyncIterable<[string, Item]>;
  /** The entries that an item has in the given indexes. */
  indexEntries(indexes: unknown, item: Item, table: object): { index: string; key: string; item: Item }[];
  batch(operations: BatchOperation[]): Promise<void>;
  close(): Promise<void>;
}

/** Opens a LevelDB at `path`, or one in memory. @throws if another process has it open */
export async function openDynalite(options: { path?: string; accountId: string; region: string }): Promise<Dynalite> {
  const load = createRequire(import.meta.url);
  const database = load("dynalite/db") as Database;
  const { server, store } = createServer(load("dynalite"), database, options.path);
  store.tableDb.awsAccountId = options.accountId;
  store.tableDb.awsRegion = options.region;
  closeFinishedReads(store.db);
  await store.db.open();

  const answer: Dynalite["answer"] = ({ method, url, headers, body }, response) => {
    // Not the socket's own stream: dynalite throws from an event handler when a client goes away in mid-request.
    const request = Object.assign(Readable.from(body.length > 0 ? [body] : [], { objectMode: false }), {
      method,
      url,
      headers,
    });
    server.emit("request", request, response);
  };

  return {
    answer,
    call: (operation, input) => callInProcess(answer, operation, input),
    writeTable: (name, table) =>
      new Promise((resolve, reject) => {
        const done = (error: Error | null) => (error ? reject(error) : resolve());
        if (table) store.tableDb.put(name, table, done);
        else store.tableDb.del(name, done);
      }),
    async *entries(prefix) {
      for await (const [key, value] of store.db.iterator({ gte: prefix, lt: `${prefix}\xff` })) {
        yield [key.slice(prefix.length), value];
      }
    },
    indexEntries: (indexes, item, table) => database.getIndexActions(indexes, null, item, table).puts,
    batch: (operations) => store.db.batch(operations),
    close: () => store.lifecycleManager.gracefulClose(),
  };
}

/** dynalite keeps its store to itself, and its close() works only after listen(): so the store is noted as it is created. */
function createServer(dynalite: (options: object) => Server, database: Database, path: string | undefined) {
  const { create } = database;
  let store: Store | undefined;
  database.create = (options) => {
    store = create(options);
    return store;
  };
  try {
    const server = dynalite({
      createTableMs: 0,
      deleteTableMs: 0,
      updateTableMs: 0,
      ...(path !== undefined && { path }),
    });
    if (!store) throw new Error("dynalite: created no store; its version is not the one this was written for");
    return { server, store };
  } finally {
    database.create = create;
  }
}

/** dynalite leaves the LevelDB iterator of every query open, so memory and snapshots pile up; these close themselves. */
function closeFinishedReads(db: Level): void {
  db.createValueStream = (range) => Readable.from(db.values(range));
}

function callInProcess<T>(answer: Dynalite["answer"], operation: string, input: object): Promise<T> {
  return new Promise((resolve, reject) => {
    const response = {
      statusCode: 200,
      setHeader() {},
      end(body: string) {
        const output = JSON.parse(body) as { __type?: string; message?: string };
        if (response.statusCode === 200) resolve(output as T);
        else reject(new DynamoDbError(output.__type?.split("#").pop() ?? "UnknownError", output.message ?? operation));
      },
    };
    const headers = {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": `DynamoDB_20120810.${operation}`,
      "x-amz-date": "19700101T000000Z",
      authorization: "AWS4-HMAC-SHA256 Credential=local, SignedHeaders=host, Signature=local",
    };
    const body = Buffer.from(JSON.stringify(input));
    answer({ method: "POST", url: "/", headers, body }, response as unknown as ServerResponse);
  });
}
