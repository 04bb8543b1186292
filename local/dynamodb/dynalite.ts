// dynalite as a typed object that performs operations without listening. With dynaliteGuard.ts the only file that knows its insides
// (version 4.0.0).
import { createRequire } from "node:module";
import { crc32 } from "node:zlib";
import { AwsError, type AwsReply } from "../aws/call.ts";
import { DynaliteCrash, DynaliteGuard, type GuardedStore } from "./dynaliteGuard.ts";

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

interface Level {
  open(): Promise<void>;
  batch(operations: BatchOperation[]): Promise<void>;
  iterator(range: object): AsyncIterable<[string, Item]>;
  readonly close: { readonly _original: () => Promise<void> };
}

interface Store extends Omit<GuardedStore, "db" | "tableDb"> {
  db: Level & GuardedStore["db"];
  tableDb: GuardedStore["tableDb"] & {
    awsAccountId: string;
    awsRegion: string;
    put(name: string, table: object, callback: Callback<void>): void;
    del(name: string, callback: Callback<void>): void;
  };
  lifecycleManager: { gracefulClose(): Promise<void> };
}

type Action = (store: Store, data: object, done: (error: unknown, result?: object) => void) => void;

interface Validations {
  checkTypes(data: object, types: object): object;
  checkValidations(data: object, types: object, custom: unknown, store: Store): void;
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
  /** What `perform` knows. */
  readonly operations: readonly string[];
  /**
   * Performs an operation. Refusals of DynamoDB are replies too.
   * @throws AwsError for what dynalite cannot cope with; the store's own error if that failed
   */
  perform(operation: string, input: object): Promise<AwsReply>;
  /** Calls an operation in process, without a client. @throws DynamoDbError */
  call<T = Item>(operation: string, input: object): Promise<T>;
  /** Replaces, or with undefined forgets, what is stored about a table; its items stay. */
  writeTable(name: string, table: StoredTable | undefined): Promise<void>;
  /** Every stored entry whose key starts so, key without the prefix. */
  entries(prefix: string): AsyncIterable<[string, Item]>;
  /** The entries that an item has in the given indexes. */
  indexEntries(indexes: unknown, item: Item, table: object): { index: string; key: string; item: Item }[];
  batch(operations: BatchOperation[]): Promise<void>;
  /** Closes the LevelDB and opens it again; nothing may be using it. */
  reopen(): Promise<void>;
  close(): Promise<void>;
}

/** Every operation that dynalite 4.0.0 has; its own list is not exported. */
const OPERATIONS =
  "BatchGetItem BatchWriteItem CreateTable DeleteItem DeleteTable DescribeTable DescribeTimeToLive GetItem ListTables PutItem Query Scan TagResource UntagResource ListTagsOfResource UpdateItem UpdateTable".split(
    " ",
  );

export interface DynaliteOptions {
  /** A folder for the LevelDB. @default in memory */
  readonly path?: string;
  readonly accountId: string;
  readonly region: string;
  /** Called before each write; what it throws is the write's failure. */
  readonly beforeWrite?: () => void;
}

/** Opens the store. @throws if another process has it open */
export async function openDynalite({ path, accountId, region, beforeWrite }: DynaliteOptions): Promise<Dynalite> {
  const load = createRequire(import.meta.url);
  const database = load("dynalite/db") as Database;
  const validations = load("dynalite/validations") as Validations;
  const store = database.create({
    createTableMs: 0,
    deleteTableMs: 0,
    updateTableMs: 0,
    ...(path !== undefined && { path }),
  });
  store.tableDb.awsAccountId = accountId;
  store.tableDb.awsRegion = region;
  const guard = new DynaliteGuard(store, beforeWrite ?? (() => {}));
  await store.db.open();

  const parts = new Map(
    OPERATIONS.map((operation) => {
      const file = operation.charAt(0).toLowerCase() + operation.slice(1);
      const { types, custom } = load(`dynalite/validations/${file}`) as { types: object; custom: unknown };
      return [operation, { types, custom, act: load(`dynalite/actions/${file}`) as Action }];
    }),
  );

  const perform: Dynalite["perform"] = async (operation, input) => {
    const part = parts.get(operation);
    if (!part) throw new Error(`dynalite: has no ${operation}`);
    const { types, custom, act } = part;
    try {
      const output = await guard.run<object>((done) => {
        const data = validations.checkTypes(structuredClone(input), types);
        validations.checkValidations(data, types, custom, store);
        act(store, data, done);
      });
      return reply(200, asModelled(output));
    } catch (error) {
      return refusalOf(error);
    }
  };

  return {
    operations: OPERATIONS,
    perform,
    call: async (operation, input) => {
      const { status, body } = await perform(operation, input);
      const output = JSON.parse(String(body)) as Item & { __type?: string; message?: string };
      if (status === 200) return output as never;
      throw new DynamoDbError(output.__type?.split("#").pop() ?? "UnknownError", output.message ?? operation);
    },
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
    reopen: async () => {
      await store.db.close._original(); // the outer one would end the store for good
      await store.db.open();
    },
    close: () => store.lifecycleManager.gracefulClose(),
  };
}

/** Without the member of table descriptions that DynamoDB's model does not have. */
function asModelled(output: object): object {
  const described = Object.entries(output).map(([member, value]) => {
    if (member !== "Table" && member !== "TableDescription") return [member, value];
    const { TableThroughputModeSummary: _, ...table } = value;
    return [member, table];
  });
  return Object.fromEntries(described);
}

function reply(status: number, output: object): AwsReply {
  const body = JSON.stringify(output);
  return { status, headers: { "x-amz-crc32": String(crc32(body)) }, body };
}

/** DynamoDB's refusals carry status and body; they are thrown by the validations and handed to the callback by the actions. */
function refusalOf(error: unknown): AwsReply {
  const refusal = (error instanceof DynaliteCrash ? error.cause : error) as { statusCode?: number; body?: object };
  if (refusal?.statusCode && refusal.body) return reply(refusal.statusCode, refusal.body);
  if (!(error instanceof DynaliteCrash)) throw error;
  throw new AwsError({
    status: 400,
    code: "ValidationException",
    message: `The request cannot be read: ${error.message}`,
  });
}
