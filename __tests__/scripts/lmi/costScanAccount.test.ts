import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloudWatchClient, GetMetricData$ } from "@aws-sdk/client-cloudwatch";
import {
  GetFunctionConfiguration$,
  LambdaClient,
  ListEventSourceMappings$,
  ListFunctions$,
  ListTags$,
} from "@aws-sdk/client-lambda";
import { afterAll, afterEach, describe, expect, it } from "@jest/globals";
import { createClients } from "../../../scripts/lmi/clients.ts";
import { type Account, readAccount } from "../../../scripts/lmi/cost/scan/account.ts";
import { writtenAnswer } from "../../support/aws/writtenAnswer.ts";
import { localClient, serve, type TestServer } from "../../support/http/httpServer.ts";
import { lmi, lmiJson } from "../../support/lmi/lmiCommand.ts";

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 16, 12, 34);
const folder = mkdtempSync(join(tmpdir(), "lmi-account-"));
const client = localClient("http://localhost:1");
const [lambda, cloudWatch] = [new LambdaClient(client), new CloudWatchClient(client)];

interface Query {
  readonly Id: string;
  readonly Label: string;
  readonly MetricStat: { readonly Metric: { readonly Namespace: string; readonly MetricName: string } };
}
interface Asked {
  readonly operation: string;
  readonly body: {
    readonly MetricDataQueries?: readonly Query[];
    readonly StartTime?: number;
    readonly EndTime?: number;
    readonly NextToken?: string;
  };
}
/** An answer, or an error by its name. */
type Answer = object | string;

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text;
};

const OPERATIONS = {
  ListFunctions: ListFunctions$,
  GetFunctionConfiguration: GetFunctionConfiguration$,
  ListEventSourceMappings: ListEventSourceMappings$,
  ListTags: ListTags$,
};
type LambdaOperation = keyof typeof OPERATIONS;

function operationOf(path: string): LambdaOperation {
  if (path.includes("/event-source-mappings")) return "ListEventSourceMappings";
  if (path.includes("/tags/")) return "ListTags";
  return path.endsWith("/configuration") ? "GetFunctionConfiguration" : "ListFunctions";
}

let server: TestServer | undefined;
afterEach(() => server?.close());
afterAll(() => rmSync(folder, { recursive: true }));

/** AWS as far as a scan asks it, its answers written by the SDK. */
async function awsWith(
  answer: (operation: string, path: string, body: Asked["body"]) => Answer,
): Promise<{ endpoint: string; asked: Asked[] }> {
  const asked: Asked[] = [];
  server = await serve(async (request, response) => {
    const path = decodeURIComponent(request.url ?? "");
    const text = await bodyOf(request);
    const body = text === "" ? {} : JSON.parse(text);
    const operation =
      String(request.headers["x-amz-target"] ?? "").split(".")[1] ?? operationOf(path.split("?")[0] ?? "");
    asked.push({ operation, body });
    const given = answer(operation, path, body);
    if (typeof given === "string") {
      const headers = { "content-type": "application/json", "x-amzn-errortype": given };
      response.writeHead(given.startsWith("AccessDenied") ? 403 : given.startsWith("Thrott") ? 400 : 429, headers);
      return response.end(JSON.stringify({ __type: given, message: "told to" }));
    }
    const schema = operation === "GetMetricData" ? GetMetricData$ : OPERATIONS[operation as LambdaOperation];
    response.writeHead(200, { "content-type": "application/json" });
    return response.end(await writtenAnswer(operation === "GetMetricData" ? cloudWatch : lambda, schema, given));
  });
  return { endpoint: server.endpoint, asked };
}

const INSIGHTS = "arn:aws:lambda:us-east-1:580247275435:layer:LambdaInsightsExtension-Arm64:20";
const listed = (name: string, more: object = {}) => ({
  FunctionName: name,
  FunctionArn: `arn:aws:lambda:us-east-1:123456789012:function:${name}`,
  Runtime: "java21" as const,
  MemorySize: 1_024,
  Architectures: ["arm64" as const],
  Environment: { Variables: { TOKEN: "secret-token" } },
  ...more,
});

const VALUES: Readonly<Record<string, number>> = {
  Invocations: 360_000,
  Duration: 360_000_000,
  ConcurrentExecutions: 101,
  used_memory_max: 64,
  cpu_total_time: 50,
  init_duration: 2_000,
};
const resultOf = ({ Id, Label, MetricStat }: Query, hours: readonly number[]) => ({
  Id,
  Label,
  Timestamps: hours.map((hour) => new Date(Math.floor(NOW / HOUR) * HOUR - hour * HOUR)),
  Values: hours.map(() => VALUES[MetricStat.Metric.MetricName] ?? 0),
  StatusCode: "Complete" as const,
});
const HOURS = Array.from({ length: 336 }, (_, hour) => hour + 1);

/** Two pages of functions, a queue's mapping, two pages of metrics. */
function usual(operation: string, path: string, { MetricDataQueries = [], NextToken }: Asked["body"]): Answer {
  if (operation === "ListFunctions") {
    if (!path.includes("Marker="))
      return { Functions: [listed("api-a", { Layers: [{ Arn: INSIGHTS }] })], NextMarker: "more" };
    return { Functions: [listed("api-jobs")] };
  }
  if (operation === "ListEventSourceMappings") {
    return {
      EventSourceMappings: [
        { FunctionArn: listed("api-jobs").FunctionArn, EventSourceArn: "arn:aws:sqs:us-east-1:123456789012:jobs" },
      ],
    };
  }
  if (operation === "ListTags") return { Tags: { team: "red" } };
  if (operation === "GetFunctionConfiguration")
    return listed(/functions\/([^/]+)/.exec(path)?.[1] ?? "", { SnapStart: { ApplyOn: "PublishedVersions" } });
  const half = HOURS.length / 2;
  const hours = NextToken === undefined ? HOURS.slice(0, half) : HOURS.slice(half);
  return {
    MetricDataResults: MetricDataQueries.map((query) => resultOf(query, hours)),
    ...(NextToken === undefined && { NextToken: "more" }),
  };
}

const settings = (endpoint: string) => ({
  region: "us-east-1",
  endpoint,
  credentials: { accessKeyId: "a", secretAccessKey: "b" },
});
const at = (endpoint: string) => ({ AWS_ENDPOINT_URL: endpoint });
const progress = { show: () => {}, clear: () => {} };
const waits: number[] = [];
const read = (endpoint: string, withTags = false): Promise<Account> =>
  readAccount(
    { clients: createClients(settings(endpoint) as never), progress },
    { days: 14, withTags },
    NOW,
    async (milliseconds) => waits.push(milliseconds),
  );

describe("an account that is scanned", () => {
  it("is read page by page, with what Lambda Insights measures where it is on, and no secrets are kept", async () => {
    const { endpoint, asked } = await awsWith(usual);

    const account = await read(endpoint, true);

    expect(account.Functions.map(({ FunctionName }) => FunctionName)).toEqual(["api-a", "api-jobs"]);
    expect(account.MetricDataResults.map(({ Label, Values }) => [Label, Values?.length])).toEqual([
      ["api-a Invocations Sum", 336],
      ["api-a Duration Sum", 336],
      ["api-a ConcurrentExecutions Maximum", 336],
      ["api-a used_memory_max Maximum", 336],
      ["api-a cpu_total_time Average", 336],
      ["api-a init_duration Average", 336],
      ["api-jobs Invocations Sum", 336],
      ["api-jobs Duration Sum", 336],
      ["api-jobs ConcurrentExecutions Maximum", 336],
    ]);
    const { StartTime, EndTime } = asked.find(({ operation }) => operation === "GetMetricData")?.body ?? {};
    expect([StartTime, EndTime]).toEqual([Date.UTC(2026, 10, 2, 12) / 1_000, Date.UTC(2026, 10, 16, 12) / 1_000]);
    expect(account).toMatchObject({ Tags: { "api-a": { team: "red" } }, Unread: [] });
    expect(JSON.stringify(account)).not.toContain("secret-token");
  });

  it("is asked for no more than the documented policy allows", async () => {
    const { endpoint, asked } = await awsWith(usual);
    await read(endpoint, true);

    const policy = JSON.parse(readFileSync("docs/examples/scan-policy.json", "utf8"));
    const allowed = policy.Statement.flatMap(({ Action }: { Action: string[] }) => Action);
    const actions = asked.map(
      ({ operation }) => `${operation === "GetMetricData" ? "cloudwatch" : "lambda"}:${operation}`,
    );
    expect([...new Set(actions)].sort()).toEqual(allowed.sort());
  });

  it("is asked again after a wait when a service throttles longer than the SDK waits", async () => {
    let refused = 0;
    const { endpoint } = await awsWith((operation, path, body) => {
      if (operation === "GetMetricData" && refused < 3) {
        refused += 1;
        return "ThrottlingException";
      }
      return usual(operation, path, body);
    });
    waits.length = 0;

    const account = await read(endpoint);

    expect(account.Unread).toEqual([]);
    expect(waits).toHaveLength(1);
  });

  it("names the functions that a service refuses, and keeps what it knows of them", async () => {
    const { endpoint } = await awsWith((operation, path, body) =>
      operation === "GetFunctionConfiguration" && path.includes("api-a")
        ? "AccessDeniedException"
        : usual(operation, path, body),
    );

    const account = await read(endpoint);

    expect(account.Unread).toEqual([
      { name: "api-a", why: "AccessDeniedException: told to; priced by what ListFunctions says" },
    ]);
    expect(account.Functions.map(({ FunctionName }) => FunctionName)).toEqual(["api-a", "api-jobs"]);
  });

  it("is not priced as if it were in another Region", async () => {
    const { endpoint, asked } = await awsWith(usual);

    const { code, stderr } = await lmi(["cost", "scan"], { ...at(endpoint), AWS_REGION: "eu-west-1" });

    expect([code, asked]).toEqual([2, []]);
    expect(stderr).toMatch(/^--region: the price table is of us-east-1, got eu-west-1; /);
  });

  it("ends in one line when it may not be read at all", async () => {
    const { endpoint } = await awsWith((operation, path, body) =>
      operation === "GetMetricData" ? "AccessDeniedException" : usual(operation, path, body),
    );

    const { code, stderr } = await lmi(["cost", "scan", "--region", "us-east-1"], at(endpoint));

    expect([code, stderr]).toEqual([1, "AccessDeniedException: told to\n"]);
  });

  it("is reckoned over all hours that were asked for: those without invocations have no points", async () => {
    const { endpoint } = await awsWith((operation, path, body) =>
      operation === "GetMetricData"
        ? { MetricDataResults: (body.MetricDataQueries ?? []).map((query) => resultOf(query, [100])) }
        : usual(operation, path, body),
    );

    const saved = join(folder, "sparse.json");
    writeFileSync(saved, JSON.stringify(await read(endpoint, false)));
    const { from, hours, functions, notes } = await lmiJson(["cost", "scan", "--file", saved]);

    expect([from, hours]).toEqual(["2026-11-02T12:00:00.000Z", 336]);
    expect(functions[0].requestsPerMonth).toBeCloseTo((360_000 * 730) / 336, 6);
    expect(notes.join()).not.toContain("no points");
  });

  it("is saved for another time, and says the same then", async () => {
    const { endpoint } = await awsWith(usual);
    const saved = join(folder, "saved.json");

    const first = await lmiJson(["cost", "scan", "--region", "us-east-1", "--save", saved], at(endpoint));
    const again = await lmiJson(["cost", "scan", "--file", saved]);

    expect(again).toEqual(first);
    expect(first.functions[0]).toMatchObject({
      name: "api-a",
      verdict: "moves",
      cpuShare: { isMeasured: true, priced: 0.05 },
    });
    expect(first.functions[1]).toMatchObject({ name: "api-jobs", arrival: "queue", hasSnapStart: true });
  });
});
