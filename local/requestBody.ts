// Reads a request's body without ever holding more than a bound: for every port of the local run.
import type { IncomingMessage } from "node:http";

/**
 * The whole body; undefined if it is longer than `maxBytes`, which is read to its end and not kept, so that the sender gets an
 * answer.
 * @throws if the client goes away before its end
 */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= maxBytes) chunks.push(chunk);
    else chunks.length = 0;
  }
  return length <= maxBytes ? Buffer.concat(chunks) : undefined;
}
