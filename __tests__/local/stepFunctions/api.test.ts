import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  paginateGetExecutionHistory,
  paginateListExecutions,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { afterEach, describe, expect, it } from "@jest/globals";
import { StepFunctions } from "../../../local/stepFunctions/stepFunctions.ts";
import { localClient, serveAws } from "../../support/http/httpServer.ts";
import {
  gate,
  MACHINE_ARN,
  openWorkflows,
  type StubFunction,
  serviceError,
  task,
} from "../../support/workflow/workflows.ts";

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function workflows(functions: Record<string, StubFunction>, definition: object = work) {
  const opened = await openWorkflows(definition, functions);
  cleanUps.push(opened.remove, () => opened.stop());
  return opened;
}

const work = { StartAt: "Work", States: { Work: task("work") } };
const executionArn = (name: string) => `${MACHINE_ARN.replace("stateMachine", "execution")}:${name}`;

describe("StartExecution", () => {
  it("gives the same execution for the same name and input while it runs", async () => {
    const { calls, call } = gate();
    const { start } = await workflows({ work: call });
    const [first, second] = await Promise.all([start("run", { a: 1, b: 2 }), start("run", { b: 2, a: 1 })]);
    const third = await start("run", { a: 1, b: 2 });
    expect(first.executionArn).toBe(executionArn("run"));
    expect(second).toMatchObject({ executionArn: first.executionArn, startDate: first.startDate });
    expect(third.startDate).toEqual(first.startDate);
    expect(calls.length).toBeLessThanOrEqual(1);
  });

  it("refuses a name that runs with another input, or that has ended", async () => {
    const { start } = await workflows({ work: gate().call });
    const taken = { name: "ExecutionAlreadyExists", message: `Execution Already Exists: '${executionArn("run")}'` };
    const racing = await Promise.allSettled([start("run", { a: 1 }), start("run", { a: 2 })]);
    expect(racing.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect(racing[1]).toMatchObject({ reason: taken });
    await expect(start("run", { a: 2 })).rejects.toMatchObject(taken);
  });

  it("refuses an ended name also with the same input", async () => {
    const opened = await workflows({ work: () => 1 });
    await opened.run({ a: 1 });
    await expect(opened.start("run", { a: 1 })).rejects.toMatchObject({ name: "ExecutionAlreadyExists" });
  });

  it.each([
    [{ stateMachineArn: "workflow" }, "InvalidArn", "Invalid Arn: 'workflow'"],
    [
      { stateMachineArn: `${MACHINE_ARN}-x` },
      "StateMachineDoesNotExist",
      `State Machine Does Not Exist: '${MACHINE_ARN}-x'`,
    ],
    [{ name: "a b" }, "InvalidName", "Invalid Name: 'a b'"],
    [{ name: "a".repeat(81) }, "InvalidName", "Invalid Name: 'aaa"],
    [{ input: "{" }, "InvalidExecutionInput", "Invalid State Machine Execution Input"],
    [{ input: `"${"x".repeat(262_143)}"` }, "InvalidExecutionInput", "longer than 262144 bytes"],
    [{ stateMachineArn: "" }, "ValidationException", "Value at 'stateMachineArn' failed to satisfy constraint"],
  ])("answers %j as Step Functions does", async (input, name, message) => {
    const { client } = await workflows({});
    await expect(
      client.send(new StartExecutionCommand({ stateMachineArn: MACHINE_ARN, ...input })),
    ).rejects.toMatchObject({ name, message: expect.stringContaining(message) });
  });

  it("accepts the longest input and the longest name", async () => {
    const opened = await workflows({ work: () => 1 });
    const name = "a".repeat(80);
    const { executionArn: arn } = await opened.start(name, "x".repeat(262_142));
    expect(arn).toBe(executionArn(name));
  });
});

describe("reading executions", () => {
  it("lists the newest first, page by page, and by status", async () => {
    const { call } = gate();
    let time = 0;
    const opened = await openWorkflows(work, { work: call }, { now: () => ++time });
    cleanUps.push(opened.remove, () => opened.stop());
    for (let n = 0; n < 5; n++) await opened.start(`run-${n}`);

    const names: (string | undefined)[][] = [];
    for await (const page of paginateListExecutions(
      { client: opened.client, pageSize: 2 },
      { stateMachineArn: MACHINE_ARN },
    )) {
      names.push((page.executions ?? []).map(({ name }) => name));
    }
    const { executions: failed } = await opened.client.send(
      new ListExecutionsCommand({ stateMachineArn: MACHINE_ARN, statusFilter: "FAILED" }),
    );

    expect(names).toEqual([["run-4", "run-3"], ["run-2", "run-1"], ["run-0"]]);
    expect(failed).toEqual([]);
  });

  it("says that an execution does not exist, and that a token is not one", async () => {
    const { client } = await workflows({});
    await expect(
      client.send(new DescribeExecutionCommand({ executionArn: executionArn("none") })),
    ).rejects.toMatchObject({
      name: "ExecutionDoesNotExist",
      message: `Execution Does Not Exist: '${executionArn("none")}'`,
    });
    await expect(
      client.send(new ListExecutionsCommand({ stateMachineArn: MACHINE_ARN, nextToken: "x" })),
    ).rejects.toMatchObject({ name: "InvalidToken" });
    await expect(client.send(new SendTaskSuccessCommand({ taskToken: "t", output: "1" }))).rejects.toMatchObject({
      message: "local states: SendTaskSuccess is not simulated",
    });
  });

  it("describes and lists the machines", async () => {
    const { client } = await workflows({});
    const machine = await client.send(new DescribeStateMachineCommand({ stateMachineArn: MACHINE_ARN }));
    const { stateMachines } = await client.send(new ListStateMachinesCommand({}));
    expect(machine).toMatchObject({
      name: "workflow",
      status: "ACTIVE",
      type: "STANDARD",
      definition: JSON.stringify(work),
    });
    expect(stateMachines).toEqual([expect.objectContaining({ stateMachineArn: MACHINE_ARN, name: "workflow" })]);
  });
});

describe("an execution's history", () => {
  const definition = {
    StartAt: "Work",
    States: {
      Work: task("work", {
        Retry: [{ ErrorEquals: ["Busy"], IntervalSeconds: 0 }],
        Catch: [{ ErrorEquals: ["States.ALL"], Next: "Give up" }],
        End: true,
      }),
      "Give up": { Type: "Fail", Error: "GaveUp", Cause: "twice" },
    },
  };
  const errors = ["Busy", "Broken"];
  const fail = () => {
    throw Object.assign(new Error("no"), { name: errors.shift() });
  };

  it("is in Step Functions' shape, in both orders, page by page, also after the end", async () => {
    const opened = await workflows({ work: fail }, definition);
    await opened.run({ a: 1 });

    const events = [];
    for await (const page of paginateGetExecutionHistory(
      { client: opened.client, pageSize: 4 },
      { executionArn: executionArn("run") },
    )) {
      events.push(...(page.events ?? []));
    }
    const { events: reversed } = await opened.client.send(
      new GetExecutionHistoryCommand({ executionArn: executionArn("run"), reverseOrder: true, maxResults: 2 }),
    );

    expect(events.map(({ id, previousEventId, type }) => `${previousEventId}>${id} ${type}`)).toEqual([
      "0>1 ExecutionStarted",
      "1>2 TaskStateEntered",
      "2>3 TaskScheduled",
      "3>4 TaskStarted",
      "4>5 TaskFailed",
      "5>6 TaskScheduled",
      "6>7 TaskStarted",
      "7>8 TaskFailed",
      "8>9 TaskStateExited",
      "9>10 FailStateEntered",
      "10>11 ExecutionFailed",
    ]);
    expect(events[0]?.timestamp).toBeInstanceOf(Date);
    expect(events[1]?.stateEnteredEventDetails).toMatchObject({ name: "Work", input: '{"a":1}' });
    expect(JSON.parse(events[2]?.taskScheduledEventDetails?.parameters ?? "")).toEqual({
      FunctionName: "work",
      Payload: { a: 1 },
    });
    expect(events[7]?.taskFailedEventDetails).toMatchObject({
      resourceType: "lambda",
      resource: "invoke",
      error: "Broken",
    });
    expect(events[10]?.executionFailedEventDetails).toEqual({ error: "GaveUp", cause: "twice" });
    expect(reversed?.map(({ type }) => type)).toEqual(["ExecutionFailed", "FailStateEntered"]);
  });
});

it("answers 503 until what was running has been taken up again", async () => {
  const opened = await workflows({});
  const service = new StepFunctions({
    machines: [],
    folder: opened.folder,
    invokeLambda: async () => serviceError(500),
  });
  const server = await serveAws({ states: service.operations });
  const client = new SFNClient(localClient(server.endpoint));
  cleanUps.push(() => server.close());

  await expect(client.send(new ListStateMachinesCommand({}))).rejects.toMatchObject({
    name: "ServiceUnavailable",
    message: "the local runtime is starting",
  });
  await service.resume();
  expect((await client.send(new ListStateMachinesCommand({}))).stateMachines).toEqual([]);
  client.destroy();
});
