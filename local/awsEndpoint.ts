// One port for all of AWS that the system calls, as AWS_ENDPOINT_URL expects it: the request itself says whose it is.
import type { IncomingMessage, ServerResponse } from "node:http";

export interface AwsServices {
  readonly lambda: { handle(request: IncomingMessage, response: ServerResponse): Promise<boolean> };
  readonly stepFunctions: { handle(request: IncomingMessage, response: ServerResponse): Promise<boolean> };
  readonly tables: { handle(request: IncomingMessage, response: ServerResponse): Promise<void> };
}

/** Hands each request to its service; what none of them knows is refused by name. */
export async function handleAws(
  { lambda, stepFunctions, tables }: AwsServices,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const target = String(request.headers["x-amz-target"] ?? "");
  if (target.startsWith("DynamoDB_")) return tables.handle(request, response);
  if (await stepFunctions.handle(request, response)) return;
  if (await lambda.handle(request, response)) return;
  const what = target || `${request.method} ${request.url}`;
  const message = `${what}: not run locally; DynamoDB, Step Functions and Lambda are`;
  response
    .writeHead(501, { "content-type": "application/json", "x-amzn-errortype": "NotImplementedException" })
    .end(JSON.stringify({ __type: "NotImplementedException", message }));
}
