// DynamoDB on this machine: the synthesised tables behind DynamoDB's own HTTP API, for the unmodified SDK.

import { type AwsCall, AwsError, type AwsReply, type AwsService } from "../aws/call.ts";
import { LocalError } from "../localError.ts";
import type { TableDefinition, TableItem } from "./definitions.ts";
import { type Dynalite, openDynalite } from "./dynalite.ts";
import { checkConditions } from "./expressions.ts";
import { repairIndexes } from "./indexes.ts";
import { prepareTable } from "./storedTable.ts";
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
 * Opens the store, creates what is missing and writes `items` as Terraform would.
 * @param options.path a folder to keep the data in; in memory if absent
 * @throws TableChangedError if a stored table has other keys than the defined one
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
    throw new LocalError(`${path}: cannot be opened; another local runtime may be using it`, { cause });
  });
  try {
    for (const { create } of tables) {
      await prepareTable(dynalite, create);
      await repairIndexes(dynalite, create);
    }
    for (const { tableName, item } of items) await dynalite.call("PutItem", { TableName: tableName, Item: item });
  } catch (error) {
    await dynalite.close();
    throw error;
  }
  return serve(dynalite, tables);
}

function serve(dynalite: Dynalite, tables: TableDefinition[]): Tables {
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
    return track(dynalite.perform(operation, json));
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
    operations: new Map(dynalite.operations.map((name) => [name, answer])),
    async sweepExpired(now) {
      let deleted = 0;
      for (const table of tables) {
        if (closing) break;
        deleted += await track(deleteExpired(dynalite, table, now));
      }
      return deleted;
    },
    close() {
      closing ??= close();
      return closing;
    },
  };
}
