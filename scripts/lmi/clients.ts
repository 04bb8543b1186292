// AWS clients, each loaded when it is first used: a command that calls nothing starts fast.
import { bounded } from "../../app/shared/boundedClient.ts";
import { REQUEST } from "../../app/shared/request.ts";
import type { Call } from "./dryRun.ts";
import { onlyRecord } from "./dryRun.ts";
import type { Settings } from "./settings.ts";

export type Clients = ReturnType<typeof createClients>;

/** The longest that one call may take in a command, retries included, in seconds. */
export const CALL_SECONDS = 20;

const once = <T>(create: () => Promise<T>): (() => Promise<T>) => {
  let created: Promise<T> | undefined;
  return () => {
    created ??= create();
    return created;
  };
};

/** @param calls where a dry run keeps the calls that would change something; without it they are made */
export function createClients({ region, endpoint, credentials }: Settings, calls?: Call[]) {
  const common = {
    requestHandler: REQUEST,
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint }),
    ...(credentials && { credentials }),
  };
  return {
    documents: once(async () => {
      const [{ DynamoDBClient }, { DynamoDBDocumentClient }] = await Promise.all([
        import("@aws-sdk/client-dynamodb"),
        import("@aws-sdk/lib-dynamodb"),
      ]);
      const client = new DynamoDBClient(common);
      if (calls) onlyRecord(client, calls);
      const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
      return bounded(documents, "DynamoDB", CALL_SECONDS);
    }),
    lambda: once(async () => {
      const { LambdaClient } = await import("@aws-sdk/client-lambda");
      const client = new LambdaClient(common);
      if (calls) onlyRecord(client, calls);
      return bounded(client, "Lambda", CALL_SECONDS);
    }),
    cloudWatch: once(async () => {
      const { CloudWatchClient } = await import("@aws-sdk/client-cloudwatch");
      const client = new CloudWatchClient(common);
      if (calls) onlyRecord(client, calls);
      return bounded(client, "CloudWatch", CALL_SECONDS);
    }),
    /** The caller's ARN, which any credentials may ask for: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
    identity: once(async () => {
      const { GetCallerIdentityCommand, STSClient } = await import("@aws-sdk/client-sts");
      const client = bounded(new STSClient(common), "STS", CALL_SECONDS);
      return String((await client.send(new GetCallerIdentityCommand({}))).Arn);
    }),
    sqs: once(async () => {
      const { SQSClient } = await import("@aws-sdk/client-sqs");
      const client = new SQSClient(common);
      if (calls) onlyRecord(client, calls);
      return bounded(client, "SQS", CALL_SECONDS);
    }),
    logs: once(async () => {
      const { CloudWatchLogsClient } = await import("@aws-sdk/client-cloudwatch-logs");
      return bounded(new CloudWatchLogsClient(common), "CloudWatch Logs", CALL_SECONDS);
    }),
    stepFunctions: once(async () => {
      const { SFNClient } = await import("@aws-sdk/client-sfn");
      const client = new SFNClient(common);
      if (calls) onlyRecord(client, calls);
      return bounded(client, "Step Functions", CALL_SECONDS);
    }),
  };
}
