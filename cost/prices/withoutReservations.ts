// Drops the rows of reservations before anything parses them: of the EC2 file they are most, and parsing is what takes time.

const [NEWLINE, QUOTE] = [0x0a, 0x22];
/** A cell; within another cell its quotes would be doubled. */
const RESERVED = Buffer.from(',"Reserved",');
/** Beyond this it is no row: what parses it shall say so. */
const MAX_ROW_BYTES = 1_000_000;

function quotesIn(bytes: Buffer, from: number, to: number): number {
  let quotes = 0;
  for (let place = from; place < to; place++) if (bytes[place] === QUOTE) quotes += 1;
  return quotes;
}

/** Where the row that begins at `start` ends; undefined when its end is yet to come. A line end within quotes is none. */
function endOfRow(bytes: Buffer, start: number): number | undefined {
  let quotes = 0;
  for (let from = start; ; ) {
    const newline = bytes.indexOf(NEWLINE, from);
    if (newline < 0) return undefined;
    quotes += quotesIn(bytes, from, newline);
    from = newline + 1;
    if (quotes % 2 === 0) return from;
  }
}

/** The same CSV without rows that have a cell which says Reserved. */
export async function* withoutReservations(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const bytes = Buffer.concat([rest, chunk]);
    const kept: Buffer[] = [];
    let start = 0;
    for (let end = endOfRow(bytes, start); end !== undefined; end = endOfRow(bytes, start)) {
      const row = bytes.subarray(start, end);
      if (!row.includes(RESERVED)) kept.push(row);
      start = end;
    }
    rest = bytes.subarray(start);
    if (rest.length > MAX_ROW_BYTES) {
      kept.push(rest);
      rest = Buffer.alloc(0);
    }
    if (kept.length > 0) yield Buffer.concat(kept);
  }
  if (rest.length > 0) yield rest;
}
