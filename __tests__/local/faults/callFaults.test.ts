// Faults of calls as the SDKs meet them: through the door of the local AWS.
import { DynamoDBClient, GetItemCommand, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { GetFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { ListStateMachinesCommand, SFNClient } from "@aws-sdk/client-sfn";
import { afterEach, describe, expect, it } from "@jest/globals";
import { type AwsCall, NoAnswer, type ServiceName } from "../../../local/aws/call.ts";
import { CallFaults, Silence } from "../../../local/faults/callFaults.ts";
import { begin } from "../../../local/faults/effects.ts";
import { readFault } from "../../../local/faults/readFault.ts";
import { localClient, serveAws } from "../../support/http/httpServer.ts";
import { until } from "../../support/lambda/processes.ts";

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function setUp() {
  const calls = new CallFaults();
  const reached: string[] = [];
  const seen: AwsCall[] = [];
  const answering = (...operations: string[]) =>
    new Map(
      operations.map((operation) => [
        operation,
        async (call: AwsCall) => {
          reached.push(`${call.service} ${operation}`);
          return { status: 200, body: "{}" };
        },
      ]),
    );
  const server = await serveAws(
    {
      dynamodb: answering("GetItem", "ListTables"),
      lambda: answering("GetFunction"),
      states: answering("ListStateMachines"),
    },
    [
      async (call) => {
        seen.push(call);
        return undefined;
      },
      calls.step,
    ],
  );
  cleanUps.push(server.close);
  const settings = localClient(server.endpoint);
  const dynamodb = new DynamoDBClient(settings);
  const lambda = new LambdaClient(settings);
  const states = new SFNClient(settings);
  const ask: Record<string, () => Promise<unknown>> = {
    GetItem: () => dynamodb.send(new GetItemCommand({ TableName: "t", Key: { id: { S: "a" } } })),
    ListTables: () => dynamodb.send(new ListTablesCommand()),
    GetFunction: () => lambda.send(new GetFunctionCommand({ FunctionName: "video" })),
    ListStateMachines: () => states.send(new ListStateMachinesCommand()),
  };
  /** What the SDK makes of a call: `ok` or the error. */
  const outcome = (operation: string) =>
    ask[operation]?.().then(
      () => "ok",
      (error: unknown) => error,
    );
  return { calls, reached, seen, outcome, server };
}

/** Only the calls are in reach of these faults. */
const reachOf = (calls: CallFaults) => ({ calls }) as Parameters<typeof begin>[1];

describe("a service that is silent", () => {
  it("answers nothing, not even late, until it ends; then the connection is cut and the next call answered", async () => {
    const { calls, reached, outcome, server } = await setUp();
    const { end } = begin(readFault("silent", { service: "dynamodb", operation: "GetItem" }), reachOf(calls));
    let answered = false;
    const held = outcome("GetItem")?.then((result) => {
      answered = true;
      return result;
    });

    expect(await outcome("ListTables")).toBe("ok");
    expect(await outcome("GetFunction")).toBe("ok");
    expect(answered).toBe(false);

    end?.();
    expect(String(await held)).toContain("socket hang up");
    expect(await outcome("GetItem")).toBe("ok");
    expect(reached).toEqual(["dynamodb ListTables", "lambda GetFunction", "dynamodb GetItem"]);
    expect(server.errors).toEqual([]);
  });

  it("lets go of a call whose client has gone", async () => {
    const { calls, server, reached, seen } = await setUp();
    const silence = new Silence();
    let letGo: unknown;
    calls.add({
      service: "states",
      meet: (call) =>
        silence.hold(call).catch((error) => {
          letGo = error;
          throw error;
        }),
    });
    const headers = {
      "x-amz-target": "AWSStepFunctions.ListStateMachines",
      "content-type": "application/x-amz-json-1.0",
    };
    const leaving = new AbortController();
    const request = fetch(server.endpoint, { method: "POST", headers, body: "{}", signal: leaving.signal });
    request.catch(() => {});
    await until("the call to come", () => seen.length === 1);
    expect(letGo).toBeUndefined();

    leaving.abort();

    await until("the call to be let go", () => letGo !== undefined);
    expect(letGo).toBeInstanceOf(NoAnswer);
    expect(reached).toEqual([]);
  });
});

describe("a service that fails", () => {
  it("refuses the calls that the rate and the seed say, with the error in its own protocol", async () => {
    const { calls, outcome } = await setUp();
    const asked = { service: "states", code: "InternalServerError", status: 503, rate: 0.3, seed: 4 };
    const { end } = begin(readFault("error", asked), reachOf(calls));
    const hits = async () => {
      const results = [];
      for (let call = 0; call < 30; call++) results.push(await outcome("ListStateMachines"));
      return results.map((result) => (result === "ok" ? "ok" : (result as Error).name));
    };

    const first = await hits();
    end?.();
    expect(new Set(await hits())).toEqual(new Set(["ok"]));
    begin(readFault("error", asked), reachOf(calls));

    expect(await hits()).toEqual(first);
    expect(new Set(first)).toEqual(new Set(["ok", "InternalServerError"]));
  });

  it.each<[ServiceName, string, object]>([
    [
      "lambda",
      "GetFunction",
      { name: "TooManyRequestsException", Reason: "CallerRateLimitExceeded", retryAfterSeconds: "1" },
    ],
    ["states", "ListStateMachines", { name: "ThrottlingException", $metadata: { httpStatusCode: 400 } }],
    ["dynamodb", "ListTables", { name: "ThrottlingException", $metadata: { httpStatusCode: 400 } }],
  ])("throttles in %s's own words", async (service, operation, error) => {
    const { calls, outcome, reached } = await setUp();
    const { end } = begin(readFault("throttle", { service }), reachOf(calls));

    expect(await outcome(operation)).toMatchObject(error);
    expect(await outcome(operation)).toMatchObject(error);
    expect(reached).toEqual([]);
    end?.();
    expect(await outcome(operation)).toBe("ok");
  });
});
