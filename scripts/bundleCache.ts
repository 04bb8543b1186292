// Remembers which bytes the archives were made of, so that a synth without changes does not bundle again.
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

const FILE = "inputs.json";

/** What decides the bytes besides the sources: the versions of everything, and how they are bundled. */
const ALWAYS = ["package-lock.json", "scripts/bundles.ts"];

interface Remembered<T> {
  readonly inputs: string[];
  readonly digest: string;
  readonly result: T;
}

async function digestOf(root: string, inputs: readonly string[]): Promise<string> {
  const hash = createHash("sha256");
  const contents = await Promise.all([...ALWAYS, ...inputs].map((path) => readFile(join(root, path))));
  for (const content of contents) hash.update(`${content.length}:`).update(content);
  return hash.digest("hex");
}

/** The remembered result, if every input still has the same bytes. */
export async function unchanged<T>(root: string, folder: string): Promise<T | undefined> {
  try {
    const { inputs, digest, result } = JSON.parse(await readFile(join(folder, FILE), "utf8")) as Remembered<T>;
    return (await digestOf(root, inputs)) === digest ? result : undefined;
  } catch {
    return undefined; // nothing remembered, or an input is gone
  }
}

export async function remember<T>(root: string, folder: string, inputs: readonly string[], result: T): Promise<void> {
  const sorted = inputs.toSorted();
  const remembered: Remembered<T> = { inputs: sorted, digest: await digestOf(root, sorted), result };
  await writeFile(join(folder, FILE), JSON.stringify(remembered));
}
