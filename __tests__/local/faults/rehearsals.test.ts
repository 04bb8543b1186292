// Every fault on a running system, by the command that people have: seen to begin, and seen to end.
import { DynamoDBClient, PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import {
  GetCapacityProviderCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  GetFunctionScalingConfigCommand,
  InvokeCommand,
  LambdaClient,
  ListCapacityProvidersCommand,
  PutFunctionScalingConfigCommand,
} from "@aws-sdk/client-lambda";
import { ListStateMachinesCommand, SFNClient } from "@aws-sdk/client-sfn";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { type FaultKind, KINDS } from "../../../local/faults/kinds.ts";
import { videoClient } from "../../support/http/videoClient.ts";
import { lmi, lmiJson } from "../../support/lmi/lmiCommand.ts";
import { discard, eventually, type LocalRun, startLocal, temporaryFolder } from "../../support/local/system.ts";

const API = "dev-video-api";
const OF = { FunctionName: API, Qualifier: "$LATEST.PUBLISHED" };
const EVENT = { version: "2.0", rawPath: "/health", requestContext: { http: { method: "GET", path: "/health" } } };

const folder = temporaryFolder();
const tried = new Set<FaultKind>();
let run: LocalRun;
let lambda: LambdaClient;
let dynamodb: DynamoDBClient;
let states: SFNClient;

beforeAll(async () => {
  run = await startLocal(folder, ["--launch-seconds", "0", "--tick-once"]);
  const settings = {
    endpoint: run.awsUrl,
    region: "us-east-1",
    credentials: { accessKeyId: "any", secretAccessKey: "any" },
    maxAttempts: 1,
    requestHandler: { requestTimeout: 1_500, throwOnRequestTimeout: true },
  };
  lambda = new LambdaClient(settings);
  dynamodb = new DynamoDBClient(settings);
  states = new SFNClient(settings);
});

afterAll(async () => {
  expect([...tried].sort()).toEqual(Object.keys(KINDS).sort());
  await discard(run, folder);
});

afterEach(async () => {
  await command("clear");
});

const variables = () => ({ AWS_ENDPOINT_URL: run.awsUrl });
const command = (...args: string[]) => lmiJson(["local", "fault", ...args], variables());

async function add(kind: FaultKind, ...args: string[]) {
  tried.add(kind);
  return command("add", kind, ...args);
}

/** `ok`, or the name of the error. */
const outcome = (call: Promise<unknown>) =>
  call.then(
    () => "ok",
    (error: Error) => error.name,
  );

const configuration = () => lambda.send(new GetFunctionConfigurationCommand(OF));
const scale = (min: number, max: number) =>
  lambda.send(
    new PutFunctionScalingConfigCommand({
      ...OF,
      FunctionScalingConfig: { MinExecutionEnvironments: min, MaxExecutionEnvironments: max },
    }),
  );
const stateBecomes = (wanted: string) =>
  eventually(`${API} to be ${wanted}`, 20, async () => {
    const { State, StateReasonCode } = await configuration();
    return State === wanted ? { code: StateReasonCode } : undefined;
  });

describe("faults of calls", () => {
  it("silent: the service accepts and never answers", async () => {
    const scan = () => outcome(dynamodb.send(new ScanCommand({ TableName: "dev-video-videos", Limit: 1 })));
    const { id } = await add("silent", "--service", "dynamodb", "--operation", "Scan");
    expect(await scan()).toBe("TimeoutError");
    expect(await outcome(configuration())).toBe("ok");

    await command("clear", String(id));
    expect(await scan()).toBe("ok");
  });

  it("silent: also for invocations from within, which API Gateway gives up", async () => {
    const health = () =>
      fetch(`${run.apiUrl}/health`, { signal: AbortSignal.timeout(2_000) }).then(({ status }) => status);
    expect(await health()).toBe(200);
    await add("silent", "--service", "lambda", "--operation", "Invoke");
    await expect(health()).rejects.toThrow("timeout");

    await command("clear");
    expect(await health()).toBe(200);
  });

  it("error: at a rate, and ends by itself", async () => {
    const list = () => outcome(states.send(new ListStateMachinesCommand()));
    await add("error", "--service", "states", "--code", "InternalServerError", "--rate", "1", "--for", "2s");
    expect(await list()).toBe("InternalServerError");

    await eventually("the fault to end", 10, async () => ((await list()) === "ok" ? true : undefined));
    expect(run.output()).toMatch(
      /fault +#\d+ ends: error --service states --code InternalServerError \(2 s have passed\)/,
    );
  });

  it("throttle: in the service's own words", async () => {
    const get = () => lambda.send(new GetFunctionCommand(OF));
    await add("throttle", "--service", "lambda", "--operation", "GetFunction");
    expect(await get().catch((error: unknown) => error)).toMatchObject({
      name: "TooManyRequestsException",
      Reason: "CallerRateLimitExceeded",
    });

    await command("clear");
    expect(await outcome(get())).toBe("ok");
  });

  it("unavailable: the function is not run and the invocation answers Runtime.Unavailable", async () => {
    const invoke = async () => {
      const { FunctionError, Payload } = await lambda.send(
        new InvokeCommand({ ...OF, Payload: JSON.stringify(EVENT) }),
      );
      return FunctionError && JSON.parse(Payload?.transformToString() ?? "").errorType;
    };
    await add("unavailable", "--function", "api");
    expect(await invoke()).toBe("Runtime.Unavailable");

    await command("clear");
    expect(await invoke()).toBeUndefined();
  });
});

describe("faults of environments", () => {
  const ready = () => run.environments(API);

  it("kill-environment: it is lost, said and replaced", async () => {
    const before = ready().length;
    const { result, id } = await add("kill-environment", "--function", "api");
    expect([result, id]).toEqual([expect.stringMatching(/^killed environment \d+$/), undefined]);

    await eventually("another environment", 20, () => (ready().length > before ? true : undefined));
    expect(run.output()).toMatch(/dev-video-api +environment \d+ lost \(signal: SIGKILL\)/);
    expect(await command("list")).toEqual({ faults: [] });
  });

  it("stop-environment: what runs in it gets no answer until it goes on", async () => {
    const invoke = () => outcome(lambda.send(new InvokeCommand({ ...OF, Payload: JSON.stringify(EVENT) })));
    expect(await invoke()).toBe("ok");
    // Again for an environment that becomes ready meanwhile: those that are there are stopped.
    await eventually("an invocation without an answer", 60, async () => {
      await add("stop-environment", "--function", "api", "--count", "9");
      return (await invoke()) === "TimeoutError" ? true : undefined;
    });

    await command("clear");
    expect(await invoke()).toBe("ok");
  });

  it("clock-skew: an environment that runs sees another time, and the machine's again", async () => {
    const videos = videoClient(run.apiUrl);
    const ahead = async () => {
      const { createdAt } = (await videos.create("now")) as unknown as { createdAt: string };
      return Math.round((Date.parse(createdAt) - Date.now()) / 3_600_000) + 0;
    };
    expect(await ahead()).toBe(0);
    await add("clock-skew", "--function", "api", "--seconds", "7200");
    expect(await ahead()).toBe(2);

    await command("clear");
    expect(await ahead()).toBe(0);
  });
});

describe("faults of capacity", () => {
  it("publish-failed: the version is Failed, scaling conflicts; it is published anew when it ends", async () => {
    await add("publish-failed", "--function", "api", "--code", "InsufficientCapacity");
    expect(await stateBecomes("Failed")).toEqual({ code: "InsufficientCapacity" });
    expect(await outcome(scale(1, 2))).toBe("ResourceConflictException");

    await command("clear");
    expect(await stateBecomes("Active")).toEqual({ code: undefined });
    expect(await outcome(scale(1, 3))).toBe("ok");
  });

  it("vcpu-cap: what is asked for does not come, and the state says why", async () => {
    const { CapacityProviders = [] } = await lambda.send(new ListCapacityProvidersCommand());
    const name = CapacityProviders.map(({ CapacityProviderArn = "" }) => CapacityProviderArn.split(":").at(-1)).find(
      (each) => each?.startsWith("dev-video-api"),
    );
    const cap = async () => {
      const { CapacityProvider } = await lambda.send(new GetCapacityProviderCommand({ CapacityProviderName: name }));
      return CapacityProvider?.CapacityProviderScalingConfig?.MaxVCpuCount;
    };
    const own = await cap();
    await add("vcpu-cap", "--capacity-provider", "api", "--max-vcpus", "1");
    expect(await cap()).toBe(1);

    await scale(2, 3);
    const { State, StateReasonCode } = await configuration();
    expect([State, StateReasonCode]).toEqual(["Active", "CapacityProviderScalingLimitExceeded"]);
    const requested = async () =>
      (await lambda.send(new GetFunctionScalingConfigCommand(OF))).RequestedFunctionScalingConfig;
    expect(await requested()).toEqual({ MinExecutionEnvironments: 2, MaxExecutionEnvironments: 3 });

    await command("clear");
    await eventually("what was asked for", 20, async () => ((await requested()) === undefined ? true : undefined));
    expect([await cap(), (await configuration()).StateReasonCode]).toEqual([own, undefined]);
  });
});

describe("the disk", () => {
  it("disk-full: what has to be written is refused, and the system goes on", async () => {
    const put = () =>
      outcome(dynamodb.send(new PutItemCommand({ TableName: "dev-video-videos", Item: { id: { S: "disk" } } })));
    await add("disk-full");
    expect(await put()).toBe("InternalServerError");

    await command("clear");
    expect(await put()).toBe("ok");
  });
});

describe("the command", () => {
  it.each([
    [
      ["fault", "add", "silent", "--service", "sns"],
      "silent: --service must be one of dynamodb, lambda, states, sts, logs, sqs, s3, cloudwatch, got sns",
    ],
    [
      ["fault", "add", "kill-environment", "--function", "nope"],
      "Function not found: arn:aws:lambda:us-east-1:000000000000:function:nope",
    ],
    [
      ["fault", "add", "publish-failed", "--function", "dev-video-scaler"],
      "dev-video-processor), got dev-video-scaler",
    ],
    [
      ["fault", "add", "vcpu-cap", "--capacity-provider", "nope", "--max-vcpus", "4"],
      "capacity provider: must be one of dev-video-api-",
    ],
    [
      ["fault", "add", "kill-environment", "--function", "processor"],
      "function dev-video-processor: an execution environment must run, got none that does",
    ],
    [["fault", "clear", "77"], "fault: must be one of none, got 77"],
  ])("%j is refused in one line", async (args, message) => {
    const { code, stderr, stdout } = await lmi(["local", ...args], variables());

    expect([code, stdout, stderr.split("\n").length]).toEqual([2, "", 2]);
    expect(stderr).toContain(message);
  });

  it("shows how often AWS was called, and counts anew", async () => {
    const { stdout } = await lmi(["local", "calls", "--reset"], variables());
    expect(stdout).toMatch(/^calls +total +throttled +max\/s +mean\/s +allowed\/s +at once\n/);
    expect(stdout).toMatch(/^lambda control plane +\d+ +\d+ +\d+ +[\d.]+ +15 +15$/m);

    await Promise.allSettled(Array.from({ length: 20 }, configuration));
    const { calls } = await lmiJson(["local", "calls"], variables());
    const { operations, throttled } = calls.find(({ name }: { name: string }) => name === "lambda control plane");
    expect(operations).toMatchObject({ GetFunctionConfiguration: 20 });
    expect(throttled).toBeGreaterThan(0);
  });

  it("knows only the machine that it runs on", async () => {
    const { code, stderr } = await lmi(["local", "fault", "list"], {
      AWS_ENDPOINT_URL: "https://lambda.eu-west-1.amazonaws.com",
    });
    expect([code, stderr]).toEqual([
      2,
      "AWS_ENDPOINT_URL: must be on this machine for lmi local, got https://lambda.eu-west-1.amazonaws.com\n",
    ]);
  });
});

describe("the door", () => {
  const post = (headers: Record<string, string>, body = '{"kind":"disk-full"}') =>
    fetch(`${run.awsUrl}/_local/faults`, { method: "POST", headers, body });

  it.each([
    ["a page of another site", { "content-type": "application/json", origin: "https://elsewhere.example" }, 403],
    ["a form", { "content-type": "text/plain" }, 400],
  ])("is closed to %s", async (_, headers, status) => {
    expect((await post(headers)).status).toBe(status);
    expect(await command("list")).toEqual({ faults: [] });
  });

  it.each([
    ["a list", "[]"],
    ["what is no JSON", "{"],
    ["null", "null"],
    ["a kind that is none", '{"kind":7}'],
    ["a body that is too long", "x".repeat(70_000)],
  ])("refuses %s with a message", async (_, body) => {
    const response = await post({ "content-type": "application/json" }, body);

    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ message: expect.any(String) });
  });

  it("says what there is", async () => {
    const response = await fetch(`${run.awsUrl}/_local/nothing`);

    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({
      message: expect.stringContaining("GET /_local/nothing: must be GET or DELETE calls"),
    });
  });
});
