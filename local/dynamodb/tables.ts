// DynamoDB on this machine: the synthesised tables behind DynamoDB's own HTTP API, for the unmodified SDK.

import type { IncomingMessage, ServerResponse } from "node:http";
import { LocalError } from "../localError.ts";
import type { TableDefinition, TableItem } from "./definitions.ts";
import { type Dynalite, openDynalite } from "./dynalite.ts";
import { repairIndexes } from "./indexes.ts";
import { readBody } from "./requestBody.ts";
import { prepareTable } from "./storedTable.ts";
import { deleteExpired } from "./timeToLive.ts";

/** DynamoDB's own limit on a request. */
const MAX_REQUEST_BYTES = 16 * 1024 * 1024;
const CLOSE_SECONDS = 5;

export interface Tables {
  /** Answers a DynamoDB request (`x-amz-target: DynamoDB_20120810.*`) whose body has not been read. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
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
}): Promise<Tables> {
  const { path, tables, items = [], accountId = "000000000000", region = "us-east-1" } = options;
  const dynalite = await openDynalite({ accountId, region, ...(path !== undefined && { path }) }).catch((cause) => {
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

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body: Buffer | undefined;
    try {
      body = await readBody(request, MAX_REQUEST_BYTES);
    } catch {
      response.destroy(); // The client went away in mid-request.
    }
    if (response.closed || response.destroyed) return;
    if (!body) {
      response.writeHead(413, { connection: "close" }).end();
      return;
    }
    const complete = body;
    await new Promise<void>((resolve) => {
      response.once("close", resolve);
      dynalite.answer(
        { method: request.method ?? "POST", url: request.url ?? "/", headers: request.headers, body: complete },
        response,
      );
    });
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
    async handle(request, response) {
      if (!closing) return track(answer(request, response));
      const body = JSON.stringify({ __type: "com.amazon.coral.service#ServiceUnavailable", message: "shutting down" });
      response.writeHead(503, { "content-type": "application/x-amz-json-1.0" }).end(body);
    },
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
