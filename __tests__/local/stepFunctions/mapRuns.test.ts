import {
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  DescribeStateMachineForExecutionCommand,
  type ExecutionListItem,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  RedriveExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { afterEach, describe, expect, it } from "@jest/globals";
import { gate, MACHINE_ARN, openWorkflows, type StubFunction, task, until } from "../../support/workflow/workflows.ts";

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

const executionArn = `${MACHINE_ARN.replace("stateMachine", "execution")}:run`;
const childMachineArn = `${MACHINE_ARN}/Each`;

/** Each item is given to `work`; what follows ends the run. */
const each = (fields: object = {}, item: object = { End: true }) => ({
  StartAt: "Each",
  States: {
    Each: {
      Type: "Map",
      ItemProcessor: {
        ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
        StartAt: "Work",
        States: { Work: task("work", { OutputPath: "$.Payload", ...item }) },
      },
      End: true,
      ...fields,
    },
  },
});
const TOLERANT = { ToleratedFailurePercentage: 100 };

type Workflows = Awaited<ReturnType<typeof openWorkflows>>;

async function workflows(definition: object, work: StubFunction, options: { folder?: string } = {}) {
  const opened = await openWorkflows(definition, { work }, options);
  cleanUps.push(opened.remove, () => opened.stop());
  return opened;
}

const mapRunsOf = async ({ client }: Workflows) =>
  (await client.send(new ListMapRunsCommand({ executionArn }))).mapRuns ?? [];
const describeMapRun = async (opened: Workflows) => {
  const [mapRun] = await mapRunsOf(opened);
  return opened.client.send(new DescribeMapRunCommand({ mapRunArn: mapRun?.mapRunArn }));
};
/** By their inputs. */
async function childrenOf(opened: Workflows, mapRunArn: string | undefined) {
  const { executions = [] } = await opened.client.send(new ListExecutionsCommand({ mapRunArn }));
  const described = await Promise.all(
    executions.map(({ executionArn }) => opened.client.send(new DescribeExecutionCommand({ executionArn }))),
  );
  return described.sort((a, b) => String(a.input).localeCompare(String(b.input)));
}
const historyOf = async ({ client }: Workflows, arn = executionArn) =>
  (await client.send(new GetExecutionHistoryCommand({ executionArn: arn }))).events ?? [];

const odd = (n: number) => {
  if (n % 2 === 1) throw Object.assign(new Error(`no ${n}`), { name: "Odd" });
  return n * 10;
};

describe("a Distributed Map", () => {
  it("is a map run with an execution for each item", async () => {
    const opened = await workflows(each(TOLERANT), odd);
    const before = Date.now();
    expect((await opened.run([1, 2])).status).toBe("SUCCEEDED");

    const [mapRun, ...more] = await mapRunsOf(opened);
    expect(more).toEqual([]);
    expect(mapRun).toMatchObject({ executionArn, stateMachineArn: childMachineArn });
    expect(mapRun?.mapRunArn).toMatch(/^arn:aws:states:eu-west-1:000000000000:mapRun:workflow\/Each:[\w-]{36}$/);
    const [first, second] = await childrenOf(opened, mapRun?.mapRunArn);
    expect(first).toMatchObject({
      mapRunArn: mapRun?.mapRunArn,
      stateMachineArn: childMachineArn,
      status: "FAILED",
      input: "1",
      error: "Odd",
      redriveStatus: "NOT_REDRIVABLE",
    });
    expect(second).toMatchObject({ status: "SUCCEEDED", input: "2", output: "20" });
    expect(second?.executionArn).toBe(`${childMachineArn.replace(":stateMachine:", ":execution:")}:${second?.name}`);
    expect(second?.startDate?.getTime()).toBeGreaterThanOrEqual(before);
    expect(second?.stopDate?.getTime()).toBeGreaterThanOrEqual(Number(second?.startDate));
  });

  it("says how its items go", async () => {
    const opened = await workflows(each({ ...TOLERANT, MaxConcurrency: 2 }), odd);
    await opened.run([1, 2, 3, 4, 6]);

    const counts = { pending: 0, running: 0, succeeded: 3, failed: 2, timedOut: 0, aborted: 0, total: 5 };
    expect(await describeMapRun(opened)).toMatchObject({
      executionArn,
      status: "SUCCEEDED",
      maxConcurrency: 2,
      toleratedFailurePercentage: 100,
      toleratedFailureCount: 0,
      itemCounts: counts,
      executionCounts: counts,
      redriveCount: 0,
    });
  });

  it("is seen while it runs, no more items at once than it may", async () => {
    const gated = gate();
    const opened = await workflows(each({ MaxConcurrency: 1 }), gated.call);
    await opened.start("run", ["a", "b"]);
    await until(() => gated.calls.length === 1);

    const described = await describeMapRun(opened);
    expect(described).toMatchObject({ status: "RUNNING", itemCounts: { running: 1, pending: 1, total: 2 } });
    expect(described.stopDate).toBeUndefined();
    const [child, ...more] = await childrenOf(opened, described.mapRunArn);
    expect(more).toEqual([]);
    expect(child).toMatchObject({ status: "RUNNING", input: '"a"' });
    expect((await historyOf(opened, child?.executionArn)).map(({ type }) => type)).toContain("TaskStateEntered");
    gated.calls[0]?.release(1);
    await until(() => gated.calls.length === 2);
    gated.calls[1]?.release(2);
    await until(() => opened.changes.some(({ status }) => status === "SUCCEEDED"));
  });

  it("keeps the run's history small: what its items do is in theirs, with what was tried again", async () => {
    let calls = 0;
    const work = () => {
      calls += 1;
      if (calls === 1) throw Object.assign(new Error("later"), { name: "Busy" });
      return "done";
    };
    const retry = { Retry: [{ ErrorEquals: ["Busy"], IntervalSeconds: 0 }], End: true };
    const opened = await workflows(each({}, retry), work);
    await opened.run(["a"]);

    const [mapRun] = await mapRunsOf(opened);
    const events = await historyOf(opened);
    expect(events.map(({ type }) => type)).toEqual([
      "ExecutionStarted",
      "MapStateEntered",
      "MapStateStarted",
      "MapRunStarted",
      "MapRunSucceeded",
      "MapStateSucceeded",
      "MapStateExited",
      "ExecutionSucceeded",
    ]);
    expect(events[3]?.mapRunStartedEventDetails?.mapRunArn).toBe(mapRun?.mapRunArn);
    const [child] = await childrenOf(opened, mapRun?.mapRunArn);
    expect((await historyOf(opened, child?.executionArn)).map(({ type }) => type)).toEqual([
      "ExecutionStarted",
      "TaskStateEntered",
      "TaskScheduled",
      "TaskStarted",
      "TaskFailed",
      "TaskScheduled",
      "TaskStarted",
      "TaskSucceeded",
      "TaskStateExited",
      "ExecutionSucceeded",
    ]);
  });

  it("gives its items what it selects, and they know their own execution", async () => {
    const given: unknown[] = [];
    const definition = each(
      {
        ItemsPath: "$.items",
        ItemSelector: { "n.$": "$$.Map.Item.Value", "of.$": "$.name", "run.$": "$$.Execution.Name" },
      },
      { Parameters: { FunctionName: "work", Payload: { "given.$": "$", "own.$": "$$.Execution.Id" } }, End: true },
    );
    const opened = await workflows(definition, (payload) => given.push(payload));
    await opened.run({ items: [7], name: "many" });

    const [child] = await childrenOf(opened, (await mapRunsOf(opened))[0]?.mapRunArn);
    expect(child?.input).toBe('{"n":7,"of":"many","run":"run"}');
    expect(given).toEqual([{ given: { n: 7, of: "many", run: "run" }, own: child?.executionArn }]);
  });

  it("without items is a map run of none", async () => {
    const opened = await workflows(each(), odd);
    expect((await opened.run([])).output).toBe("[]");
    expect(await describeMapRun(opened)).toMatchObject({ status: "SUCCEEDED", itemCounts: { total: 0 } });
  });

  it.each([
    ["one of three by default", {}, [2, 1, 4], "FAILED"],
    ["more than a part", { ToleratedFailurePercentage: 33 }, [2, 1, 4], "FAILED"],
    ["no more than a part", { ToleratedFailurePercentage: 34 }, [2, 1, 4], "SUCCEEDED"],
    ["no more than a number", { ToleratedFailureCount: 1 }, [2, 1, 4], "SUCCEEDED"],
    ["more than a number", { ToleratedFailureCount: 1 }, [1, 2, 3], "FAILED"],
  ])("of which %s fail ends as it tolerates", async (_what, tolerated, items, status) => {
    const opened = await workflows(each({ ...tolerated, MaxConcurrency: 1 }), odd);

    expect(await opened.run(items)).toMatchObject({
      status,
      ...(status === "FAILED" && { error: "States.ExceedToleratedFailureThreshold" }),
    });
    expect((await describeMapRun(opened)).status).toBe(status);
  });

  it("that fails aborts the items that run, and begins no more", async () => {
    const gated = gate();
    const work = (payload: string) => (payload === "bad" ? odd(1) : gated.call(payload));
    const opened = await workflows(each({ MaxConcurrency: 2 }), work);
    await opened.run(["good", "bad", "never"]);

    expect(await describeMapRun(opened)).toMatchObject({
      status: "FAILED",
      itemCounts: { failed: 1, aborted: 1, pending: 1, total: 3 },
    });
    expect((await historyOf(opened)).map(({ type }) => type)).toContain("MapRunFailed");
    expect(gated.calls.map(({ payload }) => payload)).toEqual(["good"]);
  });

  it("is aborted with its run, and so are its items", async () => {
    const gated = gate();
    const opened = await workflows(each(), gated.call);
    await opened.start("run", ["a", "b"]);
    await until(() => gated.calls.length === 2);
    await opened.client.send(new StopExecutionCommand({ executionArn }));

    expect(await describeMapRun(opened)).toMatchObject({ status: "ABORTED", itemCounts: { aborted: 2 } });
  });

  it("counts an item that is stopped as one that failed", async () => {
    const gated = gate();
    const opened = await workflows(each(TOLERANT), gated.call);
    await opened.start("run", ["a"]);
    await until(() => gated.calls.length === 1);
    const [child] = await childrenOf(opened, (await mapRunsOf(opened))[0]?.mapRunArn);
    await opened.client.send(new StopExecutionCommand({ executionArn: child?.executionArn, error: "Enough" }));
    await until(() => opened.changes.some(({ status }) => status === "SUCCEEDED"));

    expect(await describeMapRun(opened)).toMatchObject({ status: "SUCCEEDED", itemCounts: { aborted: 1 } });
  });

  it("has map runs of its own inside of an item", async () => {
    const inner = { ...each().States.Each, Label: "Inner" };
    inner.ItemProcessor = { ...inner.ItemProcessor, StartAt: "Deep", States: { Deep: task("work") } as never };
    const outer = each();
    outer.States.Each.ItemProcessor = {
      ...outer.States.Each.ItemProcessor,
      StartAt: "Again",
      States: { Again: inner } as never,
    };
    const opened = await workflows(outer, () => 1);
    await opened.run([["a", "b"]]);

    const [child] = await childrenOf(opened, (await mapRunsOf(opened))[0]?.mapRunArn);
    const { mapRuns = [] } = await opened.client.send(new ListMapRunsCommand({ executionArn: child?.executionArn }));
    expect(mapRuns[0]?.mapRunArn).toContain(":mapRun:workflow/Inner:");
    expect(await childrenOf(opened, mapRuns[0]?.mapRunArn)).toHaveLength(2);
  });

  it("is one map run more each time that its state is entered", async () => {
    let rounds = 0;
    const definition = each({ Next: "More", ResultPath: null });
    const states = {
      ...definition.States,
      More: { Type: "Choice", Choices: [{ Variable: "$[1]", IsPresent: true, Next: "Less" }], Default: "Done" },
      Less: { Type: "Pass", InputPath: "$[1:]", Next: "Each" },
      Done: { Type: "Succeed" },
    };
    const opened = await workflows({ ...definition, States: { ...states, Each: without(states.Each, "End") } }, () => {
      rounds += 1;
      return rounds;
    });
    await opened.run(["a", "b"]);

    const starts = (await mapRunsOf(opened)).map(({ startDate }) => Number(startDate));
    expect(starts).toHaveLength(2);
    expect(starts[0]).toBeGreaterThanOrEqual(Number(starts[1]));
    expect(rounds).toBe(3);
  });
});

function without<T extends object>(value: T, key: string): T {
  const { [key as keyof T]: _, ...rest } = value;
  return rest as T;
}

describe("the executions of a map run", () => {
  const listed = async (opened: Workflows, more: object) => {
    const [mapRun] = await mapRunsOf(opened);
    return opened.client.send(new ListExecutionsCommand({ mapRunArn: mapRun?.mapRunArn, ...more }));
  };

  it("are listed page by page and by status, and not among those of the machine", async () => {
    const opened = await workflows(each(TOLERANT), odd);
    await opened.run([1, 2, 3]);
    const first = await listed(opened, { maxResults: 2 });
    const rest = await listed(opened, { maxResults: 2, nextToken: first.nextToken });

    const all: ExecutionListItem[] = [...(first.executions ?? []), ...(rest.executions ?? [])];
    expect(new Set(all.map(({ name }) => name)).size).toBe(3);
    expect(rest.nextToken).toBeUndefined();
    expect(all[0]).toMatchObject({ stateMachineArn: childMachineArn, itemCount: 1, redriveCount: 0 });
    expect((await listed(opened, { statusFilter: "FAILED" })).executions).toHaveLength(2);
    const { executions } = await opened.client.send(new ListExecutionsCommand({ stateMachineArn: MACHINE_ARN }));
    expect(executions?.map(({ name }) => name)).toEqual(["run"]);
  });

  it.each([
    ["both a machine and a map run", { stateMachineArn: MACHINE_ARN }, /exactly one/],
    ["those that were redriven", { redriveFilter: "REDRIVEN" }, /redriveFilter/],
  ])("are refused with %s", async (_what, more, message) => {
    const opened = await workflows(each(), () => 1);
    await opened.run(["a"]);
    await expect(listed(opened, more)).rejects.toMatchObject({ name: "ValidationException", message });
  });

  it("are refused without a machine or a map run, and for a map run that is not there", async () => {
    const { client } = await workflows(each(), () => 1);
    const mapRunArn = `${MACHINE_ARN.replace("stateMachine", "mapRun")}/Each:none`;

    await expect(client.send(new ListExecutionsCommand({}))).rejects.toMatchObject({ name: "ValidationException" });
    await expect(client.send(new ListExecutionsCommand({ mapRunArn }))).rejects.toMatchObject({
      name: "ResourceNotFound",
    });
    await expect(client.send(new DescribeMapRunCommand({ mapRunArn }))).rejects.toMatchObject({
      name: "ResourceNotFound",
      resourceName: mapRunArn,
    });
    await expect(client.send(new DescribeMapRunCommand({ mapRunArn: MACHINE_ARN }))).rejects.toMatchObject({
      name: "InvalidArn",
    });
    await expect(
      client.send(new ListExecutionsCommand({ stateMachineArn: MACHINE_ARN, statusFilter: "PENDING_REDRIVE" })),
    ).rejects.toMatchObject({ name: "ValidationException", message: expect.stringContaining("mapRunArn") });
  });

  it("have the item's machine for theirs", async () => {
    const opened = await workflows(each(), () => 1);
    await opened.run(["a"]);
    const { mapRunArn, executions } = { ...(await mapRunsOf(opened))[0], ...(await listed(opened, {})) };
    const described = await opened.client.send(
      new DescribeStateMachineForExecutionCommand({ executionArn: executions?.[0]?.executionArn }),
    );

    expect(described).toMatchObject({ stateMachineArn: childMachineArn, mapRunArn, label: "Each", name: "workflow" });
    expect(Object.keys(JSON.parse(String(described.definition)).States)).toEqual(["Work"]);
  });

  it("are kept over a restart, with their histories", async () => {
    const opened = await workflows(each(TOLERANT), odd);
    await opened.run([1, 2]);
    await opened.stop();
    const again = await workflows(each(TOLERANT), odd, { folder: opened.folder });

    const { mapRunArn, itemCounts } = await describeMapRun(again);
    expect(itemCounts).toMatchObject({ succeeded: 1, failed: 1, total: 2 });
    const [first] = await childrenOf(again, mapRunArn);
    expect(first).toMatchObject({ status: "FAILED", error: "Odd" });
    expect((await historyOf(again, first?.executionArn)).at(-1)?.type).toBe("ExecutionFailed");
  });
});

describe("a redrive of a run whose map run failed", () => {
  it("runs again only the items that did not succeed, in the same map run", async () => {
    const calls: unknown[] = [];
    let isMended = false;
    const work = (n: number) => {
      calls.push(n);
      return isMended ? n : odd(n);
    };
    const opened = await workflows(each({ MaxConcurrency: 1 }), work);
    expect((await opened.run([2, 1, 4])).redriveStatusReason).toContain('state "Each"');
    const before = await describeMapRun(opened);
    const failed = (await childrenOf(opened, before.mapRunArn)).find(({ status }) => status === "FAILED");
    expect(failed).toMatchObject({ redriveStatus: "REDRIVABLE_BY_MAP_RUN" });
    await expect(
      opened.client.send(new RedriveExecutionCommand({ executionArn: failed?.executionArn })),
    ).rejects.toMatchObject({ name: "ExecutionNotRedrivable" });

    isMended = true;
    await opened.client.send(new RedriveExecutionCommand({ executionArn }));
    await until(() => opened.changes.some(({ status }) => status === "SUCCEEDED"));

    expect(calls).toEqual([2, 1, 1, 4]);
    const described = await opened.client.send(new DescribeExecutionCommand({ executionArn }));
    expect(described.output).toBe("[20,1,4]");
    const after = await describeMapRun(opened);
    expect(await mapRunsOf(opened)).toHaveLength(1);
    expect(after).toMatchObject({ mapRunArn: before.mapRunArn, status: "SUCCEEDED", redriveCount: 1 });
    expect(after.redriveDate?.getTime()).toBeGreaterThanOrEqual(Number(before.stopDate));
    const [one] = await childrenOf(opened, after.mapRunArn);
    expect(one).toMatchObject({ executionArn: failed?.executionArn, status: "SUCCEEDED", redriveCount: 1 });
    expect((await historyOf(opened)).map(({ type }) => type)).toContain("MapRunRedriven");
  });
});
