import { describe, expect, it } from "@jest/globals";
import { createCapacityRequests } from "../../../app/capacity/capacityRequests.ts";
import { createLambdaScaling } from "../../../app/capacity/lambdaScaling.ts";
import { memoryCapacityTable } from "../../support/appCapacityTable.ts";
import { ManualClock } from "../../support/appClock.ts";
import { FakeLambda, lambdaError } from "../../support/appLambda.ts";
import { recordingLog } from "../../support/appLog.ts";

const ZERO = { min: 0, max: 0 };
const processor = { functionName: "processor", baseline: ZERO, windows: [], limit: 10 };
const api = { functionName: "api", baseline: { min: 3, max: 9 }, windows: [], limit: 9 };

function rig() {
  const clock = new ManualClock();
  const lambda = new FakeLambda();
  const log = recordingLog();
  const table = memoryCapacityTable([processor, api], clock);
  const scaling = createLambdaScaling(lambda.client, { clock });
  lambda.hasSettled("processor", ZERO);
  lambda.hasSettled("api", { min: 3, max: 9 });
  return { clock, lambda, log, table, requests: createCapacityRequests({ table, scaling, clock, log }) };
}

const run = (owner: string) => ({ functionName: "processor", owner });
const acquireOf = (owner: string, config = { min: 1, max: 4 }) => ({
  ...run(owner),
  config,
  seconds: 3_600,
  settleSeconds: 600,
});

describe("acquiring", () => {
  it("puts what is asked for and says when to look again and how long to wait at most", async () => {
    const { requests, lambda, clock, log } = rig();

    const acquired = await requests.acquire(acquireOf("run-1"));

    expect(acquired).toEqual({ settleBy: clock.nowSeconds() + 600, retryAfterSeconds: 2 });
    expect(lambda.puts).toEqual(["processor 1/4"]);
    expect(log.entries).toEqual([
      {
        level: "info",
        message: "lease acquired",
        details: { ...run("run-1"), config: "1/4", liveUntil: clock.nowSeconds() + 3_600 },
      },
      {
        level: "info",
        message: "scaling config is put",
        details: {
          functionName: "processor",
          by: "scaler",
          from: "0/0",
          to: "1/4",
          reasons: ["baseline", "lease run-1"],
        },
      },
    ]);
  });

  it("puts nothing when capacity is there already, and nothing the second time", async () => {
    const { requests, lambda } = rig();
    await requests.acquire(acquireOf("run-1", { min: 2, max: 8 }));

    await requests.acquire(acquireOf("run-2", { min: 1, max: 4 }));
    await requests.acquire(acquireOf("run-2", { min: 1, max: 4 }));

    expect(lambda.puts).toEqual(["processor 2/8"]);
  });

  it("is refused once the lease was released", async () => {
    const { requests, lambda } = rig();
    await requests.release(run("run-1"));

    await expect(requests.acquire(acquireOf("run-1"))).rejects.toMatchObject({
      name: "LeaseEnded",
      message: "run-1: its lease on processor was released already",
    });

    expect(lambda.puts).toEqual([]);
  });

  it("names a previous config that Lambda did not tell as unset", async () => {
    const { requests, lambda, log } = rig();
    lambda.has("processor", { applied: { min: 3 }, state: "Active" });

    await requests.acquire(acquireOf("run-1"));

    expect(log.entries[1]?.details).toMatchObject({ from: "unset", to: "1/4" });
  });
});

describe("checking", () => {
  async function acquired(config?: { min: number; max: number }) {
    const all = rig();
    const { settleBy } = await all.requests.acquire(acquireOf("run-1", config));
    return { ...all, settleBy, check: () => all.requests.check({ ...run("run-1"), settleBy }) };
  }

  it("says settled as soon as Lambda has reached what is wanted", async () => {
    const { check, lambda } = await acquired();
    expect(await check()).toEqual({
      settled: false,
      retryAfterSeconds: 2,
      seen: "requested 1/4, applied 0/0, state Pending",
    });

    lambda.settle("processor");

    expect(await check()).toEqual({
      settled: true,
      retryAfterSeconds: 0,
      seen: "requested none, applied 1/4, state Active",
    });
    expect(lambda.puts).toEqual(["processor 1/4"]);
  });

  it("is not settled while Lambda is on its way to what another one asks for", async () => {
    const { check, lambda, requests } = await acquired();
    lambda.settle("processor");

    await requests.acquire(acquireOf("run-2", { min: 2, max: 8 }));

    expect(await check()).toMatchObject({ settled: false, seen: "requested 2/8, applied 1/4, state Pending" });
  });

  it("asks to be called again after a pause that grows with the time waited, from 2 s to 15 s", async () => {
    const { check, clock } = await acquired();
    const pauses: number[] = [];

    for (const seconds of [0, 8, 4, 8, 40, 120]) {
      clock.advance(seconds);
      pauses.push((await check()).retryAfterSeconds);
    }

    expect(pauses).toEqual([2, 2, 3, 5, 15, 15]);
  });

  it("never lets the next check come after the time is up", async () => {
    const { check, clock } = await acquired();

    clock.advance(595);
    const close = await check();
    clock.advance(4);
    const closer = await check();

    expect([close.retryAfterSeconds, closer.retryAfterSeconds]).toEqual([5, 1]);
  });

  it("fails once the time to settle is up, naming what was wanted and what was seen", async () => {
    const { check, clock } = await acquired();
    clock.advance(599);
    expect(await check()).toMatchObject({ settled: false });

    clock.advance(1);

    await expect(check()).rejects.toMatchObject({
      name: "CapacityUnavailable",
      message: "processor: wanted 1/4, requested 1/4, applied 0/0, state Pending; not settled in time",
    });
  });

  it("still says settled when capacity came at the last moment", async () => {
    const { check, clock, lambda } = await acquired();
    lambda.settle("processor");

    clock.advance(600);

    expect(await check()).toMatchObject({ settled: true });
  });

  it("fails at once when the function has failed, with Lambda's reason", async () => {
    const { check, lambda } = await acquired();
    lambda.has("processor", {
      requested: { min: 1, max: 4 },
      applied: ZERO,
      state: "Failed",
      stateReason: "CapacityProviderScalingLimitExceeded",
    });

    await expect(check()).rejects.toMatchObject({
      name: "CapacityUnavailable",
      message:
        "processor: wanted 1/4, requested 1/4, applied 0/0, state Failed (CapacityProviderScalingLimitExceeded); the function has failed",
    });
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

  it("repairs what somebody else has put", async () => {
    const { check, lambda } = await acquired();
    lambda.settle("processor");
    lambda.put("processor", ZERO);
    lambda.settle("processor");

    expect(await check()).toMatchObject({ settled: false, seen: "requested 1/4, applied 0/0, state Pending" });
    expect(lambda.lastPut("processor")).toEqual({ min: 1, max: 4 });
  });
});

describe("releasing", () => {
  it("goes back to the baseline after the last lease, and not before", async () => {
    const { requests, lambda, log } = rig();
    await requests.acquire(acquireOf("run-1"));
    await requests.acquire(acquireOf("run-2"));

    await requests.release(run("run-1"));
    expect(lambda.lastPut("processor")).toEqual({ min: 1, max: 4 });
    await requests.release(run("run-2"));

    expect(lambda.puts).toEqual(["processor 1/4", "processor 0/0"]);
    expect(log.entries.at(-1)?.details).toEqual({
      functionName: "processor",
      by: "scaler",
      from: "1/4",
      to: "0/0",
      reasons: ["baseline"],
    });
  });

  it("keeps the lease released when Lambda refuses the put, so that the next tick goes on", async () => {
    const { requests, lambda } = rig();
    await requests.acquire(acquireOf("run-1"));
    lambda.failNext("PutFunctionScalingConfig", lambdaError("ServiceException", "internal"));

    await expect(requests.release(run("run-1"))).rejects.toThrow("internal");
    expect(lambda.lastPut("processor")).toEqual({ min: 1, max: 4 });
    await requests.reconcileAll();

    expect(lambda.lastPut("processor")).toEqual(ZERO);
  });
});

describe("a tick", () => {
  it("brings every declared function in line and tells about each", async () => {
    const { requests, lambda } = rig();
    lambda.hasSettled("api", { min: 1, max: 1 });

    const reconciled = await requests.reconcileAll();

    expect(reconciled.map(({ functionName, puts }) => [functionName, puts.map(({ to }) => to)])).toEqual([
      ["processor", []],
      ["api", [{ min: 3, max: 9 }]],
    ]);
  });

  it("ends the capacity of a lease that expired", async () => {
    const { requests, lambda, clock } = rig();
    await requests.acquire(acquireOf("run-1"));

    clock.advance(3_600);
    await requests.reconcileAll();

    expect(lambda.lastPut("processor")).toEqual(ZERO);
  });

  it("tries every function before it fails with all that went wrong", async () => {
    const { requests, lambda, clock } = rig();
    await requests.acquire(acquireOf("run-1"));
    clock.advance(3_600);
    lambda.hasSettled("api", { min: 1, max: 1 });
    const refused = lambdaError("AccessDeniedException", "not allowed");
    lambda.failNext("PutFunctionScalingConfig", refused);

    const tick = requests.reconcileAll();

    await expect(tick).rejects.toMatchObject({
      constructor: AggregateError,
      errors: [refused],
      message: "AccessDeniedException: not allowed",
    });
    expect(lambda.lastPut("processor")).toEqual({ min: 1, max: 4 });
    expect(lambda.lastPut("api")).toEqual({ min: 3, max: 9 });
  });
});
