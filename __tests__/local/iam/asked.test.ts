import { describe, expect, it } from "@jest/globals";
import type { AwsCall, ServiceName } from "../../../local/aws/call.ts";
import { askedBy } from "../../../local/iam/asked.ts";
import { partitionKeys } from "../../../local/iam/askedOfDynamodb.ts";
import { matchRoute } from "../../../local/lambda/routes.ts";

const HERE = "eu-west-1:000000000000";
const TABLE = `arn:aws:dynamodb:${HERE}:table/videos`;
const FUNCTION = `arn:aws:lambda:${HERE}:function:processor`;

const hash = (name: string) => [{ AttributeName: name, KeyType: "HASH" as const }];

const account = {
  place: { partition: "aws", region: "eu-west-1", accountId: "000000000000" },
  keys: partitionKeys([
    {
      TableName: "videos",
      AttributeDefinitions: [],
      KeySchema: [...hash("id"), { AttributeName: "at", KeyType: "RANGE" }],
      BillingMode: "PAY_PER_REQUEST",
      GlobalSecondaryIndexes: [
        { IndexName: "status", KeySchema: hash("status"), Projection: { ProjectionType: "ALL" } },
      ],
      LocalSecondaryIndexes: [{ IndexName: "live", KeySchema: hash("id"), Projection: { ProjectionType: "ALL" } }],
    },
  ]),
};

const call = (service: ServiceName, operation: string, rest: Partial<AwsCall> = {}): AwsCall => ({
  service,
  operation,
  method: "POST",
  url: new URL("http://127.0.0.1/"),
  headers: {},
  body: Buffer.alloc(0),
  accessKeyId: undefined,
  ...rest,
});

const asks = (service: ServiceName, operation: string, json: Record<string, unknown> = {}) =>
  askedBy(call(service, operation, { json }), account);

const one = (resource: string, ...leading: string[]) => ({
  resource,
  ...(leading.length > 0 && { context: { "dynamodb:leadingkeys": leading } }),
});

describe("DynamoDB", () => {
  const TableName = "videos";
  it.each([
    ["GetItem", { TableName, Key: { id: { S: "a" }, at: { N: "1" } } }, [one(TABLE, "a")]],
    ["GetItem", { TableName: TABLE, Key: { id: { N: "7" } } }, [one(TABLE, "7")]],
    ["PutItem", { TableName, Item: { id: { B: "AQI=" }, status: { S: "new" } } }, [one(TABLE, "AQI=")]],
    ["UpdateItem", { TableName, Key: { id: { S: "a" } }, UpdateExpression: "SET status = :s" }, [one(TABLE, "a")]],
    ["DeleteItem", { TableName, Key: { at: { S: "a" } } }, [one(TABLE)]],
    ["Scan", { TableName }, [one(TABLE)]],
    ["Scan", { TableName, IndexName: "status" }, [one(`${TABLE}/index/status`)]],
    [
      "Query",
      {
        TableName,
        KeyConditionExpression: "#pk = :pk AND at = :at",
        ExpressionAttributeNames: { "#pk": "id" },
        ExpressionAttributeValues: { ":pk": { S: "a" }, ":at": { S: "b" } },
      },
      [one(TABLE, "a")],
    ],
    [
      "Query",
      {
        TableName,
        IndexName: "status",
        KeyConditionExpression: ":s = status",
        ExpressionAttributeValues: { ":s": { S: "queued" } },
      },
      [one(`${TABLE}/index/status`, "queued")],
    ],
    [
      "Query",
      {
        TableName,
        IndexName: "live",
        KeyConditions: { id: { ComparisonOperator: "EQ", AttributeValueList: [{ S: "a" }] } },
      },
      [one(`${TABLE}/index/live`, "a")],
    ],
    [
      "BatchGetItem",
      { RequestItems: { videos: { Keys: [{ id: { S: "a" } }, { id: { S: "b" } }] }, other: { Keys: [] } } },
      [one(TABLE, "a", "b"), one(TABLE.replace("videos", "other"))],
    ],
    [
      "BatchWriteItem",
      {
        RequestItems: {
          videos: [{ PutRequest: { Item: { id: { S: "a" } } } }, { DeleteRequest: { Key: { id: { S: "b" } } } }],
        },
      },
      [one(TABLE, "a", "b")],
    ],
    ["DescribeTable", { TableName }, [one(TABLE)]],
    ["ListTagsOfResource", { ResourceArn: TABLE }, [one(TABLE)]],
    ["ListTables", {}, [one("*")]],
    ["GetItem", {}, []],
    ["GetItem", { TableName, Key: null }, [one(TABLE)]],
    ["BatchWriteItem", { RequestItems: { videos: ["x", null, { PutRequest: 1 }] } }, [one(TABLE)]],
  ])("%s %j", (operation, json, expected) => {
    const action = `dynamodb:${operation}`;
    expect(asks("dynamodb", operation, json)).toEqual(expected.map((rest) => ({ action, ...rest })));
  });
});

describe("Lambda", () => {
  const lambda = (method: string, path: string) => {
    const url = new URL(`http://127.0.0.1${path}`);
    return askedBy(call("lambda", "", { url, method, ...matchRoute(method, url) }), account);
  };
  const invoke = (name: string) => `/2015-03-31/functions/${name}/invocations`;

  it.each([
    ["POST", invoke("processor"), "lambda:InvokeFunction", FUNCTION],
    ["POST", `${invoke("processor")}?Qualifier=1`, "lambda:InvokeFunction", `${FUNCTION}:1`],
    ["POST", invoke("processor%3A%24LATEST.PUBLISHED"), "lambda:InvokeFunction", `${FUNCTION}:$LATEST.PUBLISHED`],
    ["POST", invoke(encodeURIComponent(FUNCTION)), "lambda:InvokeFunction", FUNCTION],
    [
      "PUT",
      "/2025-11-30/functions/processor/function-scaling-config?Qualifier=$LATEST.PUBLISHED",
      "lambda:PutFunctionScalingConfig",
      `${FUNCTION}:$LATEST.PUBLISHED`,
    ],
    ["GET", "/2015-03-31/functions/processor/configuration", "lambda:GetFunctionConfiguration", FUNCTION],
    ["GET", "/2025-11-30/capacity-providers", "lambda:ListCapacityProviders", "*"],
    [
      "GET",
      "/2025-11-30/capacity-providers/large",
      "lambda:GetCapacityProvider",
      `arn:aws:lambda:${HERE}:capacity-provider:large`,
    ],
  ])("%s %s", (method, path, action, resource) => {
    expect(lambda(method, path)).toEqual([{ action, resource }]);
  });

  it("leaves it to the service to refuse a name that is none", () => {
    expect(lambda("POST", invoke("no%20name"))).toEqual([]);
  });
});

describe("the other services", () => {
  const machine = `arn:aws:states:${HERE}:stateMachine:workflow`;
  const execution = `arn:aws:states:${HERE}:execution:workflow:run`;
  const stream = (name: string) => `arn:aws:logs:${HERE}:log-group:${name}`;

  it.each<[ServiceName, string, Record<string, unknown>, string]>([
    ["states", "StartExecution", { stateMachineArn: machine, name: "run" }, machine],
    ["states", "ListExecutions", { stateMachineArn: machine }, machine],
    ["states", "DescribeExecution", { executionArn: execution }, execution],
    ["states", "StopExecution", { executionArn: execution, cause: machine }, execution],
    ["states", "ListStateMachines", {}, "*"],
    ["logs", "DescribeLogStreams", { logGroupName: "/aws/lambda/api" }, stream("/aws/lambda/api:log-stream:")],
    ["logs", "GetLogEvents", { logGroupIdentifier: `${stream("g")}:*`, logStreamName: "s" }, stream("g:log-stream:s")],
    ["logs", "DescribeLogGroups", {}, stream(":log-stream:")],
    ["sqs", "ReceiveMessage", { QueueUrl: "http://localhost/1/words" }, `arn:aws:sqs:${HERE}:words`],
    ["sqs", "GetQueueUrl", { QueueName: "words" }, `arn:aws:sqs:${HERE}:words`],
    ["sqs", "ListQueues", {}, "*"],
  ])("%s %s %j", (service, operation, json, resource) => {
    expect(asks(service, operation, json)).toEqual([{ action: `${service}:${operation}`, resource }]);
  });

  it("everybody may ask who they are, and a role may be taken only where its ARN is allowed", () => {
    const form = new URLSearchParams({ RoleArn: "arn:aws:iam::000000000000:role/r" });
    expect(askedBy(call("sts", "GetCallerIdentity", { form }), account)).toEqual([]);
    expect(askedBy(call("sts", "AssumeRole", { form }), account)).toEqual([
      { action: "sts:AssumeRole", resource: "arn:aws:iam::000000000000:role/r" },
    ]);
  });
});
