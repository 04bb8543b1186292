import {
  GetFunctionCommand,
  GetPolicyCommand,
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
  ListTagsCommand,
  paginateListFunctions,
  paginateListVersionsByFunction,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { LocalLambda } from "../../../local/lambda/service.ts";
import { localClient, serveAws, type TestServer } from "../../support/http/httpServer.ts";
import { handlerFolder } from "../../support/lambda/processes.ts";
import { ACCOUNT, capacityProviderSpec, functionSpec, managedSpec, REGION } from "../../support/lambda/simulation.ts";

const HANDLER = `
export const handler = async ({ lines = [], fail, hang }) => {
  for (const line of lines) console.log(line);
  process.stdout.write("raw\\n");
  if (fail) throw new Error(fail);
  if (hang) await new Promise(() => setInterval(() => {}, 1_000));
  return "done";
};`;

const arn = (name: string) => `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`;
const ORDINARY = Array.from({ length: 60 }, (_, index) => `f-${String(index).padStart(2, "0")}`);
const statement = { Sid: "Http", Effect: "Allow", Action: "lambda:InvokeFunction" };

const folder = handlerFolder(HANDLER);
let lambda: LocalLambda;
let server: TestServer;
let client: LambdaClient;

beforeAll(async () => {
  const { details } = functionSpec();
  const permissions = [
    { functionName: "scaler", qualifier: undefined, statement },
    { functionName: "scaler", qualifier: "live", statement: { ...statement, Sid: "Live" } },
  ];
  lambda = new LocalLambda(
    [
      managedSpec({ initialScalingConfig: { min: 0, max: 0 } }, { ...folder, name: "video" }),
      {
        ...functionSpec({ name: "scaler", timeoutSeconds: 1 }),
        ...folder,
        details: { ...details, permissions, tags: { environment: "dev" } },
      },
      ...ORDINARY.map((name) => ({ ...functionSpec({ name }), ...folder })),
    ],
    [capacityProviderSpec()],
    {
      launchSeconds: 0,
      workersPerEnvironment: 1,
      region: REGION,
      accountId: ACCOUNT,
      extraEnvironment: {},
      report: () => {},
    },
  );
  server = await serveAws({ lambda: lambda.operations });
  client = new LambdaClient(localClient(server.endpoint));
  lambda.start();
  await lambda.ready();
});

afterAll(async () => {
  client.destroy();
  await lambda.stop();
  await server.close();
  folder.remove();
});

describe("lists of functions", () => {
  it("come in pages of at most 50, however many are asked for, each function once", async () => {
    const names: (string | undefined)[][] = [];
    for await (const { Functions = [] } of paginateListFunctions({ client, pageSize: 1_000 }, {}))
      names.push(Functions.map(({ FunctionName }) => FunctionName));
    expect(names.map(({ length }) => length)).toEqual([50, 12]);
    expect(names.flat()).toEqual([...ORDINARY, "scaler", "video"]);
  });

  it("give code and dates, and leave out the states that only GetFunction gives", async () => {
    const { Functions = [] } = await client.send(new ListFunctionsCommand({ MaxItems: 1 }));
    expect(Functions).toEqual([
      expect.objectContaining({
        FunctionName: "f-00",
        CodeSize: 1_024,
        CodeSha256: "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
        LastModified: "2026-01-02T03:04:05.678+0000",
      }),
    ]);
    expect(Functions[0]).not.toHaveProperty("State");
    expect((await client.send(new GetFunctionCommand({ FunctionName: "f-00" }))).Configuration?.State).toBe("Active");
  });

  it("have every version with ALL: a managed function's published one too", async () => {
    const all: (string | undefined)[] = [];
    for await (const { Functions = [] } of paginateListFunctions({ client }, { FunctionVersion: "ALL" }))
      all.push(...Functions.map(({ FunctionArn }) => FunctionArn));
    const versions: (string | undefined)[] = [];
    for await (const page of paginateListVersionsByFunction({ client, pageSize: 1 }, { FunctionName: "video" }))
      versions.push(...(page.Versions ?? []).map(({ Version }) => Version));
    expect(all.slice(-3)).toEqual([arn("scaler"), arn("video"), `${arn("video")}:$LATEST.PUBLISHED`]);
    expect(versions).toEqual(["$LATEST", "$LATEST.PUBLISHED"]);
  });
});

describe("what belongs to a function", () => {
  it("are its policy, by qualifier, and its tags", async () => {
    const own = await client.send(new GetPolicyCommand({ FunctionName: "scaler" }));
    expect(JSON.parse(own.Policy ?? "")).toEqual({ Version: "2012-10-17", Id: "default", Statement: [statement] });
    await expect(client.send(new GetPolicyCommand({ FunctionName: "video" }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: "The resource you requested does not exist.",
    });
    expect((await client.send(new ListTagsCommand({ Resource: arn("scaler") }))).Tags).toEqual({ environment: "dev" });
    await expect(client.send(new ListTagsCommand({ Resource: `${arn("video")}:$LATEST` }))).rejects.toMatchObject({
      name: "InvalidParameterValueException",
    });
  });
});

it("is not changed here, which is said once it is found", async () => {
  const update = (FunctionName: string) => client.send(new UpdateFunctionConfigurationCommand({ FunctionName }));
  await expect(update("scaler")).rejects.toMatchObject({
    name: "AccessDeniedException",
    message: expect.stringContaining("UpdateFunctionConfiguration changes nothing here, Terraform does"),
  });
  await expect(update("none")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});

describe("the tail of the log", () => {
  const invoke = async (event: object, LogType?: "Tail") => {
    const answer = await client.send(
      new InvokeCommand({ FunctionName: "scaler", ...(LogType && { LogType }), Payload: JSON.stringify(event) }),
    );
    return answer.LogResult && Buffer.from(answer.LogResult, "base64").toString();
  };

  it("is what an ordinary function printed in this invocation, also when it fails or runs out of time", async () => {
    const first = await invoke({ lines: ["one", "two"] }, "Tail");
    expect(first?.match(/"message":"(\w+)"|raw/g)).toEqual(['"message":"one"', '"message":"two"', "raw"]);
    expect(await invoke({}, "Tail")).toBe("raw\n");
    expect(await invoke({ fail: "broken" }, "Tail")).toContain("broken");
    expect(await invoke({ lines: ["late"], hang: true }, "Tail")).toContain("late");
  });

  it("is its last 4 KB, and comes when it is asked for only", async () => {
    const tail = await invoke({ lines: ["x".repeat(3_000), "y".repeat(3_000)] }, "Tail");
    expect(tail).toHaveLength(4_096);
    expect(tail).toMatch(/raw\n$/);
    expect(await invoke({})).toBeUndefined();
  });
});
