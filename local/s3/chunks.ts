// aws-chunked: content in pieces that say their length, with checksums behind the last one.
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
import { s3Error } from "./errors.ts";

const LONGEST_LINE = 16 * 1024;
const SIZE = /^([0-9a-f]{1,8})(?:;.*)?$/i;
const EMPTY = Buffer.alloc(0);

/**
 * The content of a body that is aws-chunked; signatures of single chunks are not checked.
 * @param trailers is given what comes behind the content, names in lower case
 * @throws AwsError IncompleteBody
 */
export async function* unchunked(
  body: AsyncIterable<Buffer>,
  trailers: Map<string, string>,
): AsyncGenerator<Buffer, void> {
  const pieces = body[Symbol.asyncIterator]();
  let rest: Buffer = EMPTY;
  const more = async (): Promise<boolean> => {
    const { value, done } = await pieces.next();
    if (!done) rest = rest.length === 0 ? value : Buffer.concat([rest, value]);
    return !done;
  };
  const line = async (): Promise<string | undefined> => {
    for (;;) {
      const end = rest.indexOf("\r\n");
      if (end >= 0) {
        const found = rest.toString("latin1", 0, end);
        rest = rest.subarray(end + 2);
        return found;
      }
      if (rest.length > LONGEST_LINE || !(await more())) return rest.length > 0 ? broken() : undefined;
    }
  };
  for (;;) {
    let left = Number.parseInt(SIZE.exec((await line()) ?? broken())?.[1] ?? broken(), 16);
    if (left === 0) break;
    while (left > 0) {
      if (rest.length === 0 && !(await more())) broken();
      const piece = rest.subarray(0, left);
      rest = rest.subarray(piece.length);
      left -= piece.length;
      yield piece;
    }
    if ((await line()) !== "") broken();
  }
  for (let trailer = await line(); trailer; trailer = await line()) {
    const colon = trailer.indexOf(":");
    trailers.set(trailer.slice(0, colon).trim().toLowerCase(), trailer.slice(colon + 1).trim());
  }
}

function broken(): never {
  throw s3Error("IncompleteBody");
}
