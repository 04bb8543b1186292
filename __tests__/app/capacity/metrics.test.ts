import { describe, expect, it } from "@jest/globals";
import { createCapacityRequests } from "../../../app/capacity/capacityRequests.ts";
import { createLambdaScaling } from "../../../app/capacity/lambdaScaling.ts";
import { capacityMetrics } from "../../../app/capacity/metrics.ts";
import { memoryCapacityTable } from "../../support/app/capacityTable.ts";
import { ManualClock } from "../../support/app/clock.ts";
import { FakeLambda } from "../../support/app/lambda.ts";
import { recordingLog } from "../../support/app/log.ts";

const ZERO = { min: 0, max: 0 };

function rig() {
  const clock = new ManualClock();
  const lambda = new FakeLambda();
  lambda.hasSettled("processor", ZERO);
  const declaration = { functionName: "processor", baseline: ZERO, windows: [], limit: 10, graceSeconds: 0 };
  const table = memoryCapacityTable([declaration], clock);
  const scaling = createLambdaScaling(lambda.client);
  const requests = createCapacityRequests({ table, scaling, clock, log: recordingLog() });
  const tick = async () => capacityMetrics(await requests.reconcile("processor"), clock.now().getTime());
  return { clock, lambda, requests, table, tick };
}

describe("the metrics of a function's capacity", () => {
  it("are zero at rest", async () => {
    const { tick } = rig();
    expect(await tick()).toEqual({
      DemandMin: 0,
      DemandMax: 0,
      RequestedMin: 0,
      RequestedMax: 0,
      AppliedMin: 0,
      AppliedMax: 0,
      SecondsUnsettled: 0,
      LiveLeases: 0,
      OldestLeaseSeconds: 0,
      HoldActive: 0,
      ForeignChanges: 0,
      FunctionFailed: 0,
    });
  });

  it("count from when Lambda stopped having what is asked for until it has it", async () => {
    const { tick, table, lambda, clock } = rig();
    await tick();
    await table.acquire("processor", "run-1", { min: 1, max: 4 }, 3_600);

    const first = await tick();
    clock.advance(60);
    const second = await tick();
    clock.advance(60);
    lambda.settle("processor");
    const third = await tick();

    expect(first).toMatchObject({ DemandMin: 1, DemandMax: 4, RequestedMax: 4, LiveLeases: 1, SecondsUnsettled: 0 });
    expect(second).toMatchObject({ SecondsUnsettled: 60, OldestLeaseSeconds: 60 });
    expect(third).toMatchObject({ SecondsUnsettled: 0, AppliedMin: 1, AppliedMax: 4 });
  });

  it("say what was applied also in the tick that puts something else, which a second writer can cause each time", async () => {
    const { tick, lambda } = rig();
    lambda.hasSettled("processor", { min: 2, max: 3 });
    expect(await tick()).toMatchObject({ DemandMax: 0, RequestedMax: 0, AppliedMin: 2, AppliedMax: 3 });
  });

  it("name a second writer once, and the scaler's own puts never", async () => {
    const { tick, table, lambda, clock } = rig();
    await table.acquire("processor", "run-1", { min: 1, max: 4 }, 3_600);
    const own = await tick();
    lambda.hasSettled("processor", { min: 7, max: 7 });
    clock.advance(60);

    const foreign = await tick();
    lambda.settle("processor");
    clock.advance(60);
    const after = await tick();

    expect([own, foreign, after].map(({ ForeignChanges }) => ForeignChanges)).toEqual([0, 1, 0]);
  });

  it("say that a hold is in force", async () => {
    const { tick, table, clock } = rig();
    const since = clock.now().toISOString();
    const liveUntil = clock.nowSeconds() + 60;
    await table.hold("processor", { owner: "anna", config: ZERO, reason: "incident", since, liveUntil });
    expect(await tick()).toMatchObject({ HoldActive: 1 });
  });
});
