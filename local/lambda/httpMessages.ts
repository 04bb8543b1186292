// Reading a bounded body, for the two HTTP faces of the local Lambda.

import type { IncomingMessage } from "node:http";

/** The sender's body is larger than what is accepted. */
export class BodyTooLargeError extends Error {
  constructor(limitBytes: number) {
    super(`body: must be at most ${limitBytes} bytes`);
    this.name = "BodyTooLargeError";
  }
}

/**
 * Reads a whole body as text. A larger one is read to its end, so that the sender gets an answer, but not kept.
 *
 * @throws BodyTooLargeError
 */
export async function readBody(request: IncomingMessage, limitBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= limitBytes) chunks.push(chunk);
    else chunks.length = 0;
  }
  if (size > limitBytes) throw new BodyTooLargeError(limitBytes);
  return Buffer.concat(chunks).toString("utf8");
}
