// The CSV of one offer, row by row as it arrives: what is not kept by the reader is gone.
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { CsvError, type Parser, parse } from "csv-parse";
import { PriceListError } from "./priceListError.ts";
import { withoutReservations } from "./withoutReservations.ts";

/** A row longer than this is no price, but a file that is broken. */
const MAX_ROW_CHARACTERS = 1_000_000;

/** A cell of the row by the name of its column; empty when the row has none. */
export type Cell = (column: string) => string;

/**
 * Calls `onRow` for every price of the file other than reservations, and returns the file's version.
 * https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/reading-service-price-list-file-for-services.html
 * @param columns must all be there
 * @throws PriceListError for what is not a price list
 */
export async function readOfferFile(
  offer: string,
  bytes: Readable,
  columns: readonly string[],
  onRow: (cell: Cell) => void,
): Promise<string> {
  const places = new Map<string, number>();
  let version = "";
  let row: readonly string[] = [];
  const cell: Cell = (column) => row[places.get(column) ?? -1] ?? "";

  const take = (cells: readonly string[]): null => {
    row = cells;
    if (places.size > 0) onRow(cell);
    else if (cells[0] === "SKU") {
      cells.forEach((name, place) => {
        places.set(name, place);
      });
      const missing = columns.find((name) => !places.has(name));
      if (missing !== undefined) {
        throw new PriceListError(`${offer}: must have the column "${missing}"; AWS changed its price list`);
      }
    } else if (cells[0] === "Version") version = cells[1] ?? "";
    return null; // nothing is kept
  };
  const parser: Parser = parse({
    bom: true,
    // The lines before the header are pairs.
    relax_column_count: true,
    max_record_size: MAX_ROW_CHARACTERS,
    on_record: take,
  });
  try {
    // Flowing, because it yields nothing that anyone reads.
    await pipeline(bytes, withoutReservations, parser.resume());
  } catch (error) {
    if (error instanceof CsvError) {
      throw new PriceListError(`${offer}: is not a price list: ${error.message}`, { cause: error });
    }
    throw error;
  }
  if (places.size === 0) throw new PriceListError(`${offer}: is not a price list: it has no line that begins with SKU`);
  return version;
}
