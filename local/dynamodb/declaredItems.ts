// The items that Terraform declares. It deletes those that it declares no more, so their keys are kept over restarts.
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DamagedError } from "../dataFolder.ts";
import type { TableDefinition, TableItem } from "./definitions.ts";
import type { Dynalite } from "./dynalite.ts";

interface DeclaredKey {
  readonly TableName: string;
  readonly Key: Readonly<Record<string, unknown>>;
}

/** Beside the store's own files, so that what is forgotten with it is forgotten here. */
const FILE = "declared.json";

/**
 * Writes the items as an apply does, and deletes those of the start before that are declared no more.
 * @param path the store's folder; undefined for one in memory
 * @throws DamagedError if what is kept is not what was written
 */
export async function applyItems(
  dynalite: Dynalite,
  { path, tables, items }: { path: string | undefined; tables: TableDefinition[]; items: TableItem[] },
): Promise<void> {
  const declared = items.map((item) => keyOf(item, tables));
  if (path !== undefined) {
    const file = join(path, FILE);
    const isDeclared = new Set(declared.map((key) => JSON.stringify(key)));
    for (const key of load(file)) {
      if (!isDeclared.has(JSON.stringify(key))) await dynalite.call("DeleteItem", { ...key });
    }
    writeFileSync(`${file}.new`, JSON.stringify(declared));
    renameSync(`${file}.new`, file);
  }
  for (const { tableName, item } of items) await dynalite.call("PutItem", { TableName: tableName, Item: item });
}

function keyOf({ tableName, item }: TableItem, tables: TableDefinition[]): DeclaredKey {
  const keys = tables.find(({ create }) => create.TableName === tableName)?.create.KeySchema ?? [];
  return { TableName: tableName, Key: Object.fromEntries(keys.map(({ AttributeName: name }) => [name, item[name]])) };
}

function load(file: string): DeclaredKey[] {
  let stored: unknown;
  try {
    stored = JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw new DamagedError(file, "cannot be read", "dynamodb", cause);
  }
  if (!Array.isArray(stored) || !stored.every(isDeclaredKey)) {
    throw new DamagedError(file, "not what was written", "dynamodb");
  }
  return stored;
}

function isDeclaredKey(value: unknown): value is DeclaredKey {
  const { TableName, Key } = (value ?? {}) as Partial<DeclaredKey>;
  return typeof TableName === "string" && typeof Key === "object" && Key !== null;
}
