import { describe, expect, it } from "@jest/globals";
import { createCapacityRequests } from "../../../app/capacity/capacityRequests.ts";
import { createLambdaScaling } from "../../../app/capacity/lambdaScaling.ts";
import { memoryCapacityTable } from "../../support/app/capacityTable.ts";
import { ManualClock } from "../../support/app/clock.ts";
import { FakeLambda, lambdaError } from "../../support/app/lambda.ts";
import { recordingLog } from "../../support/app/log.ts";

const ZERO = { min: 0, max: 0 };
const processor = { functionName: "processor", baseline: ZERO, windows: [], limit: 10, graceSeconds: 30 };
const api = { functionName: "api", baseline: { min: 3, max: 9 }, windows: [], limit: 9, graceSeconds: 0 };

function rig() {
  const clock = new ManualClock();
  const lambda = new FakeLambda();
  const log = recordingLog();
  const table = memoryCapacityTable([processor, api], clock);
  const scaling = createLambdaScaling(lambda.client);
  lambda.hasSettled("processor", ZERO);
  lambda.hasSettled("api", { min: 3, max: 9 });
  const requests = createCapacityRequests({ table, scaling, clock, log, monotonic: () => clock.now().getTime() });
  return { clock, lambda, log, table, requests };
}

const run = (owner: string) => ({ functionName: "processor", owner });
const acquireOf = (owner: string, config = { min: 1, max: 4 }, seconds = 3_600) => ({
  ...run(owner),
  config,
  seconds,
  settleSeconds: 600,
});

/** With one lease acquired, and time for the next round. */
async function acquired(config?: { min: number; max: number }) {
  const all = rig();
  const { settleBy, since } = await all.requests.acquire(acquireOf("run-1", config));
  all.clock.advance(3);
  return { ...all, settleBy, since, check: () => all.requests.check({ ...run("run-1"), since, settleBy }) };
}

describe("acquiring", () => {
  it("puts what is asked for and says when to look again, from which round on, and how long to wait at most", async () => {
    const { requests, lambda, clock, log } = rig();

    const answer = await requests.acquire(acquireOf("run-1"));

    expect(answer).toEqual({ settleBy: clock.nowSeconds() + 600, retryAfterSeconds: 2, since: 0 });
    expect(lambda.puts).toEqual(["processor 1/4"]);
    expect(log.entries.at(-1)).toEqual({
      level: "info",
      message: "scaling config is put",
      details: {
        functionName: "processor",
        by: "scaler",
        from: "0/0",
        to: "1/4",
        reasons: ["baseline", "lease run-1"],
      },
    });
  });

  it("puts nothing when capacity is there already", async () => {
    const { requests, lambda, clock } = rig();
    await requests.acquire(acquireOf("run-1", { min: 2, max: 8 }));
    clock.advance(3);

    await requests.acquire(acquireOf("run-2", { min: 1, max: 4 }));

    expect(lambda.puts).toEqual(["processor 2/8"]);
  });

  it("asks Lambda nothing while a round was a moment ago, and is refused for more than fits", async () => {
    const { requests, lambda } = rig();
    await requests.acquire(acquireOf("run-1"));
    const calls = lambda.calls.length;

    expect(await requests.acquire(acquireOf("run-2"))).toMatchObject({ since: 1 });

    expect(lambda.calls).toHaveLength(calls);
    await expect(requests.acquire(acquireOf("run-3", { min: 1, max: 11 }))).rejects.toMatchObject({
      name: "CapacityUnavailable",
      message: "processor: asked for 1/11, but its capacity provider carries 10",
    });
  });

  it("is refused once the lease was released", async () => {
    const { requests } = rig();
    await requests.release(run("run-1"));

    await expect(requests.acquire(acquireOf("run-1"))).rejects.toMatchObject({ name: "LeaseEnded" });
  });

  it("goes on when Lambda throttles: the next check asks again", async () => {
    const { requests, lambda, clock } = rig();
    lambda.failNext("PutFunctionScalingConfig", lambdaError("TooManyRequestsException"));

    const { since, settleBy } = await requests.acquire(acquireOf("run-1"));
    clock.advance(3);

    expect(await requests.check({ ...run("run-1"), since, settleBy })).toMatchObject({ settled: false });
    expect(lambda.lastPut("processor")).toEqual({ min: 1, max: 4 });
  });
});

describe("checking", () => {
  it("says settled as soon as Lambda has applied what is asked for", async () => {
    const { check, lambda, clock } = await acquired();
    expect(await check()).toMatchObject({ settled: false, retryAfterSeconds: 2 });
    lambda.settle("processor");
    clock.advance(3);

    expect(await check()).toEqual({
      settled: true,
      retryAfterSeconds: 0,
      seen: "requested none, applied 1/4, state Active",
    });
    expect(lambda.puts).toEqual(["processor 1/4"]);
  });

  it("does not wait for what another one asks for on top", async () => {
    const { check, lambda, requests, clock } = await acquired();
    lambda.settle("processor");
    await requests.acquire(acquireOf("run-2", { min: 2, max: 8 }));
    lambda.has("processor", { requested: { min: 2, max: 8 }, applied: { min: 1, max: 4 }, state: "Active" });
    clock.advance(3);

    expect(await check()).toMatchObject({ settled: true });
  });

  it("is not settled while Lambda is on its way below what is asked for, or has put nothing for it yet", async () => {
    const { check, lambda, clock } = await acquired();
    lambda.has("processor", { requested: ZERO, applied: { min: 1, max: 4 }, state: "Active" });

    expect(await check()).toMatchObject({ settled: false });

    expect(lambda.lastPut("processor")).toEqual({ min: 1, max: 4 });
    clock.advance(3);
  });

  it("asks Lambda at most once in 2.5 s, however many check", async () => {
    const { requests, lambda, clock } = rig();
    const waiting: { since: number; settleBy: number; owner: string }[] = [];
    for (let index = 0; index < 100; index += 1) {
      const owner = `run-${index}`;
      waiting.push({ owner, ...(await requests.acquire(acquireOf(owner))) });
    }
    lambda.calls.length = 0;
    clock.advance(3);

    for (const { owner, since, settleBy } of waiting) await requests.check({ ...run(owner), since, settleBy });

    expect(lambda.calls.map(({ call }) => call)).toEqual(["GetFunction"]);
  });

  it("asks to be called again after a pause that grows with the time waited, from 2 s to 5 s", async () => {
    const { check, clock } = await acquired();
    const pauses: number[] = [];

    for (const seconds of [0, 8, 4, 8, 40]) {
      clock.advance(seconds);
      pauses.push((await check()).retryAfterSeconds);
    }

    expect(pauses).toEqual([2, 3, 4, 5, 5]);
  });

  it("fails once the time to settle is up, naming what was wanted and what was seen", async () => {
    const { check, clock } = await acquired();
    clock.advance(596);
    expect(await check()).toMatchObject({ settled: false, retryAfterSeconds: 1 });
    clock.advance(1);

    await expect(check()).rejects.toMatchObject({
      name: "CapacityUnavailable",
      message: "processor: wanted 1/4, requested 1/4, applied none, state Pending; not settled in time",
    });
  });

  it("fails at once when the version has failed, with Lambda's reason, which is logged once", async () => {
    const { check, lambda, log, requests, clock } = await acquired();
    lambda.has("processor", { state: "Failed", stateReason: "CapacityProviderScalingLimitExceeded" });

    await expect(check()).rejects.toMatchObject({
      name: "CapacityUnavailable",
      message: expect.stringMatching(
        /state Failed \(CapacityProviderScalingLimitExceeded\); the published version has/,
      ),
    });
    clock.advance(60);
    await requests.reconcileAll();

    expect(log.messages().filter((message) => message.startsWith("error:"))).toEqual([
      "error: the published version has failed; see the runbook",
    ]);
    expect(lambda.puts).toEqual(["processor 1/4"]);
  });

  it.each(["released", "expired"])("fails when the lease is %s", async (how) => {
    const { check, requests, clock } = await acquired();
    if (how === "released") await requests.release(run("run-1"));
    else clock.advance(3_600);

    await expect(check()).rejects.toMatchObject({
      name: "LeaseEnded",
      message: "run-1: its lease on processor is no longer live",
    });
  });

  it("repairs what was put past the scaler", async () => {
    const { check, lambda, clock } = await acquired();
    lambda.put("processor", ZERO);
    lambda.settle("processor");

    expect(await check()).toMatchObject({ settled: false });
    expect(lambda.lastPut("processor")).toEqual({ min: 1, max: 4 });
    clock.advance(3);
  });
});

describe("releasing", () => {
  it("lowers nothing itself: the tick does, after the grace period, from a fresh reading", async () => {
    const { requests, lambda, clock } = await acquired();
    await requests.release(run("run-1"));
    await requests.reconcileAll();
    expect(lambda.lastPut("processor")).toEqual({ min: 1, max: 4 });
    clock.advance(30);

    await requests.reconcileAll();

    expect(lambda.puts).toEqual(["processor 1/4", "processor 0/0"]);
  });

  it("never lets a late 0/0 come under a run that was told settled", async () => {
    const { requests, lambda, clock } = await acquired();
    lambda.settle("processor");
    await requests.release(run("run-1"));
    clock.advance(30);
    // The tick decides on 0/0; before its put arrives, another run acquires and asks.
    let other: Awaited<ReturnType<typeof requests.acquire>> | undefined;
    const checks: boolean[] = [];
    lambda.before = async (call) => {
      if (call !== "PutFunctionScalingConfig" || other) return;
      other = await requests.acquire(acquireOf("run-2"));
      checks.push((await requests.check({ ...run("run-2"), ...other })).settled);
    };
    await requests.reconcileAll();
    lambda.settle("processor");
    expect(lambda.lastPut("processor")).toEqual(ZERO);
    clock.advance(3);
    if (!other) throw new Error("nothing was put");

    checks.push((await requests.check({ ...run("run-2"), ...other })).settled);
    expect(lambda.lastPut("processor")).toEqual({ min: 1, max: 4 });
    lambda.settle("processor");
    clock.advance(6);
    checks.push((await requests.check({ ...run("run-2"), ...other })).settled);

    expect(checks).toEqual([false, false, true]);
  });
});

describe("a tick", () => {
  it("brings every declared function in line and tells about each", async () => {
    const { requests, lambda } = rig();
    lambda.hasSettled("api", { min: 1, max: 1 });

    const reconciled = await requests.reconcileAll();

    expect(reconciled.map(({ functionName, put }) => [functionName, put?.to])).toEqual([
      ["processor", undefined],
      ["api", { min: 3, max: 9 }],
    ]);
  });

  it("ends the capacity of a lease that expired", async () => {
    const { requests, lambda, clock } = await acquired();

    clock.advance(3_600);
    await requests.reconcileAll();

    expect(lambda.lastPut("processor")).toEqual(ZERO);
  });

  it("tries every function before it fails with all that went wrong", async () => {
    const { requests, lambda, clock } = await acquired();
    clock.advance(3_600);
    lambda.hasSettled("api", { min: 1, max: 1 });
    const refused = lambdaError("AccessDeniedException", "not allowed");
    lambda.failNext("PutFunctionScalingConfig", refused);

    await expect(requests.reconcileAll()).rejects.toMatchObject({ constructor: AggregateError, errors: [refused] });

    expect(lambda.lastPut("api")).toEqual({ min: 3, max: 9 });
  });

  it("waits for a round that is under way, and says so when that takes too long", async () => {
    const { requests, table, clock } = rig();
    await table.beginRound("processor", 0);

    await expect(requests.reconcile("processor")).rejects.toMatchObject({ name: "BusyRound" });

    expect(clock.slept).toEqual([1_000, 1_000]);
  });

  it("puts nothing in a round that took too long, and leaves a put without answer to the lock's end", async () => {
    const { requests, lambda, clock } = rig();
    lambda.hasSettled("processor", { min: 9, max: 9 });
    lambda.before = (call) => call === "GetFunction" && clock.advance(11);
    await expect(requests.reconcile("processor")).rejects.toMatchObject({ name: "BusyRound" });
    expect(lambda.puts).toEqual([]);

    lambda.before = () => {};
    lambda.failNext("PutFunctionScalingConfig", Object.assign(new Error("no answer"), { name: "TimeoutError" }));
    await expect(requests.reconcile("processor")).rejects.toThrow("no answer");
    await expect(requests.reconcile("processor")).rejects.toMatchObject({ name: "BusyRound" });
    clock.advance(26);
    await requests.reconcile("processor");

    expect(lambda.puts).toEqual(["processor 0/0"]);
  });

  it("records at most twenty reasons of a change, however many leases there are", async () => {
    const { requests, table, clock } = rig();
    for (let index = 0; index < 5_000; index += 1) {
      await table.acquire("processor", `run-${index}`, { min: 1, max: 4 }, 600);
    }
    clock.advance(3);

    await requests.reconcile("processor");

    const [change] = await table.changes("processor", 1);
    expect(change?.reasons).toHaveLength(21);
    expect(change?.reasons.at(-1)).toBe("and 4981 more");
  });
});
