// What the Lambda API's REST messages have in common: bounded JSON bodies in, replies and errors out.

import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { LambdaServiceError } from "./errors.ts";
import { BodyTooLargeError, readBody } from "./httpMessages.ts";

export interface Reply {
  status: number;
  headers?: Record<string, string>;
  /** A value is sent as JSON, text as it is. */
  body?: unknown;
}

/**
 * Reads a body of JSON text; an empty one is `{}`, as on AWS.
 *
 * @throws LambdaServiceError RequestTooLargeException, InvalidRequestContentException
 */
export async function readJson(
  request: IncomingMessage,
  limitBytes: number,
): Promise<{ text: string; value: unknown }> {
  try {
    const text = (await readBody(request, limitBytes)) || "{}";
    return { text, value: JSON.parse(text) };
  } catch (error) {
    if (error instanceof BodyTooLargeError)
      throw new LambdaServiceError(
        "RequestTooLargeException",
        `Request must be smaller than ${limitBytes} bytes for this operation`,
      );
    if (error instanceof SyntaxError)
      throw new LambdaServiceError(
        "InvalidRequestContentException",
        `Could not parse request body into json: ${error.message}`,
      );
    throw error;
  }
}

/** An error as AWS answers it; one that is not the API's own becomes a ServiceException. */
export function errorReply(error: unknown): Reply {
  const known =
    error instanceof LambdaServiceError
      ? error
      : new LambdaServiceError("ServiceException", `local Lambda: ${error instanceof Error ? error.message : error}`);
  const headers: Record<string, string> = { "x-amzn-ErrorType": known.code };
  if (known.retryAfterSeconds !== undefined) headers["Retry-After"] = String(known.retryAfterSeconds);
  return { status: known.statusCode, headers, body: known.body() };
}

export function send(response: ServerResponse, reply: Reply): void {
  const body = reply.body === undefined || typeof reply.body === "string" ? reply.body : JSON.stringify(reply.body);
  response.writeHead(reply.status, {
    "Content-Type": "application/json",
    "x-amzn-RequestId": randomUUID(),
    ...reply.headers,
  });
  response.end(body);
}
