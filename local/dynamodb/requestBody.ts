// Reads a request's body without ever holding more than a bound.
import type { IncomingMessage } from "node:http";

/** The whole body; undefined if it is longer than `maxBytes`. @throws if the client goes away before its end */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
