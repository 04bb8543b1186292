import { readdir } from "node:fs/promises";
import { DescribeExecutionCommand, StopExecutionCommand } from "@aws-sdk/client-sfn";
import { afterEach, describe, expect, it } from "@jest/globals";
import { Disk, isDiskFull } from "../../../local/disk.ts";
import { StepFunctions } from "../../../local/stepFunctions/stepFunctions.ts";
import {
  gate,
  MACHINE_ARN,
  openWorkflows,
  type StubFunction,
  serviceError,
  task,
  until,
} from "../../support/workflow/workflows.ts";

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function workflows(
  definition: object,
  functions: Record<string, StubFunction>,
  options: Parameters<typeof openWorkflows>[2] = {},
) {
  const opened = await openWorkflows(definition, functions, options);
  cleanUps.push(opened.remove, () => opened.stop());
  return opened;
}

const work = { StartAt: "Work", States: { Work: task("work") } };
const runArn = `${MACHINE_ARN.replace("stateMachine", "execution")}:run`;
const describeRun = new DescribeExecutionCommand({ executionArn: runArn });

describe("an execution", () => {
  it("is on disk before start returns, and announced when it starts and when it ends", async () => {
    const { calls, call } = gate();
    const { start, folder, changes } = await workflows(work, { work: call });

    await start("run");
    const files = await readdir(folder);
    await until(() => calls.length === 1);
    calls[0]?.release("done");
    await until(() => changes.length === 2);

    expect(files).toEqual([expect.stringMatching(/^[0-9a-f]{32}\.execution\.json$/)]);
    expect(changes.map(({ status }) => status)).toEqual(["RUNNING", "SUCCEEDED"]);
  });

  it("that ends while the disk is full ends when there is room, and none is started meanwhile", async () => {
    const { calls, call } = gate();
    const disk = new Disk();
    const { start, client, errors, changes } = await workflows(work, { work: call }, { disk });
    await start("run");
    await until(() => calls.length === 1);

    disk.full = true;
    calls[0]?.release("done");
    await until(() => errors.length > 0);
    await expect(start("another")).rejects.toMatchObject({ name: "InternalServerError" });
    expect(await client.send(describeRun)).toMatchObject({ status: "RUNNING" });

    disk.full = false;
    await until(() => changes.length === 2);
    expect(await client.send(describeRun)).toMatchObject({
      status: "SUCCEEDED",
      output: expect.stringContaining("done"),
    });
    expect(errors.every(isDiskFull)).toBe(true);
    await expect(start("another")).resolves.toBeDefined();
  });

  it("that was running is run again after a restart, under the same name, input and start", async () => {
    const { calls, call } = gate();
    const first = await workflows(work, { work: call }, { now: () => 1_000 });
    await first.start("run", { videoId: "v" });
    await until(() => calls.length === 1);
    await first.stop();

    const second = await workflows(work, { work: call }, { folder: first.folder, now: () => 5_000 });
    await until(() => calls.length === 2);
    const { status, startDate } = await second.client.send(describeRun);
    calls[1]?.release("done");
    await until(() => second.changes.length === 1);

    expect(first.changes.map((change) => change.status)).toEqual(["RUNNING"]);
    expect({ status, startDate }).toEqual({ status: "RUNNING", startDate: new Date(1_000) });
    expect(calls[1]?.payload).toEqual({ videoId: "v" });
    expect(second.changes[0]).toMatchObject({
      executionArn: runArn,
      status: "SUCCEEDED",
      startDate: 1_000,
      stopDate: 5_000,
    });
  });

  it("that ended is still described after a restart, and not run again", async () => {
    let invocations = 0;
    const functions = { work: () => ++invocations };
    const first = await workflows(work, functions);
    await first.run();
    await first.stop();

    const second = await workflows(work, functions, { folder: first.folder });
    const { status, output } = await second.client.send(describeRun);

    expect(status).toBe("SUCCEEDED");
    expect(JSON.parse(output ?? "").Payload).toBe(1);
    expect(invocations).toBe(1);
  });

  it("is aborted if its machine is gone after a restart", async () => {
    const first = await workflows(work, { work: gate().call });
    await first.start("run");
    await first.stop();
    const changes: unknown[] = [];
    const service = new StepFunctions({
      machines: [],
      folder: first.folder,
      invokeLambda: async () => serviceError(500),
      onStatusChange: (change) => changes.push(change),
    });
    await service.resume();
    expect(changes).toEqual([
      expect.objectContaining({ status: "ABORTED", cause: "The state machine no longer exists." }),
    ]);
  });

  it("does nothing more after it was stopped, also not the retry that it was waiting for", async () => {
    let invocations = 0;
    const retried = task("work", { Retry: [{ ErrorEquals: ["States.ALL"], IntervalSeconds: 600 }], End: true });
    const { client, start, changes } = await workflows(
      { StartAt: "Work", States: { Work: retried } },
      {
        work: () => {
          invocations += 1;
          return serviceError(503);
        },
      },
    );
    await start("run");
    await until(() => invocations === 1);

    const { stopDate } = await client.send(
      new StopExecutionCommand({ executionArn: runArn, error: "Cancelled", cause: "by hand" }),
    );
    for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
    const execution = await client.send(describeRun);

    expect(invocations).toBe(1);
    expect(execution).toMatchObject({ status: "ABORTED", error: "Cancelled", cause: "by hand", stopDate });
    expect(changes.map(({ status }) => status)).toEqual(["RUNNING", "ABORTED"]);
  });

  it("that is stopped ignores the result of the task in flight", async () => {
    const { calls, call } = gate();
    const { client, start, changes } = await workflows(
      { StartAt: "Work", States: { Work: task("work", { Next: "Then" }), Then: task("work") } },
      { work: call },
    );
    await start("run");
    await until(() => calls.length === 1);
    await client.send(new StopExecutionCommand({ executionArn: runArn }));
    calls[0]?.release("late");
    for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));

    expect(calls).toHaveLength(1);
    expect(changes.map(({ status }) => status)).toEqual(["RUNNING", "ABORTED"]);
  });

  it("times out by the time since its start, a restart in between or not", async () => {
    const definition = { ...work, TimeoutSeconds: 60 };
    const { call } = gate();
    const first = await workflows(definition, { work: call }, { now: () => 0 });
    await first.start("run");
    await first.stop();

    const second = await workflows(definition, { work: call }, { folder: first.folder, now: () => 60_000 });
    await until(() => second.changes.length === 1);

    expect(second.changes[0]).toMatchObject({ status: "TIMED_OUT", startDate: 0, stopDate: 60_000 });
  });
});

describe("stopping the service", () => {
  it("does not wait for what runs, and takes nothing new", async () => {
    const { calls, call } = gate();
    const { service, start, changes, errors } = await workflows(work, { work: call });
    await start("run");
    await until(() => calls.length === 1);

    await service.stop();

    await expect(start("other")).rejects.toMatchObject({ name: "ServiceUnavailable" });
    expect(changes.map(({ status }) => status)).toEqual(["RUNNING"]);
    expect(errors).toEqual([]);
  });
});
