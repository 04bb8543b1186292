// AWS clients as every function wants them: short connect time-outs, so that a lost peer is an error and not a hang.
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { SFNClient } from "@aws-sdk/client-sfn";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";

const common = { requestHandler: { connectionTimeout: 2_000, requestTimeout: 10_000 } };

/** A document client that drops undefined attributes instead of refusing them. */
export const createDocumentClient = () =>
  DynamoDBDocumentClient.from(new DynamoDBClient(common), { marshallOptions: { removeUndefinedValues: true } });

export const createLambdaClient = () => new LambdaClient(common);

export const createStepFunctionsClient = () => new SFNClient(common);
