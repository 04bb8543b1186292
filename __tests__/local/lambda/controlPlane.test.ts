import {
  GetCapacityProviderCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  GetFunctionScalingConfigCommand,
  InvalidParameterValueException,
  InvalidRequestContentException,
  InvokeCommand,
  type InvokeCommandInput,
  LambdaClient,
  LambdaServiceException,
  ListAliasesCommand,
  ListCapacityProvidersCommand,
  ListFunctionVersionsByCapacityProviderCommand,
  PutFunctionScalingConfigCommand,
  RequestTooLargeException,
  ResourceConflictException,
  ResourceNotFoundException,
  ResourceNotReadyException,
  TooManyRequestsException,
} from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { LocalLambda } from "../../../local/lambda/service.ts";
import { serveAws, type TestServer } from "../../support/http/httpServer.ts";
import { ECHO_HANDLER, handlerFolder, until } from "../../support/lambda/processes.ts";
import {
  ACCOUNT,
  capacityProviderSpec,
  eventLog,
  functionSpec,
  managedSpec,
  REGION,
} from "../../support/lambda/simulation.ts";

const PUBLISHED = "$LATEST.PUBLISHED";
const folder = handlerFolder(ECHO_HANDLER);
const log = eventLog();
const scaled = (name: string, min: number, max: number) =>
  managedSpec(
    { initialScalingConfig: { min, max }, maxConcurrency: 1 },
    { ...folder, name, environment: { STAGE: "dev" } },
  );
let lambda: LocalLambda;
let server: TestServer;
let client: LambdaClient;

beforeAll(async () => {
  lambda = new LocalLambda(
    [
      scaled("video", 1, 1),
      scaled("processor", 0, 0),
      managedSpec({ initialScalingConfig: { min: 99, max: 99 } }, { ...folder, name: "huge" }),
      { ...functionSpec({ name: "scaler" }), ...folder },
    ],
    [capacityProviderSpec()],
    {
      launchSeconds: 0.05,
      workersPerEnvironment: 1,
      region: REGION,
      accountId: ACCOUNT,
      extraEnvironment: {},
      report: log.report,
    },
  );
  server = await serveAws({ lambda: lambda.operations });
  client = new LambdaClient({
    endpoint: server.endpoint,
    region: REGION,
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
  });
  lambda.start();
  await lambda.ready();
});

afterAll(async () => {
  client.destroy();
  await lambda.stop();
  await server.close();
  folder.remove();
});

const arn = (name: string) => `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`;
const errorOf = (promise: Promise<unknown>): Promise<LambdaServiceException> =>
  promise.then(
    () => Promise.reject(new Error("succeeded")),
    (error) => error,
  );
const invoke = (input: Omit<InvokeCommandInput, "Payload"> & { event?: unknown }) => {
  const { event, ...rest } = input;
  const Payload = event === undefined ? undefined : JSON.stringify(event);
  return client.send(new InvokeCommand({ ...rest, ...(Payload === undefined ? {} : { Payload }) }));
};
const put = (FunctionName: string, Qualifier: string, MinExecutionEnvironments?: number, max?: number) =>
  client.send(
    new PutFunctionScalingConfigCommand({
      FunctionName,
      Qualifier,
      FunctionScalingConfig: { MinExecutionEnvironments, MaxExecutionEnvironments: max },
    }),
  );
const getScaling = (FunctionName: string, Qualifier = PUBLISHED) =>
  client.send(new GetFunctionScalingConfigCommand({ FunctionName, Qualifier }));

describe("Invoke", () => {
  it.each([
    ["video", undefined],
    ["video", PUBLISHED],
    [`video:${PUBLISHED}`, undefined],
    [`${ACCOUNT}:function:video`, undefined],
    [arn("video"), undefined],
    [`${arn("video")}:${PUBLISHED}`, undefined],
  ])("of %s with qualifier %s runs the published version", async (FunctionName, Qualifier) => {
    const answer = await invoke({ FunctionName, Qualifier, event: { a: "ä" } });

    expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: PUBLISHED });
    expect(answer.FunctionError).toBeUndefined();
    expect(JSON.parse(answer.Payload?.transformToString() ?? "").event).toEqual({ a: "ä" });
  });

  it("of an ordinary function runs $LATEST, with {} for no payload", async () => {
    const answer = await invoke({ FunctionName: "scaler" });

    expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: "$LATEST" });
    expect(JSON.parse(answer.Payload?.transformToString() ?? "").event).toEqual({});
  });

  it("says that the function failed, and how", async () => {
    const answer = await invoke({ FunctionName: "video", event: { fail: "broken" } });

    expect(answer).toMatchObject({ StatusCode: 200, FunctionError: "Unhandled" });
    expect(JSON.parse(answer.Payload?.transformToString() ?? "")).toMatchObject({ errorMessage: "broken" });
  });

  it("is accepted with 202 as an event, and with 204 as a dry run", async () => {
    expect(await invoke({ FunctionName: "scaler", InvocationType: "Event", event: {} })).toMatchObject({
      StatusCode: 202,
    });
    expect(await invoke({ FunctionName: "scaler", InvocationType: "DryRun" })).toMatchObject({ StatusCode: 204 });
  });

  it("is throttled when every slot is taken", async () => {
    const first = invoke({ FunctionName: "video", event: { ms: 1_000 } });
    await until("it runs", () => lambda.observe("video").environments[0]?.inFlight === 1);

    const error = await errorOf(invoke({ FunctionName: "video" }));

    expect(error).toBeInstanceOf(TooManyRequestsException);
    expect(error).toMatchObject({
      Reason: "ConcurrentInvocationLimitExceeded",
      retryAfterSeconds: "1",
      Type: "User",
      $metadata: { httpStatusCode: 429 },
    });
    await first;
  });

  it("of a deactivated function is refused as not ready", async () => {
    const error = await errorOf(invoke({ FunctionName: "processor" }));

    expect(error).toBeInstanceOf(ResourceNotReadyException);
    expect(error).toMatchObject({ Type: "Service", $fault: "server", $metadata: { httpStatusCode: 502 } });
    expect(error.message).toContain("processor is currently in the following state: Deactivated");
  });

  it.each([
    [{ FunctionName: "nobody" }, ResourceNotFoundException, `Function not found: ${arn("nobody")}`],
    [{ FunctionName: "video:7" }, ResourceNotFoundException, `Function not found: ${arn("video")}:7`],
    [{ FunctionName: "video:$LATEST" }, InvalidParameterValueException, "video:$LATEST is not invocable"],
    [
      { FunctionName: "scaler", Payload: "{" },
      InvalidRequestContentException,
      "Could not parse request body into json",
    ],
    [
      { FunctionName: "scaler", Payload: `"${"x".repeat(6 * 1024 * 1024)}"` },
      RequestTooLargeException,
      "Request must be smaller than 6291456 bytes",
    ],
  ])("is refused with AWS's error (case %#)", async (input, type, message) => {
    const error = await errorOf(client.send(new InvokeCommand(input)));

    expect(error).toBeInstanceOf(type);
    expect(error.message).toContain(message);
  });
});

describe("the scaling config", () => {
  it("goes from 0/0 to active and back, as requested and then as applied", async () => {
    expect(await getScaling("processor")).toMatchObject({
      FunctionArn: `${arn("processor")}:${PUBLISHED}`,
      AppliedFunctionScalingConfig: { MinExecutionEnvironments: 0, MaxExecutionEnvironments: 0 },
    });

    expect(await put("processor", PUBLISHED, 1, 2)).toMatchObject({ FunctionState: "Pending" });
    expect(await getScaling("processor")).toMatchObject({
      RequestedFunctionScalingConfig: { MinExecutionEnvironments: 1, MaxExecutionEnvironments: 2 },
      AppliedFunctionScalingConfig: { MaxExecutionEnvironments: 2 },
    });
    await until("settled", async () => (await getScaling("processor")).RequestedFunctionScalingConfig === undefined);
    expect(await getScaling("processor")).toMatchObject({
      AppliedFunctionScalingConfig: { MinExecutionEnvironments: 1, MaxExecutionEnvironments: 2 },
    });
    expect(await invoke({ FunctionName: "processor" })).toMatchObject({ StatusCode: 200 });

    expect(await put("processor", PUBLISHED, 0, 0)).toMatchObject({ FunctionState: "Deactivating" });
    await until("deactivated", () => lambda.observe("processor").state === "Deactivated");
    expect(lambda.observe("processor")).toEqual({
      state: "Deactivated",
      applied: { min: 0, max: 0 },
      environments: [],
    });
  });

  it.each(["$LATEST", "live", "LATEST.PUBLISHED", "$LATEST.PUBLISHED2", "1a"])(
    "refuses the qualifier %s",
    async (qualifier) => {
      const error = await errorOf(put("video", qualifier, 1, 1));

      expect(error).toBeInstanceOf(InvalidParameterValueException);
      expect(error.message).toContain(`Qualifier: must match ^(\\$LATEST\\.PUBLISHED|[0-9]+)$, got "${qualifier}"`);
    },
  );

  it("refuses a numbered version that does not exist", async () => {
    expect(await errorOf(getScaling("video", "3"))).toBeInstanceOf(ResourceNotFoundException);
  });

  it("refuses a maximum without its minimum's company when the default does not fit", async () => {
    const error = await errorOf(put("video", PUBLISHED, undefined, 2));

    expect(error).toBeInstanceOf(InvalidParameterValueException);
    expect(error.message).toContain("must be at most MaxExecutionEnvironments (2), got 3");
  });

  it("refuses a function without a capacity provider", async () => {
    const error = await errorOf(put("scaler", PUBLISHED, 1, 1));

    expect(error).toBeInstanceOf(LambdaServiceException);
    expect(error).toMatchObject({ name: "AccessDeniedException", $metadata: { httpStatusCode: 403 } });
    expect(error.message).toContain("no capacity provider configuration");
  });

  it("refuses a function whose publish failed", async () => {
    expect(await errorOf(put("huge", PUBLISHED, 1, 1))).toBeInstanceOf(ResourceConflictException);
  });
});

describe("descriptions", () => {
  const configuration = (FunctionName: string, Qualifier?: string) =>
    client.send(new GetFunctionConfigurationCommand({ FunctionName, Qualifier }));

  it("give a managed function's published version, and a $LATEST that cannot be invoked", async () => {
    expect(await configuration("video", PUBLISHED)).toMatchObject({
      FunctionName: "video",
      FunctionArn: `${arn("video")}:${PUBLISHED}`,
      Version: PUBLISHED,
      State: "Active",
      LastUpdateStatus: "Successful",
      Runtime: "nodejs24.x",
      MemorySize: 2048,
      Timeout: 30,
      Environment: { Variables: { STAGE: "dev" } },
      CapacityProviderConfig: {
        LambdaManagedInstancesCapacityProviderConfig: {
          CapacityProviderArn: capacityProviderSpec().arn,
          PerExecutionEnvironmentMaxConcurrency: 1,
          ExecutionEnvironmentMemoryGiBPerVCpu: 2,
        },
      },
    });
    expect(await configuration("video")).toMatchObject({ Version: "$LATEST", State: "ActiveNonInvocable" });
    expect((await client.send(new GetFunctionCommand({ FunctionName: "scaler" }))).Configuration).toMatchObject({
      Version: "$LATEST",
      State: "Active",
    });
  });

  it("give the reason of a failed publish", async () => {
    expect(await configuration("huge", PUBLISHED)).toMatchObject({
      State: "Failed",
      StateReasonCode: "CapacityProviderScalingLimitExceeded",
    });
  });

  it("give the capacity providers and the function versions on them", async () => {
    const expected = {
      CapacityProviderArn: capacityProviderSpec().arn,
      State: "Active",
      VpcConfig: { SubnetIds: ["subnet-1"], SecurityGroupIds: ["sg-1"] },
      InstanceRequirements: { Architectures: ["arm64"] },
      CapacityProviderScalingConfig: {
        MaxVCpuCount: 12,
        ScalingMode: "Manual",
        ScalingPolicies: [{ PredefinedMetricType: "LambdaCapacityProviderAverageCPUUtilization", TargetValue: 50 }],
      },
    };

    const { CapacityProvider } = await client.send(new GetCapacityProviderCommand({ CapacityProviderName: "video" }));
    const { CapacityProviders } = await client.send(new ListCapacityProvidersCommand({}));
    const versions = await client.send(
      new ListFunctionVersionsByCapacityProviderCommand({ CapacityProviderName: "video" }),
    );

    expect(CapacityProvider).toMatchObject(expected);
    expect(CapacityProviders).toMatchObject([expected]);
    expect(versions.FunctionVersions).toEqual([
      { FunctionArn: `${arn("huge")}:${PUBLISHED}`, State: "Failed" },
      { FunctionArn: `${arn("processor")}:${PUBLISHED}`, State: "Deactivated" },
      { FunctionArn: `${arn("video")}:${PUBLISHED}`, State: "Active" },
    ]);
    expect(await errorOf(client.send(new GetCapacityProviderCommand({ CapacityProviderName: "none" })))).toBeInstanceOf(
      ResourceNotFoundException,
    );
  });
});

it("refuses an operation that is not simulated by its name", async () => {
  const error = await errorOf(client.send(new ListAliasesCommand({ FunctionName: "video" })));

  expect(error.name).toBe("NotImplementedException");
  expect(error.message).toContain("local lambda: ListAliases is not simulated");
});
