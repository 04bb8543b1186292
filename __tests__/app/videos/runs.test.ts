import { ExecutionAlreadyExists, type SFNClient, type StartExecutionCommand } from "@aws-sdk/client-sfn";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { createRuns, RUN_INTERVAL_SECONDS, type RunInput, successorName } from "../../../app/videos/runs.ts";
import { ManualClock } from "../../support/app/clock.ts";
import { executionArn, FakeStepFunctions, STATE_MACHINE_ARN, sfnError } from "../../support/app/stepFunctions.ts";

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

  it("asks Step Functions no more than it must: once for this interval's run, once for the next one's", async () => {
    const { clock, stepFunctions } = rig();
    const names: unknown[] = [];
    const send = (command: StartExecutionCommand) => {
      names.push(command.input.name);
      return stepFunctions.client.send(command);
    };
    const runs = createRuns({ send } as unknown as SFNClient, { stateMachineArn: STATE_MACHINE_ARN, clock });

    for (let times = 0; times < 5; times += 1) await runs.ensure();

    const interval = clock.nowSeconds() / RUN_INTERVAL_SECONDS;
    expect(names).toEqual([`now-${interval}`, `now-${interval + 1}`]);
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

describe("asking for a run while answers are on their way", () => {
  /** Step Functions whose answers come when the scheduler says so; `began` is when each run may first claim. */
  function slow(scheduler: fc.Scheduler, clock: ManualClock) {
    const began = new Map<string, number>();
    const send = async ({ input: { name = "", input = "{}" } }: StartExecutionCommand) => {
      await scheduler.schedule(Promise.resolve(), `arrives: ${name}`);
      const isNew = !began.has(name);
      if (isNew) began.set(name, Math.max(clock.now().getTime(), Date.parse((JSON.parse(input) as RunInput).startAt)));
      await scheduler.schedule(Promise.resolve(), `is answered: ${name}`);
      if (!isNew) throw new ExecutionAlreadyExists({ message: name, $metadata: {} });
      return {};
    };
    return { began, client: { send } as unknown as SFNClient };
  }
  const steps = fc.array(fc.record({ worker: fc.nat(1), seconds: fc.nat(6) }), { minLength: 1, maxLength: 12 });

  it("gives every call a run that first claims after it, in whatever order they come", async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), steps, async (scheduler, calls) => {
        const clock = new ManualClock();
        const { began, client } = slow(scheduler, clock);
        const workers = [0, 1].map(() => createRuns(client, { stateMachineArn: STATE_MACHINE_ARN, clock }));
        const served: Promise<boolean>[] = [];
        for (const { worker, seconds } of calls) {
          void scheduler.schedule(Promise.resolve(), "a call").then(() => {
            clock.advance(seconds);
            const queuedAt = clock.now().getTime();
            const before = new Set(began.keys());
            const call = workers[worker]?.ensure();
            // At the same instant only a run that was not there yet is certain to come after.
            const isServed = () =>
              [...began].some(([name, at]) => at > queuedAt || (at === queuedAt && !before.has(name)));
            served.push(Promise.resolve(call).then(isServed));
          });
        }

        await scheduler.waitIdle();

        expect(served).toHaveLength(calls.length);
        expect(await Promise.all(served)).not.toContain(false);
      }),
      { numRuns: 500 },
    );
  });

  it("lets those that waited for a call that failed ask for themselves", async () => {
    const { clock, stepFunctions, started } = rig();
    let second: Promise<void> | undefined;
    const send = async (command: StartExecutionCommand) => {
      if (second) return stepFunctions.client.send(command);
      await Promise.resolve();
      second = runs.ensure();
      throw sfnError("ThrottlingException");
    };
    const runs = createRuns({ send } as unknown as SFNClient, { stateMachineArn: STATE_MACHINE_ARN, clock });

    await expect(runs.ensure()).rejects.toMatchObject({ name: "ThrottlingException" });

    await expect(second).resolves.toBeUndefined();
    expect(started()).toHaveLength(1);
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

  it("is told from another of its name by its input: the first one stays", async () => {
    const { worker, stepFunctions } = rig();
    await worker().start({ name: "a", queue: "now", claimUntil: 1 });
    await worker().start({ name: "b", queue: "now", claimUntil: 1 });

    const nonces = [...stepFunctions.started.values()].map((input) => (input as RunInput).nonce);

    expect(new Set(nonces).size).toBe(2);
    for (const nonce of nonces) expect(nonce).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("fails with Step Functions", async () => {
    const { worker, stepFunctions } = rig();
    stepFunctions.down = sfnError("ThrottlingException");
    const request = { name: "a", queue: "now", claimUntil: 1 } as const;

    await expect(worker().start(request)).rejects.toMatchObject({ name: "ThrottlingException" });
    await expect(worker().status(executionArn("a"))).rejects.toMatchObject({ name: "ThrottlingException" });
  });

  it.each([
    "arn:aws:states:eu-central-1:123456789012:execution:videos:now-1",
    "arn:aws:states:eu-west-1:999999999999:execution:videos:now-1#overflow",
    "arn:aws:states:eu-west-1:123456789012:execution:videos2:now-1",
    "now-1",
  ])("is none where its machine is another one, as in a table that was restored: %s", async (mark) => {
    const { worker, stepFunctions } = rig();
    stepFunctions.down = sfnError("AccessDeniedException", "not authorized to perform states:DescribeExecution");

    expect(await worker().status(mark)).toBe("none");
  });

  it("has a status, also under the mark of its overflow branch", async () => {
    const { worker, stepFunctions } = rig();
    const runs = worker();
    await runs.start({ name: "a", queue: "now", claimUntil: 1 });

    expect(await runs.status(`${executionArn("a")}#overflow`)).toBe("running");
    stepFunctions.statuses.set(executionArn("a"), "FAILED");
    expect(await runs.status(executionArn("a"))).toBe("ended");
    stepFunctions.statuses.set(executionArn("a"), "PENDING_REDRIVE");
    expect(await runs.status(executionArn("a"))).toBe("running");
    expect(await runs.status(executionArn("b"))).toBe("none");
  });

  it("is followed by one whose name counts on", () => {
    expect(successorName(executionArn("nightly"))).toBe("nightly-part2");
    expect(successorName(executionArn("nightly-part9"))).toBe("nightly-part10");
  });
});
