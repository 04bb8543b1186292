import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { createRuns, RUN_INTERVAL_SECONDS, type RunInput, successorName } from "../../../app/videos/runs.ts";
import { ManualClock } from "../../support/appClock.ts";
import { executionArn, FakeStepFunctions, STATE_MACHINE_ARN, sfnError } from "../../support/appStepFunctions.ts";

function rig() {
  const clock = new ManualClock();
  const stepFunctions = new FakeStepFunctions();
  const worker = () => createRuns(stepFunctions.client, { stateMachineArn: STATE_MACHINE_ARN, clock });
  const started = () =>
    [...stepFunctions.started].map(([name, input]) => ({ name, startAt: Date.parse((input as RunInput).startAt) }));
  return { clock, stepFunctions, worker, started };
}

describe("asking for a run", () => {
  it("starts one that begins at once", async () => {
    const { clock, worker, started } = rig();

    await worker().ensure();

    expect(started()).toEqual([{ name: expect.stringMatching(/^now-\d+$/), startAt: clock.now().getTime() }]);
  });

  it("asks for the next interval's when this one's has begun: it may have claimed already", async () => {
    const { clock, worker, started } = rig();
    await worker().ensure();
    clock.advance(1);

    await worker().ensure();

    const [, second] = started();
    expect(started()).toHaveLength(2);
    expect(second?.startAt).toBeGreaterThan(clock.now().getTime());
    expect(second?.startAt).toBeLessThanOrEqual(clock.now().getTime() + RUN_INTERVAL_SECONDS * 1000);
  });

  it("calls nothing while a run is known that has not begun", async () => {
    const { worker, stepFunctions } = rig();
    const runs = worker();
    await runs.ensure();
    await runs.ensure();
    stepFunctions.down = sfnError("ThrottlingException");

    await expect(runs.ensure()).resolves.toBeUndefined();
  });

  it("fails with Step Functions, and works again with it", async () => {
    const { worker, stepFunctions, started } = rig();
    const runs = worker();
    stepFunctions.down = sfnError("ThrottlingException");
    await expect(runs.ensure()).rejects.toMatchObject({ name: "ThrottlingException" });
    stepFunctions.down = undefined;

    await runs.ensure();

    expect(started()).toHaveLength(1);
  });

  it("gives every call, at whatever time and from whatever worker, a run that begins after it, and few runs in all", async () => {
    const calls = fc.array(fc.record({ pause: fc.nat(4), worker: fc.nat(2), together: fc.boolean() }), {
      minLength: 1,
      maxLength: 60,
    });
    await fc.assert(
      fc.asyncProperty(calls, async (schedule) => {
        const { clock, worker, started } = rig();
        const workers = [worker(), worker(), worker()];
        const creations: number[] = [];
        let pending: Promise<void>[] = [];
        for (const { pause, worker: which, together } of schedule) {
          clock.advance(pause);
          const asked = clock.now().getTime();
          const before = new Set(started().map(({ name }) => name));
          const call = (workers[which] as ReturnType<typeof worker>).ensure().then(() => {
            const serving = started().filter(({ name, startAt }) => startAt > asked || !before.has(name));
            expect(serving.length).toBeGreaterThan(0);
          });
          pending.push(call);
          if (!together) {
            await Promise.all(pending);
            pending = [];
          }
          for (let index = creations.length; index < started().length; index += 1) creations.push(asked);
        }
        await Promise.all(pending);
        for (const at of creations) {
          expect(creations.filter((other) => other >= at && other < at + 10_000).length).toBeLessThanOrEqual(3);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe("a run by name", () => {
  it("is started once", async () => {
    const { worker, stepFunctions } = rig();
    const request = { name: "nightly-1", queue: "window", claimUntil: 2, endBy: 3, maxVideos: 7 } as const;

    expect([await worker().start(request), await worker().start(request)]).toEqual([true, false]);

    expect(stepFunctions.started.get("nightly-1")).toMatchObject({
      asked: { queue: "window", claimUntil: 2, endBy: 3, maxVideos: 7 },
      claimed: { videos: [], left: 7, first: true },
    });
  });

  it("has a status, also under the mark of its overflow branch", async () => {
    const { worker, stepFunctions } = rig();
    const runs = worker();
    await runs.start({ name: "a", queue: "now", claimUntil: 1 });

    expect(await runs.status(`${executionArn("a")}#overflow`)).toBe("running");
    stepFunctions.statuses.set(executionArn("a"), "FAILED");
    expect(await runs.status(executionArn("a"))).toBe("ended");
    expect(await runs.status(executionArn("b"))).toBe("none");
  });

  it("is followed by one whose name counts on", () => {
    expect(successorName(executionArn("nightly"))).toBe("nightly-part2");
    expect(successorName(executionArn("nightly-part9"))).toBe("nightly-part10");
  });
});
