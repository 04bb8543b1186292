// Where a price table comes from: the shipped one, or a file that `lmi cost prices --refresh` wrote or a person did.
import { readFile } from "node:fs/promises";
import { linesOf } from "../../app/shared/issues.ts";
import { CostError } from "../costError.ts";
import { jsonContent } from "../jsonContent.ts";
import { type PriceTable, priceTableSchema } from "./priceTable.ts";
import { US_EAST_1 } from "./usEast1.ts";

/** @throws CostError with one line per mistake: the file, the path of the value, what is wrong */
export function parsePrices(name: string, text: string): PriceTable {
  const content = jsonContent(name, text);
  const parsed = priceTableSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  const lines = linesOf(parsed.error, content).map((line) => `${name}: ${line}`);
  throw new CostError(lines.join("\n"), { cause: parsed.error });
}

/**
 * @param path of a JSON file; without it the table that is shipped, us-east-1
 * @throws CostError when the file cannot be read or is not a price table
 */
export async function readPrices(path?: string): Promise<PriceTable> {
  if (path === undefined) return US_EAST_1;
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new CostError(`${path}: cannot be read (${error.code ?? error.message})`, { cause: error });
  });
  return parsePrices(path, text);
}
