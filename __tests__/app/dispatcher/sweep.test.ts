import { describe, expect, it } from "@jest/globals";
import { type Sweep, sweep } from "../../../app/dispatcher/sweep.ts";
import { createBatchRuns } from "../../../app/videos/batchRuns.ts";
import { CHECK_AFTER_SECONDS, CLAIM_SECONDS } from "../../../app/videos/repository.ts";
import { createWorkflowRuns } from "../../../app/videos/workflowRuns.ts";
import { BATCH, NEXT_BATCH, OWNER, testWaiting } from "../../support/appBatchVideos.ts";
import { useDynamo } from "../../support/appDynamo.ts";
import { recordingLog } from "../../support/appLog.ts";
import { executionArn, FakeStepFunctions, STATE_MACHINE_ARN, sfnError } from "../../support/appStepFunctions.ts";
import { RESULT } from "../../support/appVideos.ts";

const dynamo = useDynamo();

/** Everything there is for a sweep; what is `broken` takes the place of the real thing. */
async function rig(broken: Partial<Pick<Sweep, "batches" | "waiting">> = {}) {
  const rigged = await testWaiting(dynamo);
  const stepFunctions = new FakeStepFunctions();
  const log = recordingLog();
  const parts: Sweep = {
    videos: rigged.videos,
    waiting: rigged.waiting,
    runs: createWorkflowRuns(stepFunctions.client, STATE_MACHINE_ARN),
    batches: createBatchRuns(stepFunctions.client, STATE_MACHINE_ARN),
    log,
    ...broken,
  };
  const claimed = async (...ids: string[]) => {
    await rigged.queuedInOrder(...ids);
    await rigged.waiting.claim(BATCH, ids.length);
  };
  return { ...rigged, stepFunctions, log, claimed, sweep: () => sweep(parts) };
}

const NONE = { running: 0, started: 0, failed: 0, putBack: 0 };
const first = (videoId: string) => ({ videoId, attempt: 1 });

describe("a sweep that finds a video of a batch", () => {
  it.each(["RUNNING", "PENDING_REDRIVE"] as const)(
    "leaves it alone while its run is %s, and looks again in a minute",
    async (status) => {
      const { claimed, sweep, stepFunctions, clock, stored, log } = await rig();
      await claimed("v");
      stepFunctions.statuses.set(BATCH, status);
      clock.advance(CHECK_AFTER_SECONDS);

      expect(await sweep()).toEqual({ ...NONE, running: 1 });

      expect(await stored("v")).toMatchObject({ status: "queued", batchRun: BATCH, checkAt: clock.nowSeconds() + 60 });
      expect(await sweep()).toEqual(NONE);
      expect(log.entries).toEqual([]);
    },
  );

  it.each(["SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"] as const)(
    "puts it back when its run has ended: %s",
    async (status) => {
      const { claimed, sweep, stepFunctions, clock, stored, log, waiting } = await rig();
      await claimed("v");
      stepFunctions.statuses.set(BATCH, status);
      clock.advance(CHECK_AFTER_SECONDS);

      expect(await sweep()).toEqual({ ...NONE, putBack: 1 });

      expect(await stored("v")).toMatchObject({ status: "queued", watch: "waiting", attempt: 1 });
      expect(log.entries).toEqual([
        { level: "warn", message: "left by its batch; waits for the next window", details: first("v") },
      ]);
      expect(await waiting.claim(NEXT_BATCH, 1)).toEqual([first("v")]);
    },
  );

  it("puts it back when nobody remembers its run", async () => {
    const { claimed, sweep, clock } = await rig();
    await claimed("v");
    clock.advance(CHECK_AFTER_SECONDS);

    expect(await sweep()).toEqual({ ...NONE, putBack: 1 });
  });

  it("never starts a run of its own for it", async () => {
    const { claimed, sweep, clock, stepFunctions } = await rig();
    await claimed("v");
    clock.advance(CHECK_AFTER_SECONDS);

    await sweep();
    clock.advance(CHECK_AFTER_SECONDS);
    await sweep();

    expect(stepFunctions.started.size).toBe(0);
  });

  it("leaves it to whoever still works on it though its run has ended, and puts it back when that one is lost", async () => {
    const { claimed, sweep, clock, stepFunctions, statusOf, videos, log } = await rig();
    await claimed("v");
    stepFunctions.statuses.set(BATCH, "ABORTED");
    const claim = { ...first("v"), claimedBy: OWNER };
    await videos.begin(claim);
    clock.advance(CHECK_AFTER_SECONDS);
    await videos.renew(claim, { stage: "transcode", percent: 10 });

    const alive = await sweep();
    const during = await statusOf("v");
    clock.advance(60 + CLAIM_SECONDS);
    const lost = await sweep();

    expect([alive, during]).toEqual([{ ...NONE, running: 1 }, "processing"]);
    expect([lost, await statusOf("v")]).toEqual([{ ...NONE, putBack: 1 }, "queued"]);
    expect(log.messages()).toEqual(["warn: left by its batch; waits for the next window"]);
  });

  it("does not touch what was completed meanwhile", async () => {
    let meanwhile = async () => {};
    const { claimed, sweep, clock, videos, statusOf } = await rig({
      batches: {
        status: async () => {
          await meanwhile();
          return "ended";
        },
      },
    });
    await claimed("v");
    const claim = { ...first("v"), claimedBy: OWNER };
    await videos.begin(claim);
    meanwhile = async () => void (await videos.complete(claim, RESULT));
    clock.advance(CHECK_AFTER_SECONDS);

    expect(await sweep()).toEqual({ ...NONE, running: 1 });

    expect(await statusOf("v")).toBe("completed");
    clock.advance(3_600);
    expect(await videos.unattended(10)).toEqual([]);
  });

  it("looks after those beside it by their own runs", async () => {
    const { claimed, video, sweep, clock, stepFunctions, statusOf } = await rig();
    await claimed("of-batch");
    await video("own-run", "processing");
    await video("no-run", "queued");
    stepFunctions.statuses.set(BATCH, "FAILED");
    stepFunctions.statuses.set(executionArn("own-run-1"), "FAILED");
    clock.advance(CHECK_AFTER_SECONDS);

    expect(await sweep()).toEqual({ running: 0, started: 1, failed: 1, putBack: 1 });

    expect([await statusOf("of-batch"), await statusOf("own-run")]).toEqual(["queued", "failed"]);
    expect([...stepFunctions.started.keys()]).toEqual(["no-run-1"]);
  });

  it("gets to all others when one goes wrong, fails with what went wrong, and tries that one again", async () => {
    const refused = sfnError("ThrottlingException", "Rate exceeded");
    let isDown = true;
    const { claimed, sweep, clock, queuedInOrder, waiting, stored } = await rig({
      batches: {
        status: async (arn) => {
          if (isDown && arn === NEXT_BATCH) throw refused;
          return "ended";
        },
      },
    });
    await claimed("a", "b");
    await queuedInOrder("wrong");
    await waiting.claim(NEXT_BATCH, 1);
    await claimed("c");
    clock.advance(CHECK_AFTER_SECONDS);

    await expect(sweep()).rejects.toMatchObject({
      constructor: AggregateError,
      errors: [refused],
      message: "sweep: ThrottlingException: Rate exceeded",
    });

    const watched = await Promise.all(["a", "b", "c", "wrong"].map(async (id) => (await stored(id)).watch));
    expect(watched).toEqual(["waiting", "waiting", "waiting", "in-flight"]);
    isDown = false;
    clock.advance(60);
    expect(await sweep()).toEqual({ ...NONE, putBack: 1 });
  });

  it("asks once for each batch, however many videos it has, and anew in the next sweep", async () => {
    const asked: string[] = [];
    let isRunning = true;
    const { claimed, queuedInOrder, waiting, sweep, clock } = await rig({
      batches: {
        status: async (arn) => {
          asked.push(arn);
          return arn === BATCH && isRunning ? "running" : "ended";
        },
      },
    });
    // More than are looked after at once.
    await claimed(...Array.from({ length: 12 }, (_, index) => `v${index}`));
    await queuedInOrder("a", "b");
    await waiting.claim(NEXT_BATCH, 2);
    clock.advance(CHECK_AFTER_SECONDS);

    expect(await sweep()).toEqual({ ...NONE, running: 12, putBack: 2 });
    expect(asked.toSorted()).toEqual([BATCH, NEXT_BATCH].toSorted());

    asked.length = 0;
    isRunning = false;
    clock.advance(60);
    expect(await sweep()).toEqual({ ...NONE, putBack: 12 });
    expect(asked).toEqual([BATCH]);
  });

  it("puts back a hundred, and the next sweep the rest", async () => {
    const { queued, waiting, sweep, clock } = await rig();
    await Promise.all(Array.from({ length: 105 }, (_, index) => queued(`v${index}`)));
    await waiting.claim(BATCH, 105);
    clock.advance(CHECK_AFTER_SECONDS);

    expect([await sweep(), await sweep(), await sweep()]).toEqual([
      { ...NONE, putBack: 100 },
      { ...NONE, putBack: 5 },
      NONE,
    ]);
  }, 30_000);
});
