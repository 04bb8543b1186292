// What a round asks of Lambda while instances launch, and what work may begin on.
import { describe, expect, it } from "@jest/globals";
import { createCapacityRequests } from "../../../app/capacity/capacityRequests.ts";
import { createLambdaScaling } from "../../../app/capacity/lambdaScaling.ts";
import { memoryCapacityTable } from "../../support/app/capacityTable.ts";
import { ManualClock } from "../../support/app/clock.ts";
import { FakeLambda } from "../../support/app/lambda.ts";
import { recordingLog } from "../../support/app/log.ts";

const ZERO = { min: 0, max: 0 };
const processor = { functionName: "processor", baseline: ZERO, windows: [], limit: 10, graceSeconds: 30 };

function rig() {
  const clock = new ManualClock();
  const lambda = new FakeLambda();
  const table = memoryCapacityTable([processor], clock);
  const monotonic = () => clock.now().getTime();
  const scaling = createLambdaScaling(lambda.client);
  const requests = createCapacityRequests({ table, scaling, clock, log: recordingLog(), monotonic });
  lambda.hasSettled("processor", ZERO);
  const acquire = (owner: string, min: number) =>
    requests.acquire({ functionName: "processor", owner, config: { min, max: 8 }, seconds: 3_600, settleSeconds: 900 });
  /** The first lease's instances have been on their way for so long when a second lease asks for more. */
  const risenAfter = async (seconds: number) => {
    await acquire("run-1", 1);
    clock.advance(seconds);
    await acquire("run-2", 2);
  };
  return { clock, lambda, table, requests, acquire, risenAfter };
}

describe("while instances launch", () => {
  it.each([3, 9])("more is asked for in the first ten seconds: after %i s", async (seconds) => {
    const { lambda, risenAfter } = rig();

    await risenAfter(seconds);

    expect(lambda.puts).toEqual(["processor 1/8", "processor 2/8"]);
  });

  it("the ten seconds count from the first put of a launch, not from the last", async () => {
    const { lambda, clock, acquire, risenAfter } = rig();
    await risenAfter(8);
    clock.advance(8);

    await acquire("run-3", 3);

    expect(lambda.puts).toEqual(["processor 1/8", "processor 2/8"]);
  });

  it.each([10, 90, 299])("no more is asked for after %i s, and it is as soon as they are there", async (seconds) => {
    const { lambda, clock, requests, risenAfter } = rig();
    await risenAfter(seconds);
    expect(lambda.puts).toEqual(["processor 1/8"]);
    lambda.settle("processor");
    clock.advance(60);

    await requests.reconcileAll();

    expect(lambda.puts).toEqual(["processor 1/8", "processor 2/8"]);
  });

  it("more is asked for all the same when they have not come in five minutes", async () => {
    const { lambda, risenAfter } = rig();

    await risenAfter(300);

    expect(lambda.puts).toEqual(["processor 1/8", "processor 2/8"]);
  });

  it("what a hold says is put at once, more or less", async () => {
    const { lambda, clock, table, requests, risenAfter } = rig();
    await risenAfter(60);
    const hold = { owner: "anna", reason: "incident", liveUntil: clock.nowSeconds() + 600 };
    await table.hold("processor", { ...hold, config: { min: 3, max: 9 }, since: clock.now().toISOString() });
    await requests.reconcile("processor");
    expect(lambda.lastPut("processor")).toEqual({ min: 3, max: 9 });
    clock.advance(60);
    await table.hold("processor", { ...hold, config: { min: 1, max: 1 }, since: clock.now().toISOString() });

    await requests.reconcile("processor");

    expect(lambda.lastPut("processor")).toEqual({ min: 1, max: 1 });
  });
});

describe("a round", () => {
  it("counts for nothing when another one began before it ended", async () => {
    const { lambda, clock, table, requests } = rig();
    lambda.before = async () => {
      lambda.before = () => {};
      clock.advance(26);
      await table.beginRound("processor", 0);
    };

    await expect(requests.reconcile("processor")).rejects.toMatchObject({
      name: "BusyRound",
      message: "processor: another round began before this one ended",
    });
  });
});

describe("a check", () => {
  it("waits for the whole of a lease, unless it says that less is enough to begin with", async () => {
    const { lambda, clock, requests, acquire } = rig();
    const { since, settleBy } = await acquire("run-1", 4);
    lambda.has("processor", { requested: { min: 4, max: 8 }, applied: { min: 1, max: 8 }, state: "Active" });
    const check = { functionName: "processor", owner: "run-1", since, settleBy };
    clock.advance(3);

    expect(await requests.check(check)).toMatchObject({ settled: false });
    clock.advance(3);
    expect(await requests.check({ ...check, atLeast: 1 })).toMatchObject({ settled: true });
  });

  it("does not believe an answer that came late: it is as old as its question", async () => {
    const { lambda, clock, requests, acquire } = rig();
    const { since, settleBy } = await acquire("run-1", 1);
    lambda.settle("processor");
    clock.advance(3);
    lambda.after = () => clock.advance(11);

    const check = { functionName: "processor", owner: "run-1", since, settleBy };

    expect(await requests.check(check)).toMatchObject({ settled: false });
  });
});
