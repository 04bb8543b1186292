import { describe, expect, it } from "@jest/globals";
import type { BatchWindow } from "../../../app/capacity/window.ts";
import { createDispatcher } from "../../../app/dispatcher/dispatcher.ts";
import { overflowMark } from "../../../app/videos/runs.ts";
import { type DispatcherOptions, testDispatcher } from "../../support/app/dispatcher.ts";
import { useDynamo } from "../../support/app/dynamo.ts";
import { recordingLog } from "../../support/app/log.ts";
import { FakeStepFunctions, sfnError } from "../../support/app/stepFunctions.ts";
import { RUN, testVideos } from "../../support/app/videos.ts";

const dynamo = useDynamo();

async function rig(options: Partial<DispatcherOptions> = {}) {
  const rigged = await testVideos(dynamo);
  const { clock, queue } = rigged;
  const stepFunctions = new FakeStepFunctions();
  const log = recordingLog();
  const parts = { ...testDispatcher({ clock, stepFunctions, log, ...options }), queue };
  return { ...rigged, stepFunctions, log, parts, dispatcher: createDispatcher(parts) };
}

/** As EventBridge tells of an execution that ended badly. */
const ended = (detail: object) => ({
  version: "0",
  source: "aws.states",
  "detail-type": "Step Functions Execution Status Change",
  detail: { executionArn: RUN, status: "FAILED", ...detail },
});

describe("a run that ended badly", () => {
  it("leaves nothing claimed, on managed instances or as overflow, and its videos say what it saw", async () => {
    const { dispatcher, video, videos, queue } = await rig();
    await video("a", "claimed");
    await video("b", "queued");
    await queue.claim("now", overflowMark(RUN), 1);
    const cause = JSON.stringify({
      errorType: "CapacityUnavailable",
      errorMessage: "processor: wanted 1/4, state Pending",
    });

    expect(await dispatcher(ended({ error: "CapacityUnavailable", cause }))).toEqual({ putBack: 2 });

    expect(await queue.waiting("now", 10)).toBe(2);
    for (const id of ["a", "b"]) {
      expect((await videos.get(id)).waitingFor).toMatchObject({ seen: "processor: wanted 1/4, state Pending" });
    }
  });

  it.each([
    [{ status: "ABORTED" }, "ABORTED"],
    [{ status: "TIMED_OUT", error: null, cause: null }, "TIMED_OUT"],
    [{ error: "States.Runtime", cause: "secret words" }, "States.Runtime"],
    [{ error: "CapacityUnavailable", cause: "plain words" }, "plain words"],
  ])("shows clients no more of it than they may know: %j", async (detail, seen) => {
    const { dispatcher, video, videos } = await rig();
    await video("v", "claimed");

    await dispatcher(ended(detail));

    expect((await videos.get("v")).waitingFor).toMatchObject({ seen });
  });

  it("takes nothing from an invocation that still works on it", async () => {
    const { dispatcher, video, videos } = await rig();
    await video("v", "processing");

    expect(await dispatcher(ended({ status: "ABORTED" }))).toEqual({ putBack: 0 });

    expect(await videos.get("v")).toMatchObject({ status: "processing" });
  });
});

describe("an attempt that could not be run", () => {
  it("waits again, and its clients read a sentence of ours and not the error's", async () => {
    const { dispatcher, video, videos } = await rig();
    await video("v", "claimed");

    const error = { Error: "Lambda.Unknown", Cause: "secret words" };
    expect(await dispatcher({ action: "missed", videoId: "v", attempt: 1, error })).toEqual({ became: "waits" });

    const { status, waitingFor } = await videos.get("v");
    expect([status, waitingFor?.seen]).toEqual(["queued", "The machine that processed the video was lost."]);
  });
});

describe("the tick", () => {
  const open: BatchWindow = {
    name: "nightly",
    days: ["daily"],
    from: "07:00",
    to: "09:00",
    timeZone: "UTC",
    except: [],
    min: 2,
    max: 3,
    warmUpMinutes: 0,
  };

  it("starts a run for an open window for which videos wait, one in a minute, until its end", async () => {
    const { dispatcher, video, stepFunctions, clock } = await rig({ windows: [open] });
    expect(await dispatcher({ action: "sweep" })).toMatchObject({ attended: 0, putBack: 0, runs: [] });
    await video("v", "queued", "window");

    await dispatcher({ action: "sweep" });
    await dispatcher({ action: "sweep" });

    const endBy = Date.UTC(2026, 0, 5, 9) / 1000;
    expect([...stepFunctions.started]).toEqual([
      [
        expect.stringMatching(/^nightly-20260105T070000Z-\d+$/),
        expect.objectContaining({ asked: { queue: "window", config: { min: 2, max: 3 }, claimUntil: endBy, endBy } }),
      ],
    ]);
    clock.advance(60);
    await dispatcher({ action: "sweep" });
    expect(stepFunctions.started.size).toBe(2);
  });

  it.each([
    ["the window is closed", { ...open, from: "10:00", to: "11:00" }],
    ["no video fits into it any more", { ...open, to: "08:09" }],
  ])("starts none when %s", async (_why, window) => {
    const { dispatcher, video, stepFunctions } = await rig({ windows: [window] });
    await video("v", "queued", "window");

    await dispatcher({ action: "sweep" });

    expect(stepFunctions.started.size).toBe(0);
  });

  it("does each of its parts whatever becomes of the other, and fails with what failed", async () => {
    const { parts, video, stepFunctions, queue } = await rig({ windows: [open] });
    await video("v", "queued", "window");
    const broken = { ...queue, unattended: async () => Promise.reject(sfnError("ThrottlingException", "slow down")) };

    await expect(createDispatcher({ ...parts, queue: broken })({ action: "sweep" })).rejects.toThrow("slow down");

    expect(stepFunctions.started.size).toBe(1);
  });

  it.each(["Step Functions", "S3", "the sweep's table"])(
    "tells how long videos have waited also when %s cannot be reached: that is when nothing else moves them",
    async (what) => {
      const { parts, video, stepFunctions, clock, queue } = await rig();
      await video("v", "queued");
      clock.advance(400);
      const told: object[] = [];
      const down = sfnError("ThrottlingException", "slow down");
      if (what === "Step Functions") stepFunctions.down = down;
      const awaited = { ...parts.awaited, ...(what === "S3" && { due: () => Promise.reject(down) }) };
      const broken = { ...queue, ...(what === "the sweep's table" && { unattended: () => Promise.reject(down) }) };
      const dispatcher = createDispatcher({ ...parts, awaited, queue: broken, told: (answer) => told.push(answer) });

      await expect(dispatcher({ action: "sweep" })).rejects.toThrow("slow down");

      expect(told).toEqual([expect.objectContaining({ waiting: 1, oldestWaitingSeconds: 400 })]);
    },
  );

  it("tells what came of it once", async () => {
    const { parts, video } = await rig();
    await video("v", "queued");
    const told: object[] = [];

    const answer = await createDispatcher({ ...parts, told: (one) => told.push(one) })({ action: "sweep" });

    expect(told).toEqual([answer]);
    expect(answer).toMatchObject({ waiting: 1, attended: 0, putBack: 0, runs: [] });
  });
});

it.each([[{}], [{ action: "fail" }], [{ action: "claim", run: "" }], [{ source: "aws.states", detail: {} }]])(
  "an event that is wrong is refused: %j",
  async (event) => {
    const { dispatcher } = await rig();

    await expect(dispatcher(event)).rejects.toMatchObject({ name: "ZodError" });
  },
);
