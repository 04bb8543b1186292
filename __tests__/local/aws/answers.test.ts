// Every operation that the local AWS answers, against the SDK's own model of it.
import * as cloudwatch from "@aws-sdk/client-cloudwatch";
import {
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import * as dynamodb from "@aws-sdk/client-dynamodb";
import * as lambda from "@aws-sdk/client-lambda";
import * as sfn from "@aws-sdk/client-sfn";
import * as sqs from "@aws-sdk/client-sqs";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import {
  type JsonService,
  LOG_GROUP,
  LOG_STREAM,
  openServices,
  QUEUE_URL,
} from "../../support/aws/answeringServices.ts";
import { SdkModel } from "../../support/aws/model.ts";
import { ACCOUNT, REGION } from "../../support/lambda/simulation.ts";
import { MACHINE_ARN, until } from "../../support/workflow/workflows.ts";

const CLIENTS: Readonly<Record<JsonService, string>> = {
  lambda: "lambda",
  dynamodb: "dynamodb",
  states: "sfn",
  logs: "cloudwatch-logs",
  sts: "sts",
  sqs: "sqs",
  cloudwatch: "cloudwatch",
};

const PUBLISHED = "$LATEST.PUBLISHED";
const FunctionName = "video";
const CapacityProviderName = "video";
const TableName = "videos";
const Key = { pk: { S: "a" } };
const Item = { ...Key, state: { S: "new" }, n: { N: "1" }, list: { L: [{ BOOL: true }, { NULL: true }] } };
const stateMachineArn = MACHINE_ARN;
const executionArn = (name: string) => `${MACHINE_ARN.replace("stateMachine", "execution")}:${name}`;
const ResourceArn = `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${TableName}`;
const logGroupName = LOG_GROUP;
const QueueUrl = QUEUE_URL;
const MessageAttributes = { kind: { DataType: "String", StringValue: "film" } };
const minAndMax = { MinExecutionEnvironments: 1, MaxExecutionEnvironments: 1 };

const waiting = { Namespace: "Videos", MetricName: "Waiting", Dimensions: [{ Name: "service", Value: "a" }] };
const lastHour = () => ({ StartTime: new Date(Date.now() - 3_600_000), EndTime: new Date(Date.now() + 60_000) });

/** In this order. */
const ANSWERED: Readonly<Record<JsonService, readonly unknown[]>> = {
  lambda: [
    new lambda.InvokeCommand({ FunctionName: "scaler", LogType: "Tail", Payload: "{}" }),
    new lambda.InvokeCommand({ FunctionName, Payload: '{"fail":"broken"}' }),
    new lambda.InvokeCommand({ FunctionName, InvocationType: "Event", Payload: "{}" }),
    new lambda.InvokeCommand({ FunctionName, InvocationType: "DryRun", Payload: "{}" }),
    new lambda.GetFunctionCommand({ FunctionName }),
    new lambda.GetFunctionCommand({ FunctionName: "huge", Qualifier: PUBLISHED }),
    new lambda.GetFunctionCommand({ FunctionName: "scaler" }),
    new lambda.GetFunctionConfigurationCommand({ FunctionName, Qualifier: PUBLISHED }),
    new lambda.GetFunctionConcurrencyCommand({ FunctionName: "scaler" }),
    new lambda.GetFunctionConcurrencyCommand({ FunctionName }),
    new lambda.GetPolicyCommand({ FunctionName: "scaler" }),
    new lambda.ListTagsCommand({ Resource: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:scaler` }),
    new lambda.ListFunctionsCommand({ FunctionVersion: "ALL", MaxItems: 3 }),
    new lambda.ListVersionsByFunctionCommand({ FunctionName }),
    new lambda.GetAccountSettingsCommand({}),
    new lambda.ListCapacityProvidersCommand({}),
    new lambda.GetCapacityProviderCommand({ CapacityProviderName }),
    new lambda.ListFunctionVersionsByCapacityProviderCommand({ CapacityProviderName, MaxItems: 1 }),
    new lambda.PutFunctionScalingConfigCommand({
      FunctionName: "asleep",
      Qualifier: PUBLISHED,
      FunctionScalingConfig: minAndMax,
    }),
    new lambda.GetFunctionScalingConfigCommand({ FunctionName: "asleep", Qualifier: PUBLISHED }),
  ],
  dynamodb: [
    new dynamodb.PutItemCommand({ TableName, Item, ReturnValues: "ALL_OLD", ReturnConsumedCapacity: "TOTAL" }),
    new dynamodb.GetItemCommand({ TableName, Key, ReturnConsumedCapacity: "TOTAL" }),
    new dynamodb.UpdateItemCommand({
      TableName,
      Key,
      UpdateExpression: "SET n = n + :one",
      ExpressionAttributeValues: { ":one": { N: "1" } },
      ReturnValues: "ALL_NEW",
    }),
    new dynamodb.QueryCommand({
      TableName,
      IndexName: "byState",
      KeyConditionExpression: "#state = :new",
      ExpressionAttributeNames: { "#state": "state" },
      ExpressionAttributeValues: { ":new": { S: "new" } },
      ReturnConsumedCapacity: "INDEXES",
    }),
    new dynamodb.ScanCommand({ TableName, Limit: 1 }),
    new dynamodb.BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: [Key] } } }),
    new dynamodb.BatchWriteItemCommand({ RequestItems: { [TableName]: [{ DeleteRequest: { Key } }] } }),
    new dynamodb.DeleteItemCommand({ TableName, Key, ReturnValues: "ALL_OLD" }),
    new dynamodb.ListTablesCommand({}),
    new dynamodb.DescribeTableCommand({ TableName }),
    new dynamodb.DescribeTimeToLiveCommand({ TableName }),
    new dynamodb.DescribeContinuousBackupsCommand({ TableName }),
    new dynamodb.ListTagsOfResourceCommand({ ResourceArn }),
    new dynamodb.CreateTableCommand({
      TableName: "other",
      KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
      BillingMode: "PAY_PER_REQUEST",
    }),
    new dynamodb.DeleteTableCommand({ TableName: "other" }),
  ],
  states: [
    new sfn.StartExecutionCommand({ stateMachineArn, name: "good", input: "{}" }),
    new sfn.StartExecutionCommand({ stateMachineArn, name: "bad", input: '{"fail":true}' }),
    new sfn.DescribeExecutionCommand({ executionArn: executionArn("good") }),
    new sfn.DescribeExecutionCommand({ executionArn: executionArn("bad") }),
    new sfn.RedriveExecutionCommand({ executionArn: executionArn("bad") }),
    new sfn.DescribeExecutionCommand({ executionArn: executionArn("bad") }),
    new sfn.ListExecutionsCommand({ stateMachineArn, maxResults: 1 }),
    new sfn.GetExecutionHistoryCommand({ executionArn: executionArn("good") }),
    new sfn.GetExecutionHistoryCommand({ executionArn: executionArn("bad") }),
    new sfn.StopExecutionCommand({ executionArn: executionArn("good") }),
    new sfn.DescribeStateMachineCommand({ stateMachineArn }),
    new sfn.DescribeStateMachineForExecutionCommand({ executionArn: executionArn("good") }),
    new sfn.ListStateMachinesCommand({}),
    new sfn.ListMapRunsCommand({ executionArn: executionArn("good") }),
  ],
  logs: [
    new DescribeLogGroupsCommand({}),
    new DescribeLogStreamsCommand({ logGroupName }),
    new FilterLogEventsCommand({ logGroupName, limit: 1 }),
    new GetLogEventsCommand({ logGroupName, logStreamName: LOG_STREAM }),
  ],
  sts: [new GetCallerIdentityCommand({})],
  sqs: [
    new sqs.ListQueuesCommand({}),
    new sqs.GetQueueUrlCommand({ QueueName: "videos" }),
    new sqs.SendMessageCommand({ QueueUrl, MessageBody: "a", MessageAttributes, DelaySeconds: 0 }),
    new sqs.SendMessageBatchCommand({ QueueUrl, Entries: [{ Id: "b", MessageBody: "b" }] }),
    new sqs.GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }),
    new sqs.ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 2,
      MessageSystemAttributeNames: ["All"],
      MessageAttributeNames: ["All"],
    }),
    new sqs.ReceiveMessageCommand({ QueueUrl }),
    new sqs.DeleteMessageCommand({ QueueUrl, ReceiptHandle: "none" }),
    new sqs.DeleteMessageBatchCommand({ QueueUrl, Entries: [{ Id: "a", ReceiptHandle: "none" }] }),
    new sqs.ChangeMessageVisibilityBatchCommand({
      QueueUrl,
      Entries: [{ Id: "a", ReceiptHandle: "none", VisibilityTimeout: 1 }],
    }),
    new sqs.PurgeQueueCommand({ QueueUrl }),
  ],
  cloudwatch: [
    new cloudwatch.PutMetricDataCommand({
      Namespace: "Videos",
      MetricData: [
        { MetricName: "Waiting", Dimensions: [{ Name: "service", Value: "a" }], Values: [1, 5], Counts: [3, 1] },
      ],
    }),
    new cloudwatch.GetMetricDataCommand({
      ...lastHour(),
      MetricDataQueries: [
        { Id: "waiting", MetricStat: { Metric: waiting, Period: 60, Stat: "Maximum" } },
        { Id: "twice", Expression: "2 * waiting" },
      ],
    }),
    new cloudwatch.GetMetricStatisticsCommand({
      ...lastHour(),
      ...waiting,
      Period: 300,
      Statistics: ["Sum", "SampleCount"],
      ExtendedStatistics: ["p99"],
    }),
    new cloudwatch.ListMetricsCommand({ Namespace: "Videos", RecentlyActive: "PT3H" }),
    new cloudwatch.SetAlarmStateCommand({ AlarmName: "Waiting", StateValue: "ALARM", StateReason: "rehearsed" }),
    new cloudwatch.DescribeAlarmsCommand({ AlarmTypes: ["MetricAlarm", "CompositeAlarm"], StateValue: "ALARM" }),
    new cloudwatch.DescribeAlarmHistoryCommand({ AlarmName: "Waiting" }),
  ],
};

/** Asked below, or answered with a refusal only: the tests of errors have those. */
const OTHERS = ["DescribeMapRun", "ChangeMessageVisibility"];

const nameOf = (command: unknown) => (command as object).constructor.name.replace(/Command$/, "");

let opened: Awaited<ReturnType<typeof openServices>>;
beforeAll(async () => {
  opened = await openServices();
});
afterAll(() => opened.close(), 30_000);

describe.each(Object.keys(CLIENTS) as JsonService[])("%s", (service) => {
  it("answers in the shapes of the SDK's model, with plausible times, and no member more", async () => {
    const model = await SdkModel.of(CLIENTS[service]);
    const violations: string[] = [];
    for (const [index, command] of ANSWERED[service].entries()) {
      // What was started has ended when it is described.
      if (service === "states" && index === 2) await until(() => opened.ended().length === 2);
      const { raw, error } = await opened.ask(service, command);
      if (error) throw error;
      const answer = service === "sts" ? { ...raw, body: xmlResult(raw.body, nameOf(command)) } : raw;
      violations.push(...model.violations(nameOf(command), answer));
    }
    expect(violations).toEqual([]);
    expect(opened.errors).toEqual([]);
  });

  it("has no other operation than these and those that it refuses", async () => {
    const answered = new Set(ANSWERED[service].map(nameOf));
    const others = [...opened.services[service].keys()].filter((name) => !answered.has(name) && !OTHERS.includes(name));
    for (const name of others) {
      const handle = opened.services[service].get(name);
      const call = { service, operation: name, method: "POST", url: new URL("http://localhost/"), headers: {} };
      const refusal = handle?.({ ...call, body: Buffer.alloc(0), accessKeyId: undefined });
      await expect(refusal).rejects.toMatchObject({
        name: "AccessDeniedException",
        message: `local ${service}: ${name} changes nothing here, Terraform does; change the configuration and start again`,
      });
    }
  });
});

it("states answers about a map run and its executions in the same shapes", async () => {
  const model = await SdkModel.of(CLIENTS.states);
  const violations: string[] = [];
  async function ask(command: object) {
    const { raw, error } = await opened.ask("states", command);
    if (error) throw error;
    violations.push(...model.violations(nameOf(command), raw));
    return JSON.parse(raw.body);
  }
  const { mapRuns } = await ask(new sfn.ListMapRunsCommand({ executionArn: executionArn("good") }));
  const { mapRunArn, itemCounts } = await ask(new sfn.DescribeMapRunCommand({ mapRunArn: mapRuns[0].mapRunArn }));
  const { executions } = await ask(new sfn.ListExecutionsCommand({ mapRunArn }));
  const [item] = executions.map(({ executionArn: arn }: { executionArn: string }) => ({ executionArn: arn }));
  await ask(new sfn.DescribeExecutionCommand(item));
  await ask(new sfn.GetExecutionHistoryCommand(item));
  await ask(new sfn.DescribeStateMachineForExecutionCommand(item));

  expect(itemCounts).toMatchObject({ succeeded: 1, total: 1 });
  expect(violations).toEqual([]);
});

/** The result inside of an answer of the query protocol, as JSON. */
function xmlResult(xml: string, operation: string): string {
  const parse = (content: string): unknown => {
    const elements = [...content.matchAll(/<(\w+)[^>]*>(.*?)<\/\1>/gs)];
    return elements.length === 0
      ? content
      : Object.fromEntries(elements.map(([, name, inner = ""]) => [name, parse(inner)]));
  };
  const { [`${operation}Response`]: response } = parse(xml) as Record<string, Record<string, unknown>>;
  return JSON.stringify(response?.[`${operation}Result`]);
}
