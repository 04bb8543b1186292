import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import type { AwsCall } from "../../../local/aws/call.ts";
import type { TableDefinition } from "../../../local/dynamodb/definitions.ts";
import { openTables } from "../../../local/dynamodb/tables.ts";
import { temporaryFolder } from "../../support/local/system.ts";

const capacity: TableDefinition = {
  create: {
    TableName: "capacity",
    AttributeDefinitions: ["pk", "sk"].map((name) => ({ AttributeName: name, AttributeType: "S" })),
    KeySchema: [
      { AttributeName: "pk", KeyType: "HASH" },
      { AttributeName: "sk", KeyType: "RANGE" },
    ],
    BillingMode: "PAY_PER_REQUEST",
  },
};

const item = (pk: string, sk: string) => ({ pk: { S: pk }, sk: { S: sk } });

let path: string;

beforeEach(() => {
  path = temporaryFolder();
});

afterEach(() => rmSync(path, { recursive: true, force: true }));

/** A start that declares these functions. @returns what the table has then; a lease of its own comes to it afterwards */
async function start(functions: string[]): Promise<string[]> {
  const items = functions.map((id) => ({ tableName: "capacity", item: item(id, "declaration") }));
  const tables = await openTables({ path, tables: [capacity], items });
  const perform = async (operation: string, json: object) => {
    const reply = await tables.operations.get(operation)?.({ operation, json } as AwsCall);
    return JSON.parse(String(reply?.body)) as { Items: ReturnType<typeof item>[] };
  };
  try {
    const { Items } = await perform("Scan", { TableName: "capacity" });
    await perform("PutItem", { TableName: "capacity", Item: item("words", "lease") });
    return Items.map(({ pk, sk }) => `${pk.S} ${sk.S}`).sort();
  } finally {
    await tables.close();
  }
}

it("an item that Terraform declares no more is deleted, as an apply does, and what the system wrote stays", async () => {
  expect(await start(["processor", "words"])).toEqual(["processor declaration", "words declaration"]);

  expect(await start(["processor"])).toEqual(["processor declaration", "words lease"]);
  expect(await start(["words"])).toEqual(["words declaration", "words lease"]);
});

it.each(["{", "{}", '[{"Key":{}}]'])(
  "keys that are not as they were written, %s, say how to drop them",
  async (text) => {
    await start(["words"]);
    writeFileSync(join(path, "declared.json"), text);

    await expect(start(["words"])).rejects.toThrow(/declared\.json: .*; start with --fresh=dynamodb to drop it$/);
  },
);
