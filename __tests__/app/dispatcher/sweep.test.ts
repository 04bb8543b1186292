import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { describe, expect, it } from "@jest/globals";
import { sweep } from "../../../app/dispatcher/sweep.ts";
import { CHECK_AFTER_SECONDS, createQueuedVideos, inGroups } from "../../../app/videos/queue.ts";
import { overflowMark } from "../../../app/videos/runs.ts";
import { testDispatcher } from "../../support/app/dispatcher.ts";
import { useDynamo } from "../../support/app/dynamo.ts";
import { recordingLog } from "../../support/app/log.ts";
import { executionArn, FakeStepFunctions, sfnError } from "../../support/app/stepFunctions.ts";
import { OWNER, RUN, testVideos } from "../../support/app/videos.ts";

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

/** What ENDED claimed and left, `checkAt` then. */
async function put(tableName: string, count: number, checkAt: number): Promise<void> {
  const items = Array.from({ length: count }, (_, index) => ({
    id: `v${index}`,
    status: "queued",
    createdAt: "2026-01-05T08:00:00.000Z",
    attempt: 1,
    queue: "now",
    watch: "in-flight",
    run: ENDED,
    checkAt,
  }));
  await inGroups(items, async (Item) => {
    await dynamo.client.send(new PutCommand({ TableName: tableName, Item }));
    return [];
  });
}

describe("a sweep", () => {
  it("queues again what an ended run left, once its time has come", async () => {
    const { parts, claimed, clock, queue, log } = await rig();
    await claimed(ENDED, 3);
    expect(await sweep(parts)).toMatchObject({ attended: 0, putBack: 0 });
    clock.advance(CHECK_AFTER_SECONDS);

    expect(await sweep(parts)).toMatchObject({ attended: 0, putBack: 3 });

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

    expect(await sweep({ ...parts, runs: counting })).toMatchObject({ attended: 5, putBack: 0 });

    expect(asked).toBe(1);
    expect(await queue.unattended(10)).toEqual([]);
    expect(stepFunctions.started.size).toBe(0);
  });

  it("keeps up with what an outage left: ten thousand videos within a few sweeps", async () => {
    const LEFT = 600;
    const CALL_SECONDS = 0.05; // a slow answer of DynamoDB
    const { tableName, clock, stepFunctions } = await rig();
    await put(tableName, LEFT, clock.nowSeconds());
    let calls = 0;
    const send = (command: object) => {
      calls += 1;
      return dynamo.client.send(command as PutCommand);
    };
    const counted = new Proxy(dynamo.client, { get: (at, name) => (name === "send" ? send : Reflect.get(at, name)) });
    const queue = createQueuedVideos(counted, { tableName, clock });

    expect(await sweep({ ...testDispatcher({ clock, stepFunctions }), queue })).toMatchObject({
      attended: 0,
      putBack: LEFT,
    });

    expect(await queue.waiting("now", 10_000)).toBe(LEFT);
    const forEach = calls / LEFT;
    expect(forEach).toBeLessThan(1.2); // one write each, and a few pages
    const AT_ONCE = 25;
    expect((10_000 * forEach * CALL_SECONDS) / AT_ONCE).toBeLessThan(35);
  });

  it("ends in time, and leaves the rest to the next one", async () => {
    const { parts, claimed, clock, queue } = await rig();
    await claimed(ENDED, 5);
    clock.advance(CHECK_AFTER_SECONDS);
    let looks = 0;
    const slow = {
      ...queue,
      unattended() {
        looks += 1;
        clock.advance(12);
        return queue.unattended(1);
      },
    };

    expect(await sweep({ ...parts, queue: slow })).toMatchObject({ attended: 0, putBack: 3 });
    expect(looks).toBe(3);

    expect(await sweep(parts)).toMatchObject({ attended: 0, putBack: 2 });
  });

  it("leaves alone what an invocation still works on, though its run has ended, and looks after it again", async () => {
    const { parts, video, clock, queue, attempts, videos, stepFunctions } = await rig();
    await video("v", "processing");
    stepFunctions.statuses.set(RUN, "TIMED_OUT");
    clock.advance(CHECK_AFTER_SECONDS);
    await attempts.renew({ videoId: "v", attempt: 1, claimedBy: OWNER }, undefined);

    expect(await sweep(parts)).toMatchObject({ attended: 1, putBack: 0 });
    expect(await videos.get("v")).toMatchObject({ status: "processing" });

    clock.advance(CHECK_AFTER_SECONDS);
    expect(await sweep(parts)).toMatchObject({ attended: 0, putBack: 1 });
    expect(await queue.waiting("now", 10)).toBe(1);
  });

  it("knows a run that Step Functions has forgotten, or that is an overflow branch, by its execution", async () => {
    const { parts, video, clock, queue } = await rig();
    for (const [id, mark] of [
      ["forgotten", executionArn("forgotten")],
      ["beside", overflowMark(GOES_ON)],
    ] as const) {
      await video(id, "queued");
      await queue.claim("now", mark, 1);
    }
    clock.advance(CHECK_AFTER_SECONDS);

    expect(await sweep(parts)).toMatchObject({ attended: 1, putBack: 1 });

    expect((await queue.claimsOf(overflowMark(GOES_ON))).map(({ id }) => id)).toEqual(["beside"]);
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
