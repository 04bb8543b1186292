import { describe, expect, it } from "@jest/globals";
import { sweep } from "../../../app/dispatcher/sweep.ts";
import { CHECK_AFTER_SECONDS } from "../../../app/videos/queue.ts";
import { testDispatcher } from "../../support/appDispatcher.ts";
import { useDynamo } from "../../support/appDynamo.ts";
import { recordingLog } from "../../support/appLog.ts";
import { executionArn, FakeStepFunctions, sfnError } from "../../support/appStepFunctions.ts";
import { testVideos } from "../../support/appVideos.ts";

const dynamo = useDynamo();
const [GOES_ON, ENDED] = [executionArn("goes-on"), executionArn("ended")];

async function rig() {
  const rigged = await testVideos(dynamo);
  const { clock, queue } = rigged;
  const stepFunctions = new FakeStepFunctions();
  stepFunctions.statuses.set(GOES_ON, "RUNNING");
  stepFunctions.statuses.set(ENDED, "FAILED");
  const log = recordingLog();
  const parts = { ...testDispatcher({ clock, stepFunctions, log }), queue };
  async function claimed(run: string, count: number) {
    await Promise.all(
      Array.from({ length: count }, (_, index) => rigged.video(`${run}-${index}`.slice(-12), "queued")),
    );
    await queue.claim("now", run, count);
  }
  return { ...rigged, stepFunctions, log, parts, claimed };
}

describe("a sweep", () => {
  it("queues again what an ended run left, once its time has come", async () => {
    const { parts, claimed, clock, queue, log } = await rig();
    await claimed(ENDED, 3);
    expect(await sweep(parts)).toEqual({ attended: 0, putBack: 0 });
    clock.advance(CHECK_AFTER_SECONDS);

    expect(await sweep(parts)).toEqual({ attended: 0, putBack: 3 });

    expect(await queue.waiting("now", 10)).toBe(3);
    expect(log.messages()).toEqual(["warn: videos that an ended run left are queued again"]);
  });

  it("leaves to a run what it holds, and asks about each run once", async () => {
    const { parts, claimed, clock, stepFunctions, queue } = await rig();
    await claimed(GOES_ON, 5);
    clock.advance(CHECK_AFTER_SECONDS);
    let asked = 0;
    const counting = {
      ...parts.runs,
      status(mark: string) {
        asked += 1;
        return parts.runs.status(mark);
      },
    };

    expect(await sweep({ ...parts, runs: counting })).toEqual({ attended: 5, putBack: 0 });

    expect(asked).toBe(1);
    expect(await queue.unattended(10)).toEqual([]);
    expect(stepFunctions.started.size).toBe(0);
  });

  it("keeps up with what an outage left: thousands in one sweep", async () => {
    const { parts, claimed, clock, queue } = await rig();
    for (let times = 0; times < 3; times += 1) await claimed(`${ENDED}-${times}`, 400);
    clock.advance(CHECK_AFTER_SECONDS);

    expect(await sweep(parts)).toEqual({ attended: 0, putBack: 1_200 });

    expect(await queue.waiting("now", 2_000)).toBe(1_200);
  });

  it("ends in time, and leaves the rest to the next one", async () => {
    const { parts, claimed, clock, queue } = await rig();
    await claimed(ENDED, 2);
    clock.advance(CHECK_AFTER_SECONDS);
    const slow = {
      ...queue,
      unattended(limit: number) {
        clock.advance(36);
        return queue.unattended(limit);
      },
    };

    expect(await sweep({ ...parts, queue: slow })).toEqual({ attended: 0, putBack: 2 });
  });

  it("sees to a run for what was overlooked, and not while runs hold as much as there are slots", async () => {
    const { parts, video, clock, stepFunctions, claimed } = await rig();
    await video("v", "queued");
    await sweep(parts);
    expect(stepFunctions.started.size).toBe(0);
    clock.advance(10);

    await sweep(parts);
    expect(stepFunctions.started.size).toBe(1);

    await claimed(GOES_ON, 16);
    stepFunctions.started.clear();
    await video("w", "queued");
    clock.advance(60);
    await sweep(parts);
    expect(stepFunctions.started.size).toBe(0);
  });

  it("fails with what failed, so that the schedule tries again", async () => {
    const { parts, claimed, clock, stepFunctions } = await rig();
    await claimed(ENDED, 1);
    clock.advance(CHECK_AFTER_SECONDS);
    stepFunctions.down = sfnError("ThrottlingException");

    await expect(sweep(parts)).rejects.toMatchObject({ name: "ThrottlingException" });
  });
});
