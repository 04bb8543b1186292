import { GetFunctionCommand, GetFunctionConfigurationCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { AwsCall, ServiceName } from "../../../local/aws/call.ts";
import { callRate, STATES } from "../../../local/aws/callRates.ts";
import { createLimits } from "../../../local/aws/limits.ts";
import { TokenBucket } from "../../../local/aws/tokenBucket.ts";
import { ROUTES } from "../../../local/lambda/routes.ts";
import { CALL_RATES } from "../../../stacks/config/callRates.ts";
import { localClient, serveAws } from "../../support/http/httpServer.ts";

const REGION = "us-east-1";

function setUp() {
  let now = 0;
  const limits = createLimits(REGION, () => now);
  const call = (service: ServiceName, operation: string) => limits.step({ service, operation } as AwsCall);
  /** How many of so many calls of each operation are let through. */
  const passed = async (service: ServiceName, operations: readonly string[], count: number) => {
    let passing = 0;
    for (let each = 0; each < count; each++)
      for (const operation of operations) if ((await call(service, operation)) === undefined) passing += 1;
    return passing;
  };
  return {
    limits,
    call,
    passed,
    wait: (seconds: number) => {
      now += seconds * 1_000;
    },
  };
}

describe("the numbers", () => {
  it.each([
    ["us-east-1", false],
    ["eu-north-1", true],
  ])("are the project's own, in %s", (region, isElsewhere) => {
    const all = [
      ...Object.keys(ROUTES).map((operation) => callRate("lambda", operation, region)),
      ...Object.keys(STATES).map((operation) => callRate("states", operation, region)),
    ];
    const here = Object.fromEntries(all.flatMap(({ name, rate }) => (rate ? [[name, rate]] : [])));

    const stated = Object.entries(CALL_RATES).map(([name, { value }]) => {
      const { perSecond, burst, elsewhere } = value;
      return [name, isElsewhere ? elsewhere : { perSecond, burst }];
    });
    expect(here).toEqual(Object.fromEntries(stated));
  });
});

describe("Lambda's control plane", () => {
  const OPERATIONS = ["GetFunctionConfiguration", "PutFunctionScalingConfig", "GetFunctionScalingConfig"];

  it("answers 15 calls in a second, all operations together, and 15 more in the next", async () => {
    const { passed, wait } = setUp();

    expect(await passed("lambda", OPERATIONS, 100)).toBe(15);
    wait(0.2);
    expect(await passed("lambda", OPERATIONS, 100)).toBe(3);
    wait(60);
    expect(await passed("lambda", OPERATIONS, 100)).toBe(15);
  });

  it("has rates of their own for GetFunction, GetPolicy and capacity providers, and none for invocations", async () => {
    const { passed } = setUp();

    expect(await passed("lambda", ["GetFunctionConfiguration"], 20)).toBe(15);
    expect(await passed("lambda", ["GetFunction"], 200)).toBe(100);
    expect(await passed("lambda", ["GetPolicy"], 20)).toBe(15);
    expect(await passed("lambda", ["GetCapacityProvider", "ListCapacityProviders"], 20)).toBe(15);
    expect(await passed("lambda", ["CreateCapacityProvider", "DeleteCapacityProvider"], 5)).toBe(1);
    expect(await passed("lambda", ["Invoke"], 2_000)).toBe(2_000);
  });
});

describe("other services", () => {
  it("Step Functions throttles each operation by itself, after its burst", async () => {
    const { passed, wait } = setUp();

    expect(await passed("states", ["DescribeExecution"], 1_000)).toBe(300);
    expect(await passed("states", ["StartExecution"], 2_000)).toBe(1_300);
    wait(1);
    expect(await passed("states", ["DescribeExecution"], 1_000)).toBe(15);
    expect(await passed("states", ["StartExecution"], 2_000)).toBe(300);
  });

  it("DynamoDB has none", async () => {
    expect(await setUp().passed("dynamodb", ["GetItem", "UpdateItem"], 10_000)).toBe(20_000);
  });
});

describe("the counter", () => {
  it("says of each rate how often it was called: in all, in the fullest second, on average, by operation", async () => {
    const { limits, passed, wait } = setUp();
    await passed("lambda", ["GetFunctionConfiguration"], 20);
    wait(2);
    await passed("lambda", ["PutFunctionScalingConfig"], 4);
    await passed("dynamodb", ["GetItem"], 7);

    expect(limits.calls()).toEqual([
      {
        name: "lambda control plane",
        rate: { perSecond: 15, burst: 15 },
        calls: 24,
        throttled: 5,
        maxPerSecond: 20,
        meanPerSecond: 12,
        operations: { GetFunctionConfiguration: 20, PutFunctionScalingConfig: 4 },
      },
      { name: "dynamodb", calls: 7, throttled: 0, maxPerSecond: 7, meanPerSecond: 7, operations: { GetItem: 7 } },
    ]);
    limits.forget();
    expect(limits.calls()).toEqual([]);
    expect(await passed("lambda", ["GetFunctionConfiguration"], 20)).toBe(11);
  });
});

it("a token bucket lets through no more than its burst and what time has added, and no less after a quiet time", () => {
  const steps = fc.array(
    fc.record({ pause: fc.integer({ min: 0, max: 5_000 }), calls: fc.integer({ min: 0, max: 50 }) }),
  );
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }), steps, (perSecond, burst, moves) => {
      const bucket = new TokenBucket({ perSecond, burst });
      let now = 0;
      let passed = 0;
      for (const { pause, calls } of moves) {
        now += pause;
        let atOnce = 0;
        for (let call = 0; call < calls; call++) if (bucket.take(now)) atOnce += 1;
        passed += atOnce;
        expect(atOnce).toBeLessThanOrEqual(burst);
        if (pause * perSecond >= burst * 1_000) expect(atOnce).toBe(Math.min(calls, burst));
      }
      expect(passed).toBeLessThanOrEqual(burst + (now * perSecond) / 1_000 + 1e-6);
    }),
  );
});

it("the SDKs see AWS's own throttles", async () => {
  const { limits } = setUp();
  const services = {
    lambda: new Map([
      ["GetFunctionConfiguration", async () => ({ status: 200, body: "{}" })],
      ["GetFunction", async () => ({ status: 200, body: "{}" })],
    ]),
    states: new Map([["StartExecution", async () => ({ status: 200, body: "{}" })]]),
  };
  const server = await serveAws(services, [limits.step]);
  const lambda = new LambdaClient(localClient(server.endpoint));
  const states = new SFNClient(localClient(server.endpoint));
  const of = { FunctionName: "video" };

  const results = await Promise.allSettled(
    Array.from({ length: 16 }, () => lambda.send(new GetFunctionConfigurationCommand(of))),
  );
  const [refused, ...more] = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
  await lambda.send(new GetFunctionCommand(of));
  for (let started = 0; started < 1_300; started++)
    await limits.step({ service: "states", operation: "StartExecution" } as AwsCall);
  const start = await states
    .send(new StartExecutionCommand({ stateMachineArn: "arn:aws:states:us-east-1:000000000000:stateMachine:a" }))
    .catch((error: unknown) => error);
  await server.close();

  expect(more).toEqual([]);
  expect(refused).toMatchObject({
    name: "TooManyRequestsException",
    message: "Rate exceeded",
    Reason: "CallerRateLimitExceeded",
    retryAfterSeconds: "1",
    $metadata: { httpStatusCode: 429 },
  });
  expect(start).toMatchObject({ name: "ThrottlingException", $metadata: { httpStatusCode: 400 } });
});
