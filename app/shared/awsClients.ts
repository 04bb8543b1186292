// AWS clients as every function wants them: each call ends, in time that is known, whatever becomes of the peer.
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { SFNClient } from "@aws-sdk/client-sfn";
import { bounded } from "./boundedClient.ts";
import { documentClientOf } from "./documentClient.ts";
import { ItemProtocol } from "./itemProtocol.ts";
import { REQUEST } from "./request.ts";
import { createRequestHandler } from "./requestHandler.ts";
import { Sha256 } from "./sha256.ts";

/** The longest that one call may take in a function, retries included, in seconds: some of them in a row still fit into a function of 50 s. */
export const CALL_SECONDS = 6;

/** Middleware that a function has no use for: it logs to no logger, names no version, and guards against loops that DynamoDB cannot make. */
const UNUSED = ["loggerMiddleware", "recursionDetectionMiddleware", "getUserAgentMiddleware"];

/** A document client that drops undefined attributes instead of refusing them. */
export function createDocumentClient() {
  const client = new DynamoDBClient({
    maxAttempts: 3,
    protocol: ItemProtocol,
    requestHandler: createRequestHandler(REQUEST),
    sha256: Sha256,
  });
  for (const name of UNUSED) client.middlewareStack.remove(name);
  return documentClientOf(client, { marshallOptions: { removeUndefinedValues: true } }, CALL_SECONDS);
}

/** Never retries: the control plane answers 15 requests a second for the whole account, and the next round asks again. */
export const createLambdaClient = () =>
  bounded(new LambdaClient({ requestHandler: REQUEST, maxAttempts: 1 }), "Lambda", CALL_SECONDS);

export const createStepFunctionsClient = () =>
  bounded(new SFNClient({ requestHandler: REQUEST, maxAttempts: 3 }), "Step Functions", CALL_SECONDS);
