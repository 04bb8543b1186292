// Every error that the local AWS answers with, against the SDK's own model of it: status, header, the casing of its members.
import * as cloudwatch from "@aws-sdk/client-cloudwatch";
import {
  CreateLogGroupCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  StartQueryCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import * as dynamodb from "@aws-sdk/client-dynamodb";
import * as lambda from "@aws-sdk/client-lambda";
import * as sfn from "@aws-sdk/client-sfn";
import * as sqs from "@aws-sdk/client-sqs";
import { AssumeRoleCommand, GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Step } from "../../../local/aws/call.ts";
import { denied } from "../../../local/aws/denied.ts";
import { throttle } from "../../../local/aws/throttles.ts";
import { type JsonService, LOG_GROUP, openServices, QUEUE_URL } from "../../support/aws/answeringServices.ts";
import { SdkModel } from "../../support/aws/model.ts";
import { MACHINE_ARN, until } from "../../support/workflow/workflows.ts";

const PUBLISHED = "$LATEST.PUBLISHED";
const TableName = "videos";
const executionArn = (name: string) => `${MACHINE_ARN.replace("stateMachine", "execution")}:${name}`;
const NO_MAP_RUN = `${MACHINE_ARN.replace(":stateMachine:", ":mapRun:")}/Each:none`;
const started = (changes: Partial<sfn.StartExecutionCommandInput>) =>
  new sfn.StartExecutionCommand({ stateMachineArn: MACHINE_ARN, ...changes });
const scaled = (FunctionName: string, Qualifier = PUBLISHED) =>
  new lambda.PutFunctionScalingConfigCommand({
    FunctionName,
    Qualifier,
    FunctionScalingConfig: { MinExecutionEnvironments: 1, MaxExecutionEnvironments: 1 },
  });

/** Errors of all services, which no model lists. https://docs.aws.amazon.com/awssupport/latest/APIReference/CommonErrors.html */
const COMMON = [
  "AccessDenied",
  "AccessDeniedException",
  "NotImplementedException",
  "SerializationException",
  "Throttling",
];
/** The same, where a service's own model lists fewer than it answers with. */
const UNLISTED: Readonly<Partial<Record<JsonService, readonly string[]>>> = {
  dynamodb: ["ValidationException"],
  states: ["ThrottlingException"],
  cloudwatch: ["ThrottlingException"],
  sqs: ["InvalidParameterValue", "MissingParameter"],
};

type Case = readonly [command: unknown, name: string];

const LAMBDA: readonly Case[] = [
  [new lambda.GetFunctionCommand({ FunctionName: "none" }), "ResourceNotFoundException"],
  [new lambda.GetPolicyCommand({ FunctionName: "video" }), "ResourceNotFoundException"],
  [new lambda.GetCapacityProviderCommand({ CapacityProviderName: "none" }), "ResourceNotFoundException"],
  [new lambda.ListFunctionsCommand({ Marker: "none" }), "InvalidParameterValueException"],
  [new lambda.ListFunctionsCommand({ MaxItems: 0 }), "InvalidParameterValueException"],
  [new lambda.ListFunctionsCommand({ FunctionVersion: "1" as never }), "InvalidParameterValueException"],
  [new lambda.InvokeCommand({ FunctionName: "video", LogType: "Tail" }), "InvalidParameterValueException"],
  [new lambda.InvokeCommand({ FunctionName: "video", Payload: "{" }), "InvalidRequestContentException"],
  [
    new lambda.InvokeCommand({
      FunctionName: "video",
      InvocationType: "Event",
      Payload: `"${"x".repeat(1024 * 1024)}"`,
    }),
    "RequestTooLargeException",
  ],
  [new lambda.InvokeCommand({ FunctionName: "asleep" }), "ResourceNotReadyException"],
  [new lambda.InvokeCommand({ FunctionName: "closed" }), "TooManyRequestsException"],
  [scaled("huge"), "ResourceConflictException"],
  [scaled("video", "live"), "InvalidParameterValueException"],
  [scaled("scaler"), "AccessDeniedException"],
  [new lambda.PublishVersionCommand({ FunctionName: "video" }), "AccessDeniedException"],
  [new lambda.UpdateFunctionConfigurationCommand({ FunctionName: "none" }), "ResourceNotFoundException"],
  [new lambda.DeleteFunctionCommand({ FunctionName: "video" }), "AccessDeniedException"],
  [new lambda.ListAliasesCommand({ FunctionName: "video" }), "NotImplementedException"],
];

const DYNAMODB: readonly Case[] = [
  [new dynamodb.GetItemCommand({ TableName: "none", Key: { pk: { S: "a" } } }), "ResourceNotFoundException"],
  [new dynamodb.DescribeTimeToLiveCommand({ TableName: "none" }), "ResourceNotFoundException"],
  [new dynamodb.DescribeContinuousBackupsCommand({ TableName: "none" }), "TableNotFoundException"],
  [new dynamodb.DescribeTimeToLiveCommand({ TableName: undefined as never }), "ValidationException"],
  [new dynamodb.GetItemCommand({ TableName, Key: {} }), "ValidationException"],
  [
    new dynamodb.PutItemCommand({
      TableName,
      Item: { pk: { S: "a" } },
      ConditionExpression: "attribute_exists(pk)",
    }),
    "ConditionalCheckFailedException",
  ],
  [
    new dynamodb.UpdateTimeToLiveCommand({
      TableName,
      TimeToLiveSpecification: { Enabled: false, AttributeName: "expiresAt" },
    }),
    "AccessDeniedException",
  ],
  [new dynamodb.TransactWriteItemsCommand({ TransactItems: [] }), "NotImplementedException"],
];

const STATES: readonly Case[] = [
  [started({ stateMachineArn: "workflow" }), "InvalidArn"],
  [started({ stateMachineArn: `${MACHINE_ARN}-x` }), "StateMachineDoesNotExist"],
  [started({ name: "good", input: '{"other":1}' }), "ExecutionAlreadyExists"],
  [started({ name: "a b" }), "InvalidName"],
  [started({ input: "{" }), "InvalidExecutionInput"],
  [new sfn.ListStateMachinesCommand({ nextToken: "none" }), "InvalidToken"],
  [new sfn.ListStateMachinesCommand({ maxResults: 1_001 }), "ValidationException"],
  [new sfn.DescribeExecutionCommand({ executionArn: executionArn("none") }), "ExecutionDoesNotExist"],
  [new sfn.RedriveExecutionCommand({ executionArn: executionArn("good") }), "ExecutionNotRedrivable"],
  [new sfn.DescribeMapRunCommand({ mapRunArn: NO_MAP_RUN }), "ResourceNotFound"],
  [new sfn.DescribeMapRunCommand({ mapRunArn: executionArn("good") }), "InvalidArn"],
  [new sfn.ListExecutionsCommand({ mapRunArn: NO_MAP_RUN }), "ResourceNotFound"],
  [new sfn.ListExecutionsCommand({}), "ValidationException"],
  [new sfn.DeleteStateMachineCommand({ stateMachineArn: MACHINE_ARN }), "AccessDeniedException"],
  [new sfn.SendTaskSuccessCommand({ taskToken: "t", output: "1" }), "NotImplementedException"],
];

const LOGS: readonly Case[] = [
  [new DescribeLogStreamsCommand({ logGroupName: "none" }), "ResourceNotFoundException"],
  [new GetLogEventsCommand({ logGroupName: LOG_GROUP, logStreamName: "none" }), "ResourceNotFoundException"],
  [new FilterLogEventsCommand({}), "InvalidParameterException"],
  [new FilterLogEventsCommand({ logGroupName: LOG_GROUP, nextToken: "none" }), "InvalidParameterException"],
  [new FilterLogEventsCommand({ logGroupName: LOG_GROUP, filterPattern: "[a, b]" }), "InvalidParameterException"],
  [new FilterLogEventsCommand({ logGroupName: 1 as never }), "SerializationException"],
  [new CreateLogGroupCommand({ logGroupName: "new" }), "AccessDeniedException"],
  [new StartQueryCommand({ startTime: 0, endTime: 1, queryString: "x" }), "NotImplementedException"],
];

const QueueUrl = QUEUE_URL;
const entries = (...ids: string[]) => ids.map((Id) => ({ Id, MessageBody: "a" }));

const SQS: readonly Case[] = [
  [new sqs.SendMessageCommand({ QueueUrl: `${QueueUrl}-x`, MessageBody: "a" }), "QueueDoesNotExist"],
  [new sqs.GetQueueUrlCommand({ QueueName: "none" }), "QueueDoesNotExist"],
  [new sqs.SendMessageCommand({ QueueUrl, MessageBody: "" }), "MissingParameter"],
  [new sqs.SendMessageCommand({ QueueUrl, MessageBody: "a".repeat(1_048_577) }), "InvalidParameterValue"],
  [new sqs.SendMessageCommand({ QueueUrl, MessageBody: "a", DelaySeconds: 901 }), "InvalidParameterValue"],
  [new sqs.ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 11 }), "InvalidParameterValue"],
  [new sqs.SendMessageBatchCommand({ QueueUrl, Entries: [] }), "EmptyBatchRequest"],
  [new sqs.SendMessageBatchCommand({ QueueUrl, Entries: entries(..."abcdefghijk") }), "TooManyEntriesInBatchRequest"],
  [new sqs.SendMessageBatchCommand({ QueueUrl, Entries: entries("a", "a") }), "BatchEntryIdsNotDistinct"],
  [
    new sqs.ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: "none", VisibilityTimeout: 1 }),
    "ReceiptHandleIsInvalid",
  ],
  [new sqs.CreateQueueCommand({ QueueName: "new" }), "AccessDeniedException"],
  [new sqs.ListQueueTagsCommand({ QueueUrl }), "NotImplementedException"],
];

const at = (seconds: number) => new Date(seconds * 1_000);
const expression = (Expression: string, changes: object = {}) =>
  new cloudwatch.GetMetricDataCommand({
    MetricDataQueries: [{ Id: "e", Expression }],
    StartTime: at(0),
    EndTime: at(60),
    ...changes,
  });

const CLOUDWATCH: readonly Case[] = [
  [expression("1 +"), "InvalidParameterValueException"],
  [expression("METRICS()"), "InvalidParameterValueException"],
  [expression("e + 1"), "InvalidParameterValueException"],
  [expression("1", { EndTime: at(0) }), "InvalidParameterValueException"],
  [expression("1", { EndTime: at(100_800 * 60 + 60) }), "InvalidParameterValueException"],
  [
    new cloudwatch.GetMetricDataCommand({ StartTime: at(0), EndTime: at(60) } as never),
    "InvalidParameterValueException",
  ],
  [new cloudwatch.GetMetricStatisticsCommand({ Namespace: "Videos" } as never), "MissingRequiredParameterException"],
  [new cloudwatch.ListMetricsCommand({ NextToken: "x" }), "InvalidNextToken"],
  [new cloudwatch.ListMetricsCommand({ Dimensions: "x" as never }), "SerializationException"],
  [
    new cloudwatch.PutMetricDataCommand({ Namespace: "AWS/Lambda", MetricData: [{ MetricName: "a", Value: 1 }] }),
    "InvalidParameterValueException",
  ],
  [new cloudwatch.DescribeAlarmsCommand({ MaxRecords: 101 }), "InvalidParameterValueException"],
  [new cloudwatch.SetAlarmStateCommand({ AlarmName: "none", StateValue: "OK", StateReason: "x" }), "ResourceNotFound"],
  [
    new cloudwatch.SetAlarmStateCommand({ AlarmName: "Waiting", StateValue: "FINE" as never, StateReason: "x" }),
    "InvalidParameterValueException",
  ],
  [new cloudwatch.DeleteAlarmsCommand({ AlarmNames: ["Waiting"] }), "AccessDeniedException"],
  [new cloudwatch.ListDashboardsCommand({}), "NotImplementedException"],
];

const CASES: Readonly<Record<JsonService, { client: string; cases: readonly Case[]; any: unknown }>> = {
  lambda: { client: "lambda", cases: LAMBDA, any: new lambda.ListFunctionsCommand({}) },
  dynamodb: { client: "dynamodb", cases: DYNAMODB, any: new dynamodb.ListTablesCommand({}) },
  states: { client: "sfn", cases: STATES, any: new sfn.ListStateMachinesCommand({}) },
  logs: { client: "cloudwatch-logs", cases: LOGS, any: new DescribeLogStreamsCommand({ logGroupName: LOG_GROUP }) },
  cloudwatch: { client: "cloudwatch", cases: CLOUDWATCH, any: new cloudwatch.DescribeAlarmsCommand({}) },
  sqs: { client: "sqs", cases: SQS, any: new sqs.ListQueuesCommand({}) },
  sts: {
    client: "sts",
    cases: [
      [new AssumeRoleCommand({ RoleArn: "arn:aws:iam::1:role/r", RoleSessionName: "s" }), "NotImplementedException"],
    ],
    any: new GetCallerIdentityCommand({}),
  },
};

let opened: Awaited<ReturnType<typeof openServices>>;
let step: Step | undefined;
beforeAll(async () => {
  opened = await openServices([async (call) => step?.(call)]);
  await opened.ask("states", started({ name: "good", input: "{}" }));
  await until(() => opened.ended().includes("good"));
});
afterAll(() => opened.close(), 30_000);

/** What is wrong with an error: as the client reads it, and as it came. */
async function problems(service: JsonService, model: SdkModel, [command, expected]: Case): Promise<string[]> {
  const { raw, error } = await opened.ask(service, command);
  const found =
    error?.name === expected && error.message !== "" ? [] : [`${expected}: got ${error?.name}: ${error?.message}`];
  if (service === "sts") return found; // its errors are XML, and the model has no members for them
  if (service === "lambda" && raw.headers["x-amzn-errortype"] !== expected) found.push(`${expected}: header`);
  const violations = model.errorViolations(expected, raw);
  if (violations) return [...found, ...violations];
  const isCommon = [...COMMON, ...(UNLISTED[service] ?? [])].includes(expected);
  return isCommon ? found : [...found, `${expected}: is no error of ${service}`];
}

describe.each(Object.keys(CASES) as JsonService[])("%s", (service) => {
  const { client, cases, any } = CASES[service];

  it("refuses with the errors of the SDK's model", async () => {
    const model = await SdkModel.of(client);
    step = undefined;
    const found: string[] = [];
    for (const one of cases) found.push(...(await problems(service, model, one)));
    expect(found).toEqual([]);
    expect(opened.errors).toEqual([]);
  });

  it("says in its own way that it was called too often, and that the caller may not", async () => {
    const model = await SdkModel.of(client);
    for (const refused of [throttle(service), { ...denied(service), message: "not authorized" }]) {
      step = async () => refused;
      expect(await problems(service, model, [any, refused.code])).toEqual([]);
    }
  });
});
