// Remembers which bytes the archives were made of, so that a synth without changes does not bundle again.
import { createHash } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

const FILE = "inputs.json";

/** What decides the bytes besides the sources: the versions of everything, and how they are bundled. */
const ALWAYS = [
  "package-lock.json",
  "tsconfig.json",
  "scripts/build/bundles.ts",
  "scripts/build/startPlugins.ts",
  "stacks/service/functions.ts",
];

interface Remembered<T> {
  readonly inputs: string[];
  /** What was made, relative to the root. */
  readonly outputs: string[];
  /** Of all inputs and outputs. */
  readonly digest: string;
  readonly result: T;
}

async function digestOf(root: string, paths: readonly string[]): Promise<string> {
  const hash = createHash("sha256");
  const contents = await Promise.all([...ALWAYS, ...paths].map((path) => readFile(join(root, path))));
  for (const content of contents) hash.update(`${content.length}:`).update(content);
  return hash.digest("hex");
}

/** The remembered result, if every input and every output still has the same bytes. */
export async function unchanged<T>(root: string, folder: string): Promise<T | undefined> {
  try {
    const remembered = JSON.parse(await readFile(join(folder, FILE), "utf8")) as Remembered<T>;
    const { inputs, outputs, digest, result } = remembered;
    return (await digestOf(root, [...inputs, ...outputs])) === digest ? result : undefined;
  } catch {
    return undefined; // nothing remembered, or a file is gone
  }
}

export async function remember<T>(
  root: string,
  folder: string,
  made: { inputs: readonly string[]; outputs: readonly string[]; result: T },
): Promise<void> {
  const inputs = made.inputs.toSorted();
  const outputs = made.outputs.toSorted();
  const digest = await digestOf(root, [...inputs, ...outputs]);
  const remembered: Remembered<T> = { inputs, outputs, digest, result: made.result };
  const own = join(folder, `${FILE}.${process.pid}`);
  await writeFile(own, JSON.stringify(remembered));
  await rename(own, join(folder, FILE));
}
