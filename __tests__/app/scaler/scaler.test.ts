import { describe, expect, it } from "@jest/globals";
import { createCapacityRequests } from "../../../app/capacity/capacityRequests.ts";
import { createLambdaScaling } from "../../../app/capacity/lambdaScaling.ts";
import { createScaler } from "../../../app/scaler/scaler.ts";
import { memoryCapacityTable } from "../../support/app/capacityTable.ts";
import { ManualClock } from "../../support/app/clock.ts";
import { FakeLambda } from "../../support/app/lambda.ts";
import { recordingLog } from "../../support/app/log.ts";

const ZERO = { min: 0, max: 0 };
const key = { functionName: "processor", owner: "run-1" };
const acquire = { action: "acquire", ...key, config: { min: 1, max: 4 }, seconds: 3_600, settleSeconds: 600 };

function rig() {
  const clock = new ManualClock();
  const lambda = new FakeLambda();
  lambda.hasSettled("processor", ZERO);
  const table = memoryCapacityTable(
    [{ functionName: "processor", baseline: ZERO, windows: [], limit: 10, graceSeconds: 0 }],
    clock,
  );
  const scaling = createLambdaScaling(lambda.client);
  const scaler = createScaler(createCapacityRequests({ table, scaling, clock, log: recordingLog() }));
  return { clock, lambda, scaler, table };
}

describe("the scaler", () => {
  it("answers each of a run's calls in plain values, from acquire to release", async () => {
    const { scaler, lambda, clock } = rig();
    const settleBy = clock.nowSeconds() + 600;

    const acquired = await scaler(acquire);
    clock.advance(3);
    const waiting = await scaler({ action: "check", ...key, since: 0, settleBy });
    lambda.settle("processor");
    clock.advance(3);
    const settled = await scaler({ action: "check", ...key, since: 0, settleBy });
    const released = await scaler({ action: "release", ...key });
    await scaler({ action: "reconcile" });

    expect([acquired, waiting, settled, released]).toStrictEqual([
      { settleBy, retryAfterSeconds: 2, since: 0 },
      { settled: false, retryAfterSeconds: 2, seen: "requested 1/4, applied none, state Pending" },
      { settled: true, retryAfterSeconds: 0, seen: "requested none, applied 1/4, state Active" },
      { released: "run-1" },
    ]);
    expect(lambda.puts).toEqual(["processor 1/4", "processor 0/0"]);
  });

  it("says of a tick what each function should have and what was put", async () => {
    const { scaler, lambda } = rig();
    lambda.hasSettled("processor", { min: 2, max: 2 });

    const ticks = [await scaler({ action: "reconcile" }), await scaler({ action: "reconcile" })];

    expect(ticks).toStrictEqual([
      { functions: [{ functionName: "processor", desired: "0/0", put: "0/0" }] },
      { functions: [{ functionName: "processor", desired: "0/0" }] },
    ]);
  });

  it("tells what came of a tick, also of one that fails", async () => {
    const { lambda, table, clock } = rig();
    const told: unknown[] = [];
    const requests = createCapacityRequests({
      table,
      scaling: createLambdaScaling(lambda.client),
      clock,
      log: recordingLog(),
    });
    const scaler = createScaler(requests, (reconciled, failures) => told.push([reconciled.length, failures]));

    await scaler({ action: "reconcile" });
    lambda.failNext("GetFunction", Object.assign(new Error("slow down"), { name: "TooManyRequestsException" }));
    await expect(scaler({ action: "reconcile" })).rejects.toThrow("TooManyRequestsException");

    expect(told).toEqual([
      [1, 0],
      [0, 1],
    ]);
  });

  it.each([
    ["CapacityUnavailable", "check", { since: 0, settleBy: 0 }],
    ["LeaseEnded", "check", { owner: "run-2", since: 0, settleBy: 0 }],
    ["UndeclaredFunction", "release", { functionName: "other" }],
  ])("fails under the name that the workflow knows: %s", async (name, action, more) => {
    const { scaler } = rig();
    await scaler(acquire);

    await expect(scaler({ action, ...key, ...more })).rejects.toMatchObject({ name });
  });

  it("does nothing for an event that is wrong, and names what is wrong", async () => {
    const { scaler, lambda } = rig();

    await expect(scaler({ ...acquire, config: { min: 0, max: 4 } })).rejects.toThrow(
      "min 0 is allowed only with max 0 (deactivated), got 0/4",
    );

    expect(lambda.calls).toEqual([]);
  });
});
