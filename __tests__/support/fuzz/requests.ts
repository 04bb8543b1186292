// Requests for each door of the local run: mostly nearly right, some of them nothing at all.
import fc from "fast-check";
import { OPERATIONS } from "../../../local/aws/operations.ts";
import { ROUTES } from "../../../local/lambda/routes.ts";
import type { RawRequest } from "../http/rawHttp.ts";
import { jsonBody, nameLike } from "./values.ts";

type Headers = RawRequest["headers"];

const HOST = ["Host", "127.0.0.1"] as const;

const host = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom("127.0.0.1", "localhost:4566", "[::1]", "api.localhost") },
  { weight: 1, arbitrary: fc.constantFrom("example.com", "", "localhost.example.com", "127.0.0.1@example.com", "ä") },
);

const credentials = fc.constantFrom(
  "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=0",
  "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
  "AWS4-HMAC-SHA256 Credential=/////, SignedHeaders=, Signature=",
  "Bearer x",
  "",
);

const oddHeader = fc.oneof(
  fc.constantFrom<readonly [string, string]>(
    ["Content-Type", "application/x-www-form-urlencoded"],
    ["Content-Type", "text/plain; charset=ä"],
    ["Content-Encoding", "gzip"],
    ["X-Amz-Invocation-Type", "Event"],
    ["X-Amz-Invocation-Type", "DryRun"],
    ["X-Amz-Invocation-Type", "constructor"],
    ["X-Amz-Log-Type", "Tail"],
    ["X-Amz-Client-Context", "%%%"],
    ["X-Amz-Date", "never"],
    ["Origin", "http://localhost:3000"],
    ["Origin", "https://example.com"],
    ["Origin", "null"],
    ["Cookie", "a=b; ; =; __proto__=1"],
    ["Accept-Encoding", "*;q=nothing"],
    ["X-Forwarded-For", "::1, x"],
    ["Expect", "100-continue"],
    ["Upgrade", "websocket"],
    ["__proto__", "1"],
    ["constructor", "1"],
    ["X-Long", "x".repeat(20_000)],
  ),
  fc.tuple(fc.constant("X-Odd"), fc.string({ unit: "binary", maxLength: 30 })),
);

/** Mostly none; a name that no parser takes, now and then. */
const oddHeaders: fc.Arbitrary<Headers> = fc.oneof(
  { weight: 20, arbitrary: fc.constant([]) },
  { weight: 10, arbitrary: fc.array(oddHeader, { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.tuple(fc.tuple(fc.string({ maxLength: 10 }), fc.constant("1"))) },
);

/** The host and what is given, with up to three headers more. */
const headersWith = (...given: Headers): fc.Arbitrary<Headers> =>
  fc
    .tuple(host, credentials, oddHeaders)
    .map(([name, authorization, more]) => [["Host", name], ["Authorization", authorization], ...given, ...more]);

const mostly = (usual: string, ...others: string[]) =>
  fc.oneof({ weight: 20, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) });

/** A post with a target of the JSON protocols. */
function jsonCall(service: string, operation: string, template: object): fc.Arbitrary<RawRequest> {
  return fc.record({
    method: mostly("POST", "GET", "PUT", "OPTIONS", "CONNECT"),
    target: mostly("/", "/?Action=x", "/a//b", "//", "*", "http://example.com/", "/%"),
    headers: headersWith(["X-Amz-Target", `${service}.${operation}`], ["Content-Type", "application/x-amz-json-1.0"]),
    body: jsonBody(template),
  });
}

/** Calls that are described by a template each, or by their name alone. */
export function jsonService(service: string, names: Iterable<string>, templates: Readonly<Record<string, object>>) {
  const described = Object.entries(templates).map(([operation, template]) => jsonCall(service, operation, template));
  const others = nameLike(...names).filter((name) => !Object.hasOwn(templates, name));
  return fc.oneof(
    { weight: 8, arbitrary: fc.oneof(...described) },
    {
      weight: 1,
      arbitrary: others.chain((operation) => jsonCall(service, operation, { TableName: "none", Limit: 1 })),
    },
  );
}

const KEY = { pk: { S: "a" }, sk: { S: "b" } };
const ITEM = { ...KEY, a: { S: "v" }, n: { N: "12.5" }, m: { M: { c: { L: [{ NULL: true }, { BS: ["AAE="] }] } } } };
const names = (...letters: string[]) => Object.fromEntries(letters.map((letter) => [`#${letter}`, letter]));

/** Operations on a table of the given name, with keys pk and sk and an index byA; those that destroy are sent to none. */
export function dynamodbRequest(TableName: string): fc.Arbitrary<RawRequest> {
  return jsonService("DynamoDB_20120810", OPERATIONS.dynamodb, dynamodbTemplates(TableName));
}

/** What DynamoDB takes as it is. */
export const dynamodbTemplates = (TableName: string): Readonly<Record<string, object>> => ({
  GetItem: {
    TableName,
    Key: KEY,
    ProjectionExpression: "#n, #m.c[0]",
    ConsistentRead: true,
    ExpressionAttributeNames: names("n", "m"),
  },
  PutItem: {
    TableName,
    Item: ITEM,
    ConditionExpression: "attribute_not_exists(#n) OR #n = :n OR begins_with(#a, :v)",
    ExpressionAttributeNames: names("n", "a"),
    ExpressionAttributeValues: { ":n": { N: "1" }, ":v": { S: "v" } },
  },
  UpdateItem: {
    TableName,
    Key: KEY,
    UpdateExpression: "SET #n = if_not_exists(#n, :n) + :n REMOVE #x ADD #s :s",
    ConditionExpression: "(size(#a) > :n AND NOT (#n = :n)) OR #n IN (:n, :n) OR attribute_not_exists(#a) OR #a <> :s",
    ReturnValues: "ALL_NEW",
    ExpressionAttributeNames: names("a", "n", "x", "s"),
    ExpressionAttributeValues: { ":n": { N: "1" }, ":s": { SS: ["x", "y"] } },
  },
  DeleteItem: { TableName, Key: KEY, Expected: { none: { Exists: false } }, ReturnValues: "ALL_OLD" },
  Query: {
    TableName,
    KeyConditionExpression: "pk = :v AND begins_with(sk, :w)",
    FilterExpression: "#n BETWEEN :n AND :n OR contains(#a, :w)",
    ExpressionAttributeNames: names("n", "a"),
    ExpressionAttributeValues: { ":v": { S: "a" }, ":w": { S: "b" }, ":n": { N: "1" } },
    ScanIndexForward: false,
    Limit: 2,
    ExclusiveStartKey: { pk: { S: "a" }, sk: { S: "bb" } },
  },
  Scan: {
    TableName,
    IndexName: "byA",
    Segment: 0,
    TotalSegments: 2,
    FilterExpression: "#n = :n",
    ExpressionAttributeNames: names("n"),
    ExpressionAttributeValues: { ":n": { N: "1" } },
  },
  BatchGetItem: { RequestItems: { [TableName]: { Keys: [KEY], AttributesToGet: ["a"] } } },
  BatchWriteItem: {
    RequestItems: {
      [TableName]: [{ PutRequest: { Item: { ...ITEM, sk: { S: "c" } } } }, { DeleteRequest: { Key: KEY } }],
    },
  },
  DeleteTable: { TableName: "none" },
  UpdateTable: { TableName: "none", BillingMode: "PROVISIONED" },
  DescribeTable: { TableName },
  ListTables: { Limit: 1, ExclusiveStartTableName: "aaa" },
  DescribeTimeToLive: { TableName },
});

/** Operations on a state machine; executions are named, so that most starts meet one that exists. */
export function statesRequest(stateMachineArn: string): fc.Arbitrary<RawRequest> {
  const executionArn = `${stateMachineArn.replace(":stateMachine:", ":execution:")}:fuzz`;
  const page = { maxResults: 5, nextToken: "YWZ0ZXI6" };
  return jsonService("AWSStepFunctions", OPERATIONS.states, {
    StartExecution: { stateMachineArn, name: "fuzz", input: "{}" },
    DescribeExecution: { executionArn },
    ListExecutions: { stateMachineArn, statusFilter: "RUNNING", ...page },
    StopExecution: { executionArn, error: "e", cause: "c" },
    RedriveExecution: { executionArn, clientToken: "t" },
    GetExecutionHistory: { executionArn, reverseOrder: true, ...page },
    DescribeStateMachine: { stateMachineArn },
    ListStateMachines: page,
  });
}

/** Every route of Lambda's API, with names that exist and names that do not. */
export function lambdaRequest(functions: readonly string[]): fc.Arbitrary<RawRequest> {
  const variable = nameLike(...functions, `${functions[0]}:$LATEST.PUBLISHED`, "arn%3Aaws%3Alambda%3Ax");
  const query = fc.constantFrom(
    "",
    "?Qualifier=$LATEST.PUBLISHED",
    "?Qualifier=%zz",
    "?Qualifier=1",
    "?Marker=&MaxItems=-1",
  );
  const used = ["Invoke", "PutFunctionScalingConfig", "GetFunctionScalingConfig", "GetFunctionConfiguration"];
  return fc.constantFrom(...Object.keys(ROUTES), ...Array(20).fill(used).flat()).chain((operation: string) => {
    const [method = "", path = ""] = (ROUTES[operation] ?? "").split(" ");
    return fc.record({
      method: mostly(method, "DELETE", "HEAD", "PATCH"),
      target: fc
        .tuple(variable, query)
        .map(([name, more]) => path.replaceAll(/\{\w+\}/g, () => name.replaceAll(/[ #?]/g, "")) + more),
      headers: headersWith(),
      body: jsonBody({ FunctionScalingConfig: { MinExecutionEnvironments: -1, MaxExecutionEnvironments: 1 } }),
    });
  });
}

/** Anything at all, for the HTTP API. */
export const apiRequest: fc.Arbitrary<RawRequest> = fc.record({
  method: fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS") },
    {
      weight: 1,
      arbitrary: fc.constantFrom("TRACE", "CONNECT", "PROPFIND", "M-SEARCH", "PURGE", "get", "NOPE", "G ET", ""),
    },
  ),
  target: fc.oneof(
    {
      weight: 6,
      arbitrary: fc
        .array(nameLike("videos", "batches", "health", "process", "01JAB0000000000000000000AA"), { maxLength: 4 })
        .map((parts) => `/${parts.map((part) => part.replaceAll(/\s/g, "")).join("/")}`),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(nameLike("limit", "status", "cursor", "a[]"), nameLike("1", "-1", "queued", "e30="))
        .map(([name, value]) => `/videos?${name}=${value}&${name}=2&&=&%`.replaceAll(/\s/g, "")),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom("*", "", "//", "/%", "/..;/", "http://example.com/videos", "/\\", "/a?b?c#d"),
    },
  ),
  headers: headersWith(["Content-Type", "application/json"]),
  body: fc.oneof(fc.constant(""), jsonBody({ title: "Fuzz", sourceUrl: "s3://bucket/fuzz.mp4", when: "now" })),
});

/** What a function's process may send to its Runtime API, but for asking for the next invocation. */
export const runtimeRequest: fc.Arbitrary<RawRequest> = fc.record({
  method: mostly("POST", "GET", "PUT", "OPTIONS"),
  target: fc
    .tuple(
      mostly("/2018-06-01/runtime", "/2018-06-01", "", "/2018-06-01/runtime/runtime"),
      fc.oneof(
        fc.constantFrom("init/error", "invocation/8a6b2d7e/response", "invocation/%zz/error", "invocation/next/"),
        fc
          .tuple(nameLike("invocation", "init", "restore"), nameLike("8a6b2d7e"), nameLike("response", "error"))
          .map((parts) => parts.join("/")),
      ),
    )
    .map((parts) => parts.join("/").replaceAll(/\s/g, ""))
    .filter((target) => !/\/invocation\/next$/.test(target)),
  headers: oddHeaders.map((more) => [HOST, ["Lambda-Runtime-Function-Error-Type", "Runtime.x"], ...more]),
  body: jsonBody({ errorType: "E", errorMessage: "m", stackTrace: ["a"] }),
});
