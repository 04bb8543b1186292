// Makes every index agree with its table's items. dynalite writes an item and its index entries one after the other, so a
// process that dies in between leaves an index that shows an item in a state which it never reached.
import type { CreateTable } from "./definitions.ts";
import type { BatchOperation, Dynalite } from "./dynalite.ts";

/** Rewrites the entries of a table's indexes that differ from what its items say. @returns how many entries were wrong */
export async function repairIndexes(dynalite: Dynalite, table: CreateTable): Promise<number> {
  const operations: BatchOperation[] = [];
  for (const kind of ["Local", "Global"] as const) {
    const indexes = table[`${kind}SecondaryIndexes`] ?? [];
    if (indexes.length === 0) continue;
    const prefix = (index: string) => `index-${kind.toLowerCase()}~${table.TableName}~${index}~`;

    const expected = new Map<string, string>();
    for await (const [, item] of dynalite.entries(`item-${table.TableName}~`)) {
      for (const entry of dynalite.indexEntries(indexes, item, table)) {
        expected.set(prefix(entry.index) + entry.key, JSON.stringify(entry.item));
      }
    }
    for (const { IndexName } of indexes) {
      for await (const [suffix, item] of dynalite.entries(prefix(IndexName))) {
        const key = prefix(IndexName) + suffix;
        if (!expected.has(key)) operations.push({ type: "del", key });
        else if (expected.get(key) === JSON.stringify(item)) expected.delete(key);
      }
    }
    for (const [key, item] of expected) operations.push({ type: "put", key, value: JSON.parse(item) });
  }
  if (operations.length > 0) await dynalite.batch(operations);
  return operations.length;
}
