// All services of the local AWS behind one door, with the real clients in front, whose answers are kept as they came over the wire.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SQSClient } from "@aws-sdk/client-sqs";
import { STSClient } from "@aws-sdk/client-sts";
import type { AwsService, ServiceName, Step } from "../../../local/aws/call.ts";
import { cloudWatchOperations } from "../../../local/cloudWatch/operations.ts";
import { Disk } from "../../../local/disk.ts";
import type { TableDefinition } from "../../../local/dynamodb/definitions.ts";
import { openTables } from "../../../local/dynamodb/tables.ts";
import { systemClock } from "../../../local/lambda/clock.ts";
import { LocalLambda } from "../../../local/lambda/service.ts";
import { formatEvent } from "../../../local/logs/logFile.ts";
import { logsOperations } from "../../../local/logs/logs.ts";
import { openQueues } from "../../../local/sqs/queues.ts";
import { sqsOperations } from "../../../local/sqs/sqs.ts";
import { stsOperations } from "../../../local/sts/sts.ts";
import { localClient, serveAws } from "../http/httpServer.ts";
import { ECHO_HANDLER, handlerFolder } from "../lambda/processes.ts";
import { ACCOUNT, capacityProviderSpec, functionSpec, managedSpec, queueSpec, REGION } from "../lambda/simulation.ts";
import { alarmOn, watchedBy } from "../local/alarms.ts";
import { openWorkflows, task } from "../workflow/workflows.ts";
import type { RawAnswer } from "./model.ts";

export const QUEUE_URL = `http://localhost/${ACCOUNT}/videos`;
/** All but S3, whose answers are XML and content: __tests__/local/s3. */
export type JsonService = Exclude<ServiceName, "s3">;

export const LOG_GROUP = "/aws/lambda/video";
export const LOG_STREAM = "2026/01/05/[$LATEST]0";

const table: TableDefinition = {
  create: {
    TableName: "videos",
    AttributeDefinitions: ["pk", "state"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
    KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
    BillingMode: "PAY_PER_REQUEST",
    GlobalSecondaryIndexes: [
      {
        IndexName: "byState",
        KeySchema: [{ AttributeName: "state", KeyType: "HASH" }],
        Projection: { ProjectionType: "ALL" },
      },
    ],
  },
  timeToLive: "expiresAt",
  hasPointInTimeRecovery: true,
};

/** Fails when its payload says so; else there is a map run, of one item. */
const workflow = {
  StartAt: "Work",
  States: {
    Work: task("work", { Next: "Each" }),
    Each: {
      Type: "Map",
      ItemSelector: { "item.$": "$$.Map.Item.Value" },
      ItemsPath: "$.Payload",
      ItemProcessor: {
        ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
        StartAt: "Pass",
        States: { Pass: { Type: "Pass", End: true } },
      },
      End: true,
    },
  },
};
const work = (payload: { fail?: boolean }) => {
  if (payload.fail) throw new Error("told to");
  return ["done"];
};

function openLambda(folder: ReturnType<typeof handlerFolder>): LocalLambda {
  const permissions = [{ functionName: "scaler", qualifier: undefined, statement: { Sid: "any", Effect: "Allow" } }];
  const { details } = functionSpec();
  const managed = (name: string, environments: number) =>
    managedSpec({ initialScalingConfig: { min: environments, max: environments } }, { ...folder, name });
  return new LocalLambda(
    [
      managed("video", 1),
      managed("asleep", 0),
      managed("huge", 99),
      {
        ...functionSpec({ name: "scaler", reservedConcurrency: 5 }),
        ...folder,
        details: { ...details, permissions, tags: { environment: "dev" } },
      },
      { ...functionSpec({ name: "closed", reservedConcurrency: 0 }), ...folder },
    ],
    [capacityProviderSpec()],
    {
      launchSeconds: 0,
      workersPerEnvironment: 1,
      region: REGION,
      accountId: ACCOUNT,
      extraEnvironment: {},
      report: () => {},
    },
  );
}

/** @param steps in front of the services */
export async function openServices(steps: readonly Step[] = []) {
  const folder = await mkdtemp(join(tmpdir(), "services-"));
  const handler = handlerFolder(ECHO_HANDLER);
  const lambda = openLambda(handler);
  const tables = await openTables({ tables: [table], accountId: ACCOUNT, region: REGION });
  const workflows = await openWorkflows(workflow, { work });
  const file = join(folder, "video.log");
  const lines = ["INFO", "ERROR"].map((level) => JSON.stringify({ level, message: "seen" }));
  await writeFile(file, lines.map((line) => formatEvent(Date.UTC(2026, 0, 5), LOG_STREAM, line)).join(""));
  const group = { name: LOG_GROUP, arn: `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${LOG_GROUP}`, file };
  const queues = openQueues({
    specs: ["videos", "dead-letters"].map((name) => ({ ...queueSpec(name), retentionSeconds: 60 })),
    folder: join(folder, "queues"),
    disk: new Disk(),
    clock: systemClock,
    say: () => {},
  });
  const services = {
    lambda: lambda.operations,
    dynamodb: tables.operations,
    states: workflows.service.operations,
    logs: logsOperations([{ ...group, createdAt: Date.UTC(2026, 0, 4), metricFilters: 0, retentionDays: 14 }]),
    sqs: sqsOperations({ queues, clock: systemClock, url: "http://localhost", accountId: ACCOUNT }),
    cloudwatch: cloudWatchOperations(watchedBy(alarmOn("Waiting", { threshold: 3 })), Date.now),
    sts: stsOperations({ accountId: ACCOUNT, partition: "aws", principalOf: () => undefined }),
  } satisfies Record<JsonService, AwsService>;
  const server = await serveAws(services, steps);
  lambda.start();
  await lambda.ready();

  const settings = localClient(server.endpoint);
  const clients = {
    lambda: new LambdaClient(settings),
    dynamodb: new DynamoDBClient(settings),
    states: new SFNClient(settings),
    logs: new CloudWatchLogsClient(settings),
    sqs: new SQSClient(settings),
    cloudwatch: new CloudWatchClient(settings),
    sts: new STSClient(settings),
  } satisfies Record<JsonService, unknown>;
  let last: RawAnswer | undefined;
  for (const client of Object.values(clients))
    record(client, (answer) => {
      last = answer;
    });

  return {
    services,
    errors: server.errors,
    /** Executions that have ended. */
    ended: () => workflows.changes.filter(({ status }) => status !== "RUNNING").map(({ name }) => name),
    /** Sends a command, and gives the answer as it came, and the error that the client made of it, if any. */
    async ask(service: JsonService, command: unknown): Promise<{ raw: RawAnswer; error: Error | undefined }> {
      last = undefined;
      const send = (clients[service] as unknown as { send(command: unknown): Promise<unknown> }).send.bind(
        clients[service],
      );
      const error = await send(command).then(
        () => undefined,
        (thrown: Error) => thrown,
      );
      if (!last) throw error ?? new Error("no answer");
      return { raw: last, error };
    },
    async close() {
      for (const client of Object.values(clients)) client.destroy();
      await server.close();
      await lambda.stop();
      await workflows.stop();
      await workflows.remove();
      await tables.close();
      handler.remove();
      await rm(folder, { recursive: true });
    },
  };
}

interface Response {
  statusCode: number;
  headers: Record<string, string>;
  body: AsyncIterable<Uint8Array> | Uint8Array;
}

/** Keeps each answer before the client reads it. */
function record(client: unknown, keep: (answer: RawAnswer) => void): void {
  type Next = (args: unknown) => Promise<{ response: Response }>;
  const { middlewareStack } = client as { middlewareStack: { add(middleware: unknown, options: object): void } };
  const middleware = (next: Next) => async (args: unknown) => {
    const result = await next(args);
    const chunks: Uint8Array[] = [];
    for await (const chunk of result.response.body as AsyncIterable<Uint8Array>) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    result.response.body = body;
    keep({ status: result.response.statusCode, headers: result.response.headers, body: body.toString("utf8") });
    return result;
  };
  middlewareStack.add(middleware, { step: "deserialize", priority: "low", name: "record" });
}
