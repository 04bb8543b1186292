// DynamoDB on this machine: the synthesised tables behind DynamoDB's own HTTP API, for the unmodified SDK.

import { type AwsCall, AwsError, type AwsReply, type AwsService, type Operation } from "../aws/call.ts";
import { DamagedError } from "../dataFolder.ts";
import { isDiskFull } from "../disk.ts";
import { LocalError } from "../localError.ts";
import { applyItems } from "./declaredItems.ts";
import type { TableDefinition, TableItem } from "./definitions.ts";
import { type Dynalite, openDynalite } from "./dynalite.ts";
import { checkConditions } from "./expressions.ts";
import { repairIndexes } from "./indexes.ts";
import { Reopening } from "./reopening.ts";
import { prepareTable } from "./storedTable.ts";
import { tableReads } from "./tableReads.ts";
import { deleteExpired } from "./timeToLive.ts";

const CLOSE_SECONDS = 5;

export interface Tables {
  /** The operations of the API, for the door. */
  readonly operations: AwsService;
  /** Does what DynamoDB's time to live does; to be called once a minute. @returns how many items expired */
  sweepExpired(now: Date): Promise<number>;
  /** Refuses further requests, lets those in progress end, and closes the store. */
  close(): Promise<void>;
}

/**
 * Opens the store, creates what is missing, and brings the declared `items` to what they are now, as Terraform would.
 * @param options.path a folder to keep the data in; in memory if absent
 * @throws TableChangedError if a stored table has other keys than the defined one; LocalError if the store cannot be opened or read
 */
export async function openTables(options: {
  path?: string;
  tables: TableDefinition[];
  items?: TableItem[];
  accountId?: string;
  region?: string;
  /** Called before each write; what it throws is the write's failure. */
  beforeWrite?: () => void;
}): Promise<Tables> {
  const { tables, items = [], accountId = "000000000000", region = "us-east-1", ...where } = options;
  const { path } = where;
  const dynalite = await openDynalite({ accountId, region, ...where }).catch((cause) => {
    throw openingError(String(path), cause);
  });
  try {
    for (const { create } of tables) await prepareTable(dynalite, create);
    await repair(dynalite, tables);
    await applyItems(dynalite, { path, tables, items });
  } catch (error) {
    await dynalite.close();
    throw error instanceof LocalError ? error : readingError(String(path), error);
  }
  return serve(dynalite, tables, path);
}

/** The innermost cause says what LevelDB said. */
function openingError(path: string, error: unknown): LocalError {
  const { code, cause } = error as { code?: string; cause?: unknown };
  if (cause) return openingError(path, cause);
  if (code !== "LEVEL_LOCKED") return readingError(path, error);
  const what = "in use by another local runtime; end that one, or choose another folder with --data";
  return new LocalError(`${path}: ${what}`, { cause: error });
}

function readingError(path: string, error: unknown): LocalError {
  const what = error instanceof Error ? error.message : String(error);
  if (isDiskFull(error)) return new LocalError(`${path}: no room on the disk (${what}); make some and start again`);
  return new DamagedError(path, `damaged (${what})`, "dynamodb", error);
}

async function repair(dynalite: Dynalite, tables: TableDefinition[]): Promise<void> {
  for (const { create } of tables) await repairIndexes(dynalite, create);
}

function serve(dynalite: Dynalite, tables: TableDefinition[], path: string | undefined): Tables {
  const reopening = new Reopening({
    path,
    reopen: async () => {
      await dynalite.reopen();
      await repair(dynalite, tables);
    },
  });
  const inProgress = new Set<Promise<unknown>>();
  let closing: Promise<void> | undefined;

  function track<T>(work: Promise<T>): Promise<T> {
    inProgress.add(work);
    const done = () => inProgress.delete(work);
    work.then(done, done);
    return work;
  }

  async function answer({ operation = "", json = {} }: AwsCall): Promise<AwsReply> {
    if (closing) throw new AwsError({ status: 503, code: "ServiceUnavailable", message: "shutting down" });
    checkConditions(json);
    return track(reopening.use(() => dynalite.perform(operation, json)));
  }

  async function close(): Promise<void> {
    const patience = new AbortController();
    const timeout = new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, CLOSE_SECONDS * 1000);
      patience.signal.addEventListener("abort", () => clearTimeout(timer));
    });
    await Promise.race([Promise.allSettled(inProgress), timeout]);
    patience.abort();
    await dynalite.close();
  }

  return {
    operations: new Map([
      ...dynalite.operations.map((name): [string, Operation] => [name, answer]),
      ...tableReads(tables),
    ]),
    async sweepExpired(now) {
      let deleted = 0;
      for (const table of tables) {
        if (closing) break;
        deleted += await track(reopening.use(() => deleteExpired(dynalite, table, now)));
      }
      return deleted;
    },
    close() {
      closing ??= close();
      return closing;
    },
  };
}
