// The records of a CSV file that a user names, one by one: such files may have millions of them.
import { CsvError, parse } from "csv-parse/sync";
import { CostError } from "./costError.ts";

/**
 * Rows are counted as a spreadsheet does: the first is row 1. A byte order mark is fine.
 * @param most how many are read; @default all
 * @throws CostError, with the file and the row, when the text is not CSV
 */
export function eachRecord(
  subject: string,
  text: string,
  read: (record: readonly string[], row: number) => void,
  most?: number,
): void {
  let row = 0;
  const counted = (record: readonly string[]): null => {
    row += 1;
    read(record, row);
    return null;
  };
  const bound = most === undefined ? {} : { to: most };
  try {
    parse(text, { bom: true, trim: true, relax_column_count: true, on_record: counted, ...bound });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // It may quote a file that is no text at all.
    const why = error.message.replaceAll(/[^\x20-\x7e]+/g, " ");
    throw new CostError(`${subject}: row ${row + 1}: is not CSV: ${why}`, { cause: error });
  }
}
