// Files that hold one JSON value each: whole, or not there at all.
import { createHash } from "node:crypto";
import { open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { DamagedError } from "../dataFolder.ts";

/** The file of what an ARN names. */
export const fileOf = (folder: string, arn: string, kind: "execution" | "history" | "mapRun"): string =>
  join(folder, `${createHash("sha256").update(arn).digest("hex").slice(0, 32)}.${kind}.json`);

/** @throws DamagedError for a file that cannot be read or is not what was written */
export async function readStored<T>(path: string, isWhole: (value: unknown) => value is T): Promise<T> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, "utf8"));
  } catch (cause) {
    throw new DamagedError(path, "cannot be read", "executions", cause);
  }
  if (isWhole(value)) return value;
  throw new DamagedError(path, "not what was written", "executions");
}

/** All or nothing, also when the machine loses power. */
export async function writeDurably(path: string, value: unknown): Promise<void> {
  const partial = `${path}.partial`;
  const file = await open(partial, "w");
  try {
    await file.writeFile(JSON.stringify(value));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(partial, path);
  const folder = await open(join(path, ".."), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
