// What the operations of the Lambda API have in common: the parts of a call that they read, and replies of JSON.

import type { AwsCall, AwsReply } from "../aws/call.ts";
import { LambdaServiceError } from "./errors.ts";

/** A variable of the call's path, which the route that was matched has. */
export const pathOf = (call: AwsCall, name: string): string => call.path?.[name] ?? "";

/** The version or alias that the call names in its query, if it does. */
export const qualifierOf = (call: AwsCall): string | undefined => call.url.searchParams.get("Qualifier") ?? undefined;

/**
 * Reads a body of JSON text; an empty one is `{}`, as on AWS.
 * @param limitBytes where the operation's is below the service's
 * @throws LambdaServiceError RequestTooLargeException, InvalidRequestContentException
 */
export function readJson({ body }: AwsCall, limitBytes = Number.POSITIVE_INFINITY): { text: string; value: unknown } {
  if (body.length > limitBytes)
    throw new LambdaServiceError(
      "RequestTooLargeException",
      `Request must be smaller than ${limitBytes} bytes for this operation`,
    );
  const text = body.toString("utf8") || "{}";
  try {
    return { text, value: JSON.parse(text) };
  } catch (error) {
    throw new LambdaServiceError(
      "InvalidRequestContentException",
      `Could not parse request body into json: ${(error as Error).message}`,
    );
  }
}

export const jsonReply = (status: number, body: object): AwsReply => ({ status, body: JSON.stringify(body) });
