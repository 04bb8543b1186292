import { request } from "node:http";
import { DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { LambdaClient, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { ListStateMachinesCommand, SFNClient } from "@aws-sdk/client-sfn";
import { afterEach, describe, expect, it } from "@jest/globals";
import type { AwsCall, AwsService, Operation, ServiceName, Step } from "../../../local/aws/call.ts";
import { localClient, serveAws } from "../../support/http/httpServer.ts";

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

const service = (...operations: [string, Operation][]): AwsService => new Map(operations);
const ok: Operation = async () => ({ status: 200, body: "{}" });

async function open(services: Partial<Record<ServiceName, AwsService>>, steps: Step[] = []) {
  const server = await serveAws(services, steps);
  cleanUps.push(() => server.close());
  return server;
}

const signed = (name: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=AKIDTEST/20260101/eu-west-1/${name}/aws4_request, SignedHeaders=host, Signature=0`,
});

async function send(endpoint: string, path: string, headers: Record<string, string>, body?: string, method = "POST") {
  const response = await fetch(`${endpoint}${path}`, { method, headers, ...(body !== undefined && { body }) });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

describe("whose call it is", () => {
  const seen: AwsCall[] = [];
  const note: Step = async (call) => {
    seen.push(call);
    return undefined;
  };
  const all = {
    dynamodb: service(["GetItem", ok]),
    states: service(["StartExecution", ok]),
    lambda: service(["Invoke", ok], ["ListProvisionedConcurrencyConfigs", ok], ["GetFunctionConfiguration", ok]),
    sts: service(["GetCallerIdentity", ok]),
    logs: service(["FilterLogEvents", ok]),
  };

  it.each([
    ["/", "POST", { "x-amz-target": "DynamoDB_20120810.GetItem" }, "{}", "dynamodb", "GetItem"],
    ["/", "POST", { "x-amz-target": "AWSStepFunctions.StartExecution" }, "{}", "states", "StartExecution"],
    ["/", "POST", { "x-amz-target": "Logs_20140328.FilterLogEvents" }, "{}", "logs", "FilterLogEvents"],
    [
      "/2015-03-31/functions/a%3Ab/configuration?Qualifier=1",
      "GET",
      {},
      undefined,
      "lambda",
      "GetFunctionConfiguration",
    ],
    ["/2015-03-31/functions/f/invocations", "POST", {}, "{}", "lambda", "Invoke"],
    [
      "/2019-09-30/functions/f/provisioned-concurrency?List=ALL",
      "GET",
      {},
      undefined,
      "lambda",
      "ListProvisionedConcurrencyConfigs",
    ],
    [
      "/",
      "POST",
      { "content-type": "application/x-www-form-urlencoded" },
      "Action=GetCallerIdentity&Version=2011-06-15",
      "sts",
      "GetCallerIdentity",
    ],
  ])("%s by %s with %j %s is for %s: %s", async (path, method, headers, body, name, operation) => {
    const { endpoint } = await open(all, [note]);
    const { status } = await send(endpoint, path, { ...headers, ...signed(name) } as never, body, method);
    expect(status).toBe(200);
    expect(seen.at(-1)).toMatchObject({ service: name, operation, accessKeyId: "AKIDTEST" });
  });

  it("gives a REST path's variables, decoded", async () => {
    const { endpoint } = await open(all, [note]);
    await send(endpoint, "/2015-03-31/functions/arn%3Aaws%3Ax/configuration", {}, undefined, "GET");
    expect(seen.at(-1)).toMatchObject({ path: { FunctionName: "arn:aws:x" }, accessKeyId: undefined });
  });
});

describe("what is no operation", () => {
  it.each([
    "AWSStepFunctions.constructor",
    "AWSStepFunctions.__proto__",
    "AWSStepFunctions.toString",
    "AWSStepFunctions.",
  ])("%s is AWS's UnknownOperationException", async (target) => {
    const { endpoint } = await open({ states: service(["StartExecution", ok]) });
    const { status, text, headers } = await send(endpoint, "/", { "x-amz-target": target }, "{}");
    expect(status).toBe(400);
    expect(headers.get("content-type")).toBe("application/x-amz-json-1.0");
    expect(JSON.parse(text)).toMatchObject({ __type: "UnknownOperationException" });
  });

  it.each([
    [
      "POST",
      "/",
      { "x-amz-target": "DynamoDB_20120810.Nope" },
      400,
      "com.amazon.coral.service#UnknownOperationException",
    ],
    ["POST", "/", { "x-amz-target": "DynamoDB_20111205.GetItem" }, 400, "UnknownOperationException"],
    ["GET", "/2015-03-31/nothing", {}, 404, "UnknownOperationException"],
    ["POST", "/2015-03-31/functions/%2F/x/y", {}, 404, "UnknownOperationException"],
    ["POST", "/?Action=Constructor", signed("sts"), 400, "<Code>InvalidAction</Code>"],
    ["GET", "/", {}, 404, "<Code>UnknownOperationException</Code>"],
  ])("%s %s with %j answers %d", async (method, path, headers, expected, code) => {
    const { endpoint } = await open({ dynamodb: service(), lambda: service(), sts: service() });
    const answer = await send(endpoint, path, headers as never, undefined, method);
    expect(answer.status).toBe(expected);
    expect(answer.text + answer.headers.get("x-amzn-errortype")).toContain(code);
  });

  it("that AWS has, but this does not run, is said by name", async () => {
    const { endpoint } = await open({ lambda: service() });
    const lambda = await send(endpoint, "/2015-03-31/functions", {}, undefined, "GET");
    const events = await send(endpoint, "/", { "x-amz-target": "AWSEvents.PutEvents" }, "{}");
    const ec2 = await send(endpoint, "/?Action=DescribeVpcs", signed("ec2"));
    expect(lambda).toMatchObject({ status: 501, text: expect.stringContaining("ListFunctions is not simulated") });
    expect(events).toMatchObject({
      status: 501,
      text: expect.stringContaining("AWSEvents.PutEvents: not run locally"),
    });
    expect(ec2).toMatchObject({ status: 501, text: expect.stringContaining("<Message>ec2: not run locally") });
  });
});

describe("what is no body", () => {
  it.each([
    "null",
    "[]",
    '"x"',
    "7",
    "{",
    '{"a":',
    `${"[".repeat(100_000)}`,
    `{"a":${"[".repeat(500)}${"]".repeat(500)}}`,
  ])("case %# is AWS's SerializationException", async (body) => {
    const { endpoint } = await open({ dynamodb: service(["GetItem", ok]) });
    const { status, text } = await send(endpoint, "/", { "x-amz-target": "DynamoDB_20120810.GetItem" }, body);
    expect(status).toBe(400);
    expect(JSON.parse(text).__type).toBe("com.amazon.coral.service#SerializationException");
  });

  it("nor one that is longer than the service takes, which is read to its end", async () => {
    const { endpoint } = await open({ states: service(["StartExecution", ok]), lambda: service(["Invoke", ok]) });
    const target = { "x-amz-target": "AWSStepFunctions.StartExecution" };
    const fits = await send(endpoint, "/", target, `{"a":"${"x".repeat(1024 * 1024 - 8)}"}`);
    const long = await send(endpoint, "/", target, `{"a":"${"x".repeat(1024 * 1024 - 7)}"}`);
    const invoke = await send(endpoint, "/2015-03-31/functions/f/invocations", {}, " ".repeat(6 * 1024 * 1024 + 1));
    expect([fits.status, long.status, invoke.status]).toEqual([200, 413, 413]);
    expect(invoke.headers.get("x-amzn-errortype")).toBe("RequestTooLargeException");
  });

  it("goes on after a client that went away in the middle of its request", async () => {
    const { endpoint } = await open({ dynamodb: service(["GetItem", ok]) });
    const headers = { "x-amz-target": "DynamoDB_20120810.GetItem" };
    await new Promise<void>((resolve) => {
      const half = request(endpoint, { method: "POST", headers: { ...headers, "content-length": "1000" } });
      half.on("error", () => resolve());
      half.write("{", () => half.destroy(new Error("gone")));
    });
    expect((await send(endpoint, "/", headers, "{}")).status).toBe(200);
  });
});

describe("steps", () => {
  const refusal = { status: 429, code: "TooManyRequestsException", message: "Rate <exceeded>", retryAfterSeconds: 1 };

  it("run in their order before the service, until one refuses", async () => {
    const order: string[] = [];
    const step =
      (name: string, refuses = false): Step =>
      async () => {
        order.push(name);
        return refuses ? refusal : undefined;
      };
    const { endpoint } = await open({ dynamodb: service(["GetItem", ok]) }, [step("a"), step("b", true), step("c")]);
    const { status } = await send(endpoint, "/", { "x-amz-target": "DynamoDB_20120810.GetItem" }, "{}");
    expect({ status, order }).toEqual({ status: 429, order: ["a", "b"] });
  });

  it("are read by the SDK of each service as its own errors", async () => {
    const refuse: Step = async () => ({ ...refusal, members: { Reason: "CallerRateLimitExceeded" } });
    const { endpoint } = await open({}, [refuse]);
    const settings = localClient(endpoint);
    const [dynamodb, lambda, states] = [
      new DynamoDBClient(settings),
      new LambdaClient(settings),
      new SFNClient(settings),
    ];
    const expected = { name: refusal.code, message: refusal.message, $metadata: { httpStatusCode: 429 } };
    await expect(dynamodb.send(new DescribeTableCommand({ TableName: "videos" }))).rejects.toMatchObject(expected);
    await expect(states.send(new ListStateMachinesCommand({}))).rejects.toMatchObject(expected);
    await expect(lambda.send(new ListFunctionsCommand({}))).rejects.toMatchObject({
      ...expected,
      Reason: "CallerRateLimitExceeded",
      retryAfterSeconds: "1",
      Type: "User",
    });
    for (const client of [dynamodb, lambda, states]) client.destroy();
  });

  it("are escaped where the protocol is XML", async () => {
    const { endpoint } = await open({}, [async () => refusal]);
    const { text } = await send(endpoint, "/?Action=GetCallerIdentity&Version=2011-06-15", signed("sts"));
    expect(text).toContain(
      '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>TooManyRequestsException</Code><Message>Rate &lt;exceeded&gt;</Message>',
    );
  });
});

it("answers the service's 500 for what a service throws, and tells it", async () => {
  const broken: Operation = () => Promise.reject(new Error("broken"));
  const server = await open({ dynamodb: service(["GetItem", broken]), lambda: service(["Invoke", broken]) });
  const dynamodb = await send(server.endpoint, "/", { "x-amz-target": "DynamoDB_20120810.GetItem" }, "{}");
  const lambda = await send(server.endpoint, "/2015-03-31/functions/f/invocations", {}, "{}");
  expect(dynamodb).toMatchObject({ status: 500, text: expect.stringContaining("InternalServerError") });
  expect(lambda).toMatchObject({ status: 500, text: expect.stringContaining('"Message":"local lambda: broken"') });
  expect(server.errors).toEqual([new Error("broken"), new Error("broken")]);
});
