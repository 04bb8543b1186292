import { describe, expect, it } from "@jest/globals";
import type { OneOffWindow } from "../../../app/capacity/window.ts";
import { createDispatcher, type Dispatcher } from "../../../app/dispatcher/dispatcher.ts";
import { batchInput } from "../../../app/videos/batchRuns.ts";
import { CHECK_AFTER_SECONDS, type VideoRepository } from "../../../app/videos/repository.ts";
import { createWorkflowRuns, type WorkflowRuns } from "../../../app/videos/workflowRuns.ts";
import { noBatches } from "../../support/appBatches.ts";
import { ManualClock } from "../../support/appClock.ts";
import { useDynamo } from "../../support/appDynamo.ts";
import { recordingLog } from "../../support/appLog.ts";
import { executionArn, FakeStepFunctions, STATE_MACHINE_ARN, sfnError } from "../../support/appStepFunctions.ts";
import { testVideos } from "../../support/appVideos.ts";

const dynamo = useDynamo();
const SWEEP = { action: "sweep" };

async function rig(
  broken: { videos?: Partial<VideoRepository>; runs?: Partial<WorkflowRuns>; parts?: Partial<Dispatcher> } = {},
) {
  const rigged = await testVideos(dynamo);
  const stepFunctions = new FakeStepFunctions();
  const log = recordingLog();
  const runs = createWorkflowRuns(stepFunctions.client, STATE_MACHINE_ARN);
  const dispatcher = createDispatcher({
    videos: { ...rigged.videos, ...broken.videos },
    runs: { ...runs, ...broken.runs },
    log,
    ...noBatches(rigged.clock),
    ...broken.parts,
  });
  const has = (run: string, status: "RUNNING" | "SUCCEEDED" | "ABORTED") =>
    stepFunctions.statuses.set(executionArn(run), status);
  const statusOf = async (id: string) => (await rigged.videos.get(id)).status;
  return { ...rigged, stepFunctions, log, dispatcher, has, statusOf };
}

describe("a sweep", () => {
  it("does nothing when no video is in flight for long", async () => {
    const { dispatcher, video, stepFunctions } = await rig();
    await video("fresh", "queued");
    await video("done", "completed");

    expect(await dispatcher(SWEEP)).toEqual({ running: 0, started: 0, failed: 0, putBack: 0, batches: [] });

    expect(stepFunctions.started.size).toBe(0);
  });

  it("starts the run of a queued video that nobody started, and looks again later", async () => {
    const { dispatcher, video, stepFunctions, clock, videos, log } = await rig();
    await video("v", "queued");
    clock.advance(CHECK_AFTER_SECONDS);

    expect(await dispatcher(SWEEP)).toEqual({ running: 0, started: 1, failed: 0, putBack: 0, batches: [] });

    expect([...stepFunctions.started]).toEqual([["v-1", { videos: [{ videoId: "v", attempt: 1 }] }]]);
    expect(log.entries).toEqual([
      { level: "warn", message: "workflow started by the dispatcher", details: { videoId: "v", attempt: 1 } },
    ]);
    expect(await dispatcher(SWEEP)).toEqual({ running: 0, started: 0, failed: 0, putBack: 0, batches: [] });
    clock.advance(60);
    expect((await videos.unattended(10)).map(({ video: { id } }) => id)).toEqual(["v"]);
  });

  it.each(["queued", "processing"] as const)("leaves a %s video alone whose run goes on", async (status) => {
    const { dispatcher, video, clock, has, statusOf, videos } = await rig();
    await video("v", status);
    has("v-1", "RUNNING");
    clock.advance(CHECK_AFTER_SECONDS);

    expect(await dispatcher(SWEEP)).toEqual({ running: 1, started: 0, failed: 0, putBack: 0, batches: [] });

    expect(await statusOf("v")).toBe(status);
    expect(await videos.unattended(10)).toEqual([]);
  });

  it.each([
    ["queued", "ABORTED"],
    ["processing", "ABORTED"],
    ["processing", "SUCCEEDED"],
  ] as const)("fails a %s video whose run has ended without it: %s", async (status, run) => {
    const { dispatcher, video, videos, clock, has, log } = await rig();
    await video("v", status);
    has("v-1", run);
    clock.advance(CHECK_AFTER_SECONDS);

    expect(await dispatcher(SWEEP)).toEqual({ running: 0, started: 0, failed: 1, putBack: 0, batches: [] });

    expect(await videos.get("v")).toMatchObject({
      status: "failed",
      failure: { code: "PROCESSING_FAILED", message: "The video could not be processed." },
    });
    expect(log.messages()).toEqual(["warn: attempt failed by the dispatcher"]);
  });

  it("fails a video that is processed without a run, rather than starting it anew", async () => {
    const { dispatcher, video, clock, statusOf, stepFunctions } = await rig();
    await video("v", "processing");
    clock.advance(CHECK_AFTER_SECONDS);

    expect(await dispatcher(SWEEP)).toEqual({ running: 0, started: 0, failed: 1, putBack: 0, batches: [] });

    expect([await statusOf("v"), stepFunctions.started.size]).toEqual(["failed", 0]);
  });

  it("does not touch a video that its run has completed meanwhile", async () => {
    const { dispatcher, video, videos, clock, has, statusOf, log } = await rig({
      runs: {
        status: async ({ videoId }) => {
          const result = { engine: "fake", stages: [] };
          await videos.complete({ videoId, attempt: 1, claimedBy: "request-1" }, result);
          return "ended";
        },
      },
    });
    await video("v", "processing");
    has("v-1", "SUCCEEDED");
    clock.advance(CHECK_AFTER_SECONDS);

    await dispatcher(SWEEP);

    expect(await statusOf("v")).toBe("completed");
    expect(log.entries).toEqual([]);
  });

  it("gets to all others when one goes wrong, and then fails with what went wrong", async () => {
    const refused = sfnError("ThrottlingException", "Rate exceeded");
    const real = new FakeStepFunctions();
    const runs = createWorkflowRuns(real.client, STATE_MACHINE_ARN);
    const { dispatcher, video, clock } = await rig({
      runs: {
        start: runs.start,
        status: (attempt) => (attempt.videoId === "v3" ? Promise.reject(refused) : runs.status(attempt)),
      },
    });
    for (let index = 0; index < 12; index += 1) {
      await video(`v${index}`, "queued");
      clock.advance(1);
    }
    clock.advance(CHECK_AFTER_SECONDS);

    await expect(dispatcher(SWEEP)).rejects.toMatchObject({
      constructor: AggregateError,
      errors: [expect.objectContaining({ constructor: AggregateError, errors: [refused] })],
      message: "sweep: ThrottlingException: Rate exceeded",
    });

    expect(real.started.size).toBe(11);
    expect(real.started.has("v3-1")).toBe(false);
  });

  it("asks about ten at once and no more", async () => {
    let [now, most] = [0, 0];
    const { dispatcher, video, clock } = await rig({
      runs: {
        status: async () => {
          now += 1;
          most = Math.max(most, now);
          await new Promise((resolve) => setImmediate(resolve));
          now -= 1;
          return "running";
        },
      },
    });
    await Promise.all(Array.from({ length: 25 }, (_, index) => video(`v${index}`, "queued")));
    clock.advance(CHECK_AFTER_SECONDS);

    expect(await dispatcher(SWEEP)).toEqual({ running: 25, started: 0, failed: 0, putBack: 0, batches: [] });

    expect(most).toBe(10);
  });
});

describe("a tick", () => {
  const window: OneOffWindow = {
    name: "migration",
    start: "2026-01-05T00:00:00Z",
    end: "2026-01-06T00:00:00Z",
    min: 1,
    max: 4,
    warmUpMinutes: 0,
  };
  /** A window is open and videos wait; each start is noted, or refused. */
  function withBatches(refused?: Error) {
    const started: string[] = [];
    const { waiting, batches } = noBatches(new ManualClock());
    const parts: Partial<Dispatcher> = {
      waiting: { ...waiting, isAny: async () => true },
      batches: {
        ...batches,
        status: async () => "none",
        start: async (name) => {
          if (refused) throw refused;
          started.push(name);
        },
      },
      demands: {
        demand: async (functionName) => ({
          declaration: { functionName, baseline: { min: 0, max: 0 }, windows: [window], limit: 10 },
          leases: [],
        }),
      },
    };
    return { started, parts };
  }

  it("sweeps, and starts the batches of the windows that are open", async () => {
    const { started, parts } = withBatches();
    const { dispatcher, video, clock } = await rig({ parts });
    await video("v", "queued");
    clock.advance(CHECK_AFTER_SECONDS);

    const batches = ["migration-20260105T000000Z"];
    expect(await dispatcher(SWEEP)).toEqual({ running: 0, started: 1, failed: 0, putBack: 0, batches });

    expect(started).toEqual(batches);
  });

  it("starts batches though the sweep fails, and then fails with what went wrong", async () => {
    const { started, parts } = withBatches();
    const refused = sfnError("ThrottlingException", "Rate exceeded");
    const { dispatcher } = await rig({ parts, videos: { unattended: () => Promise.reject(refused) } });

    await expect(dispatcher(SWEEP)).rejects.toMatchObject({
      constructor: AggregateError,
      errors: [refused],
      message: "Rate exceeded",
    });

    expect(started).toEqual(["migration-20260105T000000Z"]);
  });

  it("sweeps though no batch can be started, and then fails with what went wrong", async () => {
    const refused = sfnError("ThrottlingException", "Rate exceeded");
    const { parts } = withBatches(refused);
    const { dispatcher, video, clock, stepFunctions } = await rig({ parts });
    await video("v", "queued");
    clock.advance(CHECK_AFTER_SECONDS);

    await expect(dispatcher(SWEEP)).rejects.toMatchObject({
      constructor: AggregateError,
      errors: [refused],
      message: "Rate exceeded",
    });

    expect([...stepFunctions.started.keys()]).toEqual(["v-1"]);
  });

  it("of which both parts fail says what went wrong with each", async () => {
    const [lost, refused] = [new Error("table lost"), sfnError("ThrottlingException", "Rate exceeded")];
    const { parts } = withBatches(refused);
    const { dispatcher } = await rig({ parts, videos: { unattended: () => Promise.reject(lost) } });

    await expect(dispatcher(SWEEP)).rejects.toMatchObject({
      constructor: AggregateError,
      errors: [lost, refused],
      message: "table lost; Rate exceeded",
    });
  });
});

describe("a batch run's claim", () => {
  const claim = { action: "claim", run: "run-1", until: 0, concurrency: 8, left: 10, rounds: 5 };

  it("is answered with its next videos and how many are left", async () => {
    const asked: unknown[] = [];
    const { waiting } = noBatches(new ManualClock());
    const { dispatcher, clock } = await rig({
      parts: {
        waiting: {
          ...waiting,
          claim: async (...given) => {
            asked.push(given);
            return [{ videoId: "v", attempt: 3 }];
          },
        },
      },
    });

    const answer = await dispatcher({ ...claim, until: clock.nowSeconds() + 60 });

    expect(answer).toEqual({ videos: [{ videoId: "v", attempt: 3 }], left: 9, rounds: 4 });
    expect(asked).toEqual([["run-1", 8]]);
  });

  it("is answered with nothing when its time is over", async () => {
    const { dispatcher, clock } = await rig();

    expect(await dispatcher({ ...claim, until: clock.nowSeconds() + 59 })).toEqual({
      videos: [],
      left: 10,
      rounds: 5,
    });
  });

  it("is answered with nothing when no round is left", async () => {
    const { dispatcher, clock } = await rig();
    const until = clock.nowSeconds() + 600;

    expect(await dispatcher({ ...claim, until, rounds: 0 })).toEqual({ videos: [], left: 10, rounds: 0 });
  });
});

describe("failing, as the workflow asks for it,", () => {
  const fail = (error: object, ...ids: string[]) => ({
    action: "fail",
    videos: ids.map((videoId) => ({ videoId, attempt: 1 })),
    error,
  });

  it("ends every attempt that is not at its end, in words for the client", async () => {
    const { dispatcher, video, videos, statusOf } = await rig();
    await video("a", "queued");
    await video("b", "processing");
    await video("c", "completed");
    const error = { Error: "CapacityUnavailable", Cause: '{"errorMessage":"arn:aws:lambda secret"}' };

    expect(await dispatcher(fail(error, "a", "b", "c"))).toEqual({ failed: 2 });

    for (const id of ["a", "b"]) {
      const after = await videos.get(id);
      expect(after).toMatchObject({
        status: "failed",
        failure: { code: "CAPACITY_UNAVAILABLE", message: "No capacity became available in time." },
      });
      expect(JSON.stringify(after)).not.toContain("secret");
    }
    expect(await statusOf("c")).toBe("completed");
  });

  it("ends nothing the second time", async () => {
    const { dispatcher, video } = await rig();
    await video("a", "queued");
    const event = fail({ Error: "States.Timeout" }, "a");

    expect([await dispatcher(event), await dispatcher(event)]).toEqual([{ failed: 1 }, { failed: 0 }]);
  });

  it("is refused by name when the event is wrong", async () => {
    const { dispatcher } = await rig();

    await expect(dispatcher(fail({}, "a"))).rejects.toThrow(/"error",\s+"Error"/);
    await expect(dispatcher({ action: "restart" })).rejects.toThrow(/"action"/);
  });
});

describe("the notice of a run that ended badly", () => {
  const BATCH_INPUT = batchInput({
    config: { min: 1, max: 1 },
    now: 1_767_571_200,
    until: 1_767_600_000,
    perEnvironment: 1,
  });
  const notice = (status: string, more: object = {}) => ({
    version: "0",
    source: "aws.states",
    "detail-type": "Step Functions Execution Status Change",
    detail: {
      executionArn: executionArn("v-1"),
      status,
      input: JSON.stringify({ videos: [{ videoId: "v", attempt: 1 }] }),
      inputDetails: { included: true },
      ...more,
    },
  });

  it.each([
    ["FAILED", { error: "Runtime.ExitError", cause: "secret" }, "WORKER_LOST"],
    ["FAILED", { error: "SomethingElse", cause: "secret" }, "PROCESSING_FAILED"],
    ["FAILED", {}, "PROCESSING_FAILED"],
    ["TIMED_OUT", { error: null, cause: null }, "TIMED_OUT"],
    ["ABORTED", { error: null }, "ABORTED"],
  ])("fails its videos in words for the client: %s %j", async (status, more, code) => {
    const { dispatcher, video, videos } = await rig();
    await video("v", "processing");

    expect(await dispatcher(notice(status, more))).toEqual({ failed: 1 });

    const after = await videos.get("v");
    expect(after).toMatchObject({ status: "failed", failure: { code } });
    expect(JSON.stringify(after)).not.toContain("secret");
  });

  it.each([
    ["was too large to be sent", { input: undefined, inputDetails: { included: false } }],
    ["is null", { input: null }],
    ["is empty", { input: "" }],
    ["is no workflow's of ours", { input: '{"videos":[]}' }],
    ["is a batch's", { input: JSON.stringify(BATCH_INPUT) }],
  ])("leaves its videos to the sweep when the input %s", async (_what, more) => {
    const { dispatcher, video, statusOf } = await rig();
    await video("v", "queued");

    expect(await dispatcher(notice("FAILED", more))).toEqual({ failed: 0 });

    expect(await statusOf("v")).toBe("queued");
  });

  it("of one that did not end badly is refused", async () => {
    const { dispatcher } = await rig();

    await expect(dispatcher(notice("SUCCEEDED"))).rejects.toThrow(/"action"/);
  });

  it("of an older attempt does not touch the newer one", async () => {
    const { dispatcher, video, videos, statusOf } = await rig();
    await video("v", "failed");
    await videos.queue("v");

    expect(await dispatcher(notice("ABORTED"))).toEqual({ failed: 0 });

    expect(await statusOf("v")).toBe("queued");
  });
});
