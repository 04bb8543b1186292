import { readdir, rm } from "node:fs/promises";
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  RedriveExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { afterEach, describe, expect, it } from "@jest/globals";
import { gate, MACHINE_ARN, openWorkflows, type StubFunction, task, until } from "../../support/workflow/workflows.ts";

const DAY = 24 * 60 * 60 * 1000;
const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

const executionArn = `${MACHINE_ARN.replace("stateMachine", "execution")}:run`;

/** Two steps, of which the second sees only a part of its input. */
const twoSteps = {
  StartAt: "First",
  States: {
    First: task("first", { ResultSelector: { "n.$": "$.Payload" }, ResultPath: "$.first", Next: "Second" }),
    Second: task("second", { InputPath: "$.first", OutputPath: "$.Payload", End: true }),
  },
};

type Workflows = Awaited<ReturnType<typeof openWorkflows>>;

async function workflows(
  definition: object,
  functions: Record<string, StubFunction>,
  options: { now?: () => number; folder?: string } = {},
): Promise<Workflows> {
  const opened = await openWorkflows(definition, functions, options);
  cleanUps.push(opened.remove, () => opened.stop());
  return opened;
}

const describeRun = ({ client }: Workflows) => client.send(new DescribeExecutionCommand({ executionArn }));
const redrive = ({ client }: Workflows, clientToken?: string) =>
  client.send(new RedriveExecutionCommand({ executionArn, ...(clientToken && { clientToken }) }));
const ended = ({ changes }: Workflows, count: number) =>
  until(() => changes.filter(({ status }) => status !== "RUNNING").length === count);

/** Fails as often as it is told to, then answers. */
function failing(times: number) {
  const payloads: unknown[] = [];
  const call: StubFunction = (payload) => {
    payloads.push(payload);
    if (payloads.length <= times) throw new Error(`failure ${payloads.length}`);
    return "done";
  };
  return { payloads, call };
}

describe("a redrive", () => {
  it("runs again from the state that failed, with that state's input; what came before is not repeated", async () => {
    const first: unknown[] = [];
    const { payloads, call } = failing(1);
    const opened = await workflows(twoSteps, { first: (payload) => first.push(payload), second: call });
    expect(await opened.run({ a: 1 })).toMatchObject({
      status: "FAILED",
      redriveCount: 0,
      redriveStatus: "REDRIVABLE",
      redriveStatusReason: 'Locally, a redrive runs again from state "Second", as a whole',
    });

    const { redriveDate } = await redrive(opened);
    await ended(opened, 2);

    expect(first).toEqual([{ a: 1 }]);
    expect(payloads).toEqual([{ n: 1 }, { n: 1 }]);
    const described = await describeRun(opened);
    expect(described).toMatchObject({
      status: "SUCCEEDED",
      output: '"done"',
      input: '{"a":1}',
      redriveCount: 1,
      redriveDate,
      redriveStatus: "NOT_REDRIVABLE",
      redriveStatusReason: "Execution is SUCCEEDED and cannot be redriven",
    });
    expect(described.error).toBeUndefined();
  });

  it("adds to the history, whose ids go on", async () => {
    const opened = await workflows(twoSteps, { first: () => 1, second: failing(1).call });
    await opened.run({});
    await redrive(opened);
    await ended(opened, 2);

    const { events = [] } = await opened.client.send(new GetExecutionHistoryCommand({ executionArn }));
    const types = events.map(({ type }) => type);
    const at = types.indexOf("ExecutionRedriven");

    expect(types.slice(at - 1, at + 2)).toEqual(["ExecutionFailed", "ExecutionRedriven", "TaskStateEntered"]);
    expect(types.at(-1)).toBe("ExecutionSucceeded");
    expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
    expect(events[at]).toMatchObject({ executionRedrivenEventDetails: { redriveCount: 1 } });
  });

  it("runs an inline Map again as a whole", async () => {
    const { payloads, call } = failing(1);
    const map = {
      StartAt: "All",
      States: {
        All: {
          Type: "Map",
          MaxConcurrency: 1,
          ItemProcessor: { StartAt: "One", States: { One: task("one") } },
          End: true,
        },
      },
    };
    const opened = await workflows(map, { one: call });
    expect((await opened.run(["a", "b"])).redriveStatusReason).toContain('from state "All", as a whole');
    await redrive(opened);
    await ended(opened, 2);

    expect(payloads).toEqual(["a", "b", "a", "b"]);
    expect((await describeRun(opened)).status).toBe("SUCCEEDED");
  });

  it("begins anew when the history is lost", async () => {
    const first: unknown[] = [];
    const { call } = failing(1);
    const functions = { first: (payload: never) => first.push(payload), second: call };
    const opened = await openWorkflows(twoSteps, functions);
    await opened.run({ a: 1 });
    await opened.stop();
    for (const file of await readdir(opened.folder))
      if (file.endsWith(".history.json")) await rm(`${opened.folder}/${file}`);
    const again = await workflows(twoSteps, functions, { folder: opened.folder });

    expect((await describeRun(again)).redriveStatusReason).toBe(
      "Locally, a redrive runs again from its start, with the same input",
    );
    await redrive(again);
    await ended(again, 1);
    expect(first).toEqual([{ a: 1 }, { a: 1 }]);
  });

  it("is taken up again after a restart, from the same state", async () => {
    const first: unknown[] = [];
    const waiting = gate();
    const second = [
      () => {
        throw new Error("no");
      },
      waiting.call,
      () => "after the restart",
    ];
    const functions = {
      first: (payload: never) => first.push(payload),
      second: (payload: never) => (second.shift() as StubFunction)(payload),
    };
    const opened = await openWorkflows(twoSteps, functions);
    await opened.run({});
    await redrive(opened);
    await until(() => waiting.calls.length === 1);
    await opened.stop();

    const again = await workflows(twoSteps, functions, { folder: opened.folder });
    await ended(again, 1);

    expect(first).toHaveLength(1);
    expect(await describeRun(again)).toMatchObject({
      status: "SUCCEEDED",
      redriveCount: 1,
      output: '"after the restart"',
    });
    const { events = [] } = await again.client.send(new GetExecutionHistoryCommand({ executionArn }));
    expect(events.filter(({ type }) => type === "ExecutionRedriven")).toHaveLength(1);
  });

  it("gives the machine's time-out anew", async () => {
    let time = Date.UTC(2026, 0, 1);
    const definition = { ...twoSteps, TimeoutSeconds: 3_600 };
    const opened = await workflows(definition, { first: () => 1, second: failing(1).call }, { now: () => time });
    await opened.run({});
    time += DAY;
    await redrive(opened);
    await ended(opened, 2);
    expect((await describeRun(opened)).status).toBe("SUCCEEDED");
  });

  it("counts, lists and filters", async () => {
    const opened = await workflows(twoSteps, { first: () => 1, second: failing(2).call });
    await opened.run({});
    for (const count of [2, 3]) {
      await redrive(opened);
      await ended(opened, count);
    }
    const list = async (redriveFilter: "REDRIVEN" | "NOT_REDRIVEN") => {
      const { executions } = await opened.client.send(
        new ListExecutionsCommand({ stateMachineArn: MACHINE_ARN, redriveFilter }),
      );
      return executions?.map(({ redriveCount }) => redriveCount);
    };
    expect(await list("REDRIVEN")).toEqual([2]);
    expect(await list("NOT_REDRIVEN")).toEqual([]);
  });

  it("is the same redrive when its request comes again, and refused as another one while it runs", async () => {
    const waiting = gate();
    const second = [
      () => {
        throw new Error("no");
      },
      waiting.call,
    ];
    const opened = await workflows(twoSteps, {
      first: () => 1,
      second: (payload) => (second.shift() as StubFunction)(payload),
    });
    await opened.run({});
    const [one, same] = await Promise.all([redrive(opened, "token"), redrive(opened, "token")]);
    expect(one.redriveDate).toEqual(same.redriveDate);
    await expect(redrive(opened)).rejects.toMatchObject({
      name: "ExecutionNotRedrivable",
      message: "Execution is RUNNING and cannot be redriven",
    });
    await until(() => waiting.calls.length === 1);
    expect(second).toEqual([]);
  });

  it("goes on after an abort, and not after 14 days or a success", async () => {
    let time = Date.UTC(2026, 0, 1);
    const waiting = gate();
    const opened = await workflows(twoSteps, { first: () => 1, second: waiting.call }, { now: () => time });
    await opened.start("run");
    await until(() => waiting.calls.length === 1);
    await opened.client.send(new StopExecutionCommand({ executionArn }));
    time += 14 * DAY + 1;
    await expect(redrive(opened)).rejects.toMatchObject({
      name: "ExecutionNotRedrivable",
      message: "Execution has exceeded the redrivable period of 14 days",
    });
    time -= 1;
    await redrive(opened);
    await until(() => waiting.calls.length === 2);
    waiting.calls[1]?.release("done");
    await ended(opened, 2);
    await expect(redrive(opened)).rejects.toMatchObject({ message: "Execution is SUCCEEDED and cannot be redriven" });
  });
});
