// What a call asks of IAM: which actions on which resources. https://docs.aws.amazon.com/service-authorization/latest/reference/
import type { AwsCall, ServiceName } from "../aws/call.ts";
import { type Account, type Asked, arnIn } from "./account.ts";
import { dynamodbAsks } from "./askedOfDynamodb.ts";
import { lambdaAsks } from "./askedOfLambda.ts";
import { s3Asks } from "./askedOfS3.ts";

type Asks = (call: AwsCall, account: Account) => Asked[];

const string = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

/** Executions, state machines, map runs and activities are named by their ARN. */
const statesAsks: Asks = ({ operation, json = {} }) => {
  const { executionArn, mapRunArn, stateMachineArn, activityArn, resourceArn } = json;
  const resource = [executionArn, mapRunArn, stateMachineArn, activityArn, resourceArn].map(string).find(Boolean);
  return [{ action: `states:${operation}`, resource: resource ?? "*" }];
};

/** Every call about a log group is about its streams too, in what its ARN says. */
const logsAsks: Asks = ({ operation, json = {} }, { place }) => {
  const group = string(json.logGroupName) ?? string(json.logGroupIdentifier) ?? "";
  const name = /:log-group:([^:]+)/.exec(group)?.[1] ?? group;
  const resource = arnIn(place, "logs", `log-group:${name}:log-stream:${string(json.logStreamName) ?? ""}`);
  return [{ action: `logs:${operation}`, resource }];
};

/** Who one is may be asked by all. https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
const FREE = ["GetCallerIdentity", "GetSessionToken"];

const stsAsks: Asks = ({ operation = "", form }) =>
  FREE.includes(operation) ? [] : [{ action: `sts:${operation}`, resource: form?.get("RoleArn") ?? "*" }];

/** Queues are named by their URL, or by their name. Batches ask for what their entries do. */
const sqsAsks: Asks = ({ operation = "", json = {} }, { place }) => {
  const name = string(json.QueueUrl)?.split("/").at(-1) ?? string(json.QueueName);
  return [{ action: `sqs:${operation.replace(/Batch$/, "")}`, resource: name ? arnIn(place, "sqs", name) : "*" }];
};

/** Metrics are no resources; alarms are, where one is named. https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html */
const cloudWatchAsks: Asks = ({ operation = "", json = {} }, { place }) => {
  const name = operation === "SetAlarmState" ? string(json.AlarmName) : undefined;
  const resource = name === undefined ? "*" : arnIn(place, "cloudwatch", `alarm:${name}`);
  const context =
    operation === "PutMetricData" ? { "cloudwatch:namespace": [string(json.Namespace) ?? ""] } : undefined;
  return [{ action: `cloudwatch:${operation}`, resource, ...(context && { context }) }];
};

const ASKS: Readonly<Record<ServiceName, Asks>> = {
  dynamodb: dynamodbAsks,
  lambda: lambdaAsks,
  states: statesAsks,
  logs: logsAsks,
  sts: stsAsks,
  sqs: sqsAsks,
  s3: s3Asks,
  cloudwatch: cloudWatchAsks,
};

/** All of it must be allowed. Empty for a call that needs no permission, or names so little that its service refuses it. */
export const askedBy = (call: AwsCall, account: Account): Asked[] => ASKS[call.service](call, account);
