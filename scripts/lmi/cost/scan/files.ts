// Files of a scan, plain or gzipped, as usage reports come.
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import type { Source } from "../../../../cost/scan/dataset.ts";
import { UsageError } from "../../../cliError.ts";

const unzipped = promisify(gunzip);

/** No file of an account is larger, unzipped; more would not fit into a text. */
const MOST_BYTES = 500_000_000;

/** @throws UsageError with the path and why it cannot be read */
export async function readSource(path: string): Promise<Source> {
  try {
    const bytes = await readFile(path);
    const isZipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
    const plain = isZipped ? await unzipped(bytes, { maxOutputLength: MOST_BYTES }) : bytes;
    if (plain.length > MOST_BYTES) throw new RangeError(`more than ${MOST_BYTES} bytes`);
    return { name: path, text: plain.toString("utf8") };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UsageError(`${path}: cannot be read (${code ?? message})`, { cause: error });
  }
}
