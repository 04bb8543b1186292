import { EventEmitter, once } from "node:events";
import { afterEach, describe, expect, it, jest } from "@jest/globals";
import { RENEW_MILLISECONDS } from "../../../app/processor/claimKeeper.ts";
import { type Engine, type EngineContext, EngineError, RetryableError } from "../../../app/processor/engines/engine.ts";
import { processVideo } from "../../../app/processor/processVideo.ts";
import { type Attempts, CLAIM_SECONDS } from "../../../app/videos/attempts.ts";
import type { Video } from "../../../app/videos/video.ts";
import { ManualClock } from "../../support/app/clock.ts";
import { useDynamo } from "../../support/app/dynamo.ts";
import { recordingLog } from "../../support/app/log.ts";
import { ManualTimers } from "../../support/app/timers.ts";
import { beginning, RESULT, RUN, testVideos } from "../../support/app/videos.ts";

const dynamo = useDynamo();
const INVOCATION = { claimedBy: "request-1", remainingMilliseconds: () => 60_000 };
const ATTEMPT = { videoId: "v", attempt: 1 };
const EVENT = { ...ATTEMPT, run: RUN };

const engineOf = (process: (context: EngineContext) => Promise<unknown>) => {
  const seen: Pick<Video, "id" | "sourceUrl">[] = [];
  const engine: Engine = {
    name: "fake",
    process: async (video, context) => {
      seen.push({ id: video.id, sourceUrl: video.sourceUrl });
      await process(context);
      return RESULT;
    },
  };
  return { engine, seen };
};
const idle = async () => {};
const untilAborted = ({ signal }: EngineContext) =>
  new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));

async function rig(process: (context: EngineContext) => Promise<unknown>) {
  const rigged = await testVideos(dynamo);
  const log = recordingLog();
  const { engine, seen } = engineOf(process);
  const timers = new ManualTimers();
  const { clock } = rigged;
  // Claims and their keeper go by the same clock.
  const attempts: Attempts = {
    ...rigged.attempts,
    async begin(wanted) {
      const begun = await rigged.attempts.begin(wanted);
      return begun.claimed ? { ...begun, since: timers.now() } : begun;
    },
  };
  const processing = { attempts, engine, clock, log, ranOn: "managed" as const, timers };
  return { ...rigged, attempts, log, seen, timers, processing };
}

describe("an attempt", () => {
  it("is recorded as completed with what the engine made of the source", async () => {
    const { processing, videos, video, seen, log } = await rig(idle);
    await video("v", "claimed");

    expect(await processVideo(processing, EVENT, INVOCATION)).toEqual({ ...ATTEMPT, outcome: "completed" });

    expect(seen).toEqual([{ id: "v", sourceUrl: "s3://media/v.mp4" }]);
    expect(await videos.get("v")).toMatchObject({ status: "completed", result: RESULT });
    expect(log.entries).toEqual([
      { level: "info", message: "attempt ended", details: { ...EVENT, requestId: "request-1", outcome: "completed" } },
    ]);
  });

  it("lists what the engine put into the bucket beside its result", async () => {
    const { processing, videos, video } = await rig(idle);
    await video("v", "claimed");
    const outputs = [{ name: "poster.jpg", contentType: "image/jpeg", bytes: 9 }];
    const engine: Engine = { name: "fake", process: async () => ({ ...RESULT, outputs }) };

    await processVideo({ ...processing, engine }, EVENT, INVOCATION);

    expect(await videos.get("v")).toMatchObject({ outputs, result: RESULT });
    expect((await videos.get("v"))?.result).not.toHaveProperty("outputs");
  });

  it("is recorded as failed with the engine's own words when the source is at fault", async () => {
    const { processing, videos, video } = await rig(async () => {
      throw new EngineError("UNREADABLE_SOURCE", "The source could not be read as video.");
    });
    await video("v", "claimed");

    expect(await processVideo(processing, EVENT, INVOCATION)).toEqual({ ...ATTEMPT, outcome: "failed" });

    expect(await videos.get("v")).toMatchObject({
      status: "failed",
      failure: { code: "UNREADABLE_SOURCE", message: "The source could not be read as video." },
    });
  });

  it.each([
    ["an error", new Error("ENOENT: /tmp/secret")],
    ["no error at all", "secret"],
  ])("is recorded as failed without the words of %s that nobody foresaw, which are logged", async (_what, thrown) => {
    const { processing, videos, video, log } = await rig(async () => {
      throw thrown;
    });
    await video("v", "claimed");

    expect(await processVideo(processing, EVENT, INVOCATION)).toMatchObject({ outcome: "failed" });

    const after = await videos.get("v");
    expect(after.failure).toEqual({ code: "ENGINE_FAILED", message: "The video could not be processed." });
    expect(JSON.stringify(after)).not.toContain("secret");
    expect(log.entries[0]).toEqual({
      level: "error",
      message: "attempt failed",
      details: { ...EVENT, requestId: "request-1", code: "ENGINE_FAILED", error: thrown },
    });
  });

  it.each<[string, Error]>([
    ["AWS failed", Object.assign(new Error("slow down"), { name: "SlowDown", $metadata: { httpStatusCode: 503 } })],
    ["the system was in the engine's way", new RetryableError("ffmpeg: ended by SIGKILL")],
  ])("is left to a retry when %s", async (_, passing) => {
    const { processing, videos, video, clock, seen } = await rig(async () => {
      if (seen.length === 1) throw passing;
    });
    await video("v", "claimed");

    await expect(processVideo(processing, EVENT, INVOCATION)).rejects.toBe(passing);

    expect(await videos.get("v")).toMatchObject({ status: "processing" });
    const slept = clock.slept.length;
    const retried = await processVideo(processing, EVENT, { ...INVOCATION, claimedBy: "request-2" });
    expect(retried).toMatchObject({ outcome: "completed" });
    expect(clock.slept.length).toBe(slept);
  });

  it("shows how far it is while it runs", async () => {
    const reported = Promise.withResolvers<void>();
    const finish = Promise.withResolvers<void>();
    const { processing, videos, video, timers } = await rig(({ progress }) => {
      progress({ stage: "transcode", percent: 40 });
      reported.resolve();
      return finish.promise;
    });
    await video("v", "claimed");
    const processed = processVideo(processing, EVENT, INVOCATION);
    await reported.promise;
    await timers.advance(RENEW_MILLISECONDS);
    while (!(await videos.get("v")).progress) await new Promise((resolve) => setImmediate(resolve));

    expect(await videos.get("v")).toMatchObject({ progress: { stage: "transcode", percent: 40 } });
    finish.resolve();
    await processed;
    expect(await videos.get("v")).not.toHaveProperty("progress");
  });
});

describe("a second delivery", () => {
  it.each(["completed", "failed"] as const)("of an attempt that has %s says so and does nothing", async (status) => {
    const { processing, videos, video, seen } = await rig(idle);
    const before = await video("v", status);

    expect(await processVideo(processing, EVENT, INVOCATION)).toEqual({ ...ATTEMPT, outcome: status });

    expect(seen).toEqual([]);
    expect(await videos.get("v")).toEqual(before);
  });

  it("of an attempt that runs is refused, to be retried, and the engine works once", async () => {
    const started = Promise.withResolvers<void>();
    const finish = Promise.withResolvers<void>();
    const { processing, video, seen } = await rig(() => {
      started.resolve();
      return finish.promise;
    });
    await video("v", "claimed");
    const first = processVideo(processing, EVENT, INVOCATION);
    await started.promise;

    const second = processVideo(processing, EVENT, { ...INVOCATION, claimedBy: "request-2" });

    await expect(second).rejects.toMatchObject({
      name: "VideoInProgress",
      message: "video v, attempt 1: another invocation is working on it",
    });
    finish.resolve();
    expect(await first).toMatchObject({ outcome: "completed" });
    expect(seen).toHaveLength(1);
  });

  it("of an attempt that a newer one replaced is superseded", async () => {
    const { processing, videos, video, seen } = await rig(idle);
    await video("v", "failed");
    await videos.queue("v");

    expect(await processVideo(processing, EVENT, INVOCATION)).toEqual({ ...ATTEMPT, outcome: "superseded" });

    expect(seen).toEqual([]);
    expect(await videos.get("v")).toMatchObject({ status: "queued", attempt: 2 });
  });
});

describe("an invocation whose claim is lost", () => {
  it("stops its engine and records nothing", async () => {
    const started = Promise.withResolvers<EngineContext>();
    const { processing, videos, video, log, queue, clock, timers } = await rig((context) => {
      started.resolve(context);
      return untilAborted(context);
    });
    await video("v", "claimed");
    const processed = processVideo(processing, EVENT, INVOCATION);
    const { signal } = await started.promise;
    clock.advance(CLAIM_SECONDS + 1);
    for (const claimed of await queue.claimsOf(RUN)) await queue.putBack(claimed); // its run was aborted
    const before = await videos.get("v");

    await timers.advance(RENEW_MILLISECONDS);

    expect(await processed).toEqual({ ...ATTEMPT, outcome: "superseded" });
    expect(signal.reason).toMatchObject({ name: "ClaimLost" });
    expect(await videos.get("v")).toEqual(before);
    expect(log.messages()).toEqual(["info: attempt ended"]);
  });

  it("ends with an error that the workflow retries when it could not renew in time", async () => {
    const started = Promise.withResolvers<void>();
    const { processing, video, timers, attempts } = await rig((context) => {
      started.resolve();
      return untilAborted(context);
    });
    await video("v", "claimed");
    const silent: Attempts = { ...attempts, renew: () => new Promise(() => {}) };

    const processed = processVideo({ ...processing, attempts: silent }, EVENT, INVOCATION);
    const outcome = expect(processed).rejects.toMatchObject({ name: "ClaimExpired" });
    await started.promise;
    for (let time = 0; time < CLAIM_SECONDS; time += 1) await timers.advance(1_000);

    await outcome;
  });

  it.each([
    ["finishes", idle],
    [
      "fails",
      async () => {
        throw new EngineError("UNREADABLE_SOURCE", "The source could not be read as video.");
      },
    ],
  ])("and whose engine %s before it knows records nothing", async (_how, end) => {
    const { processing, videos, video, clock, attempts } = await rig(async () => {
      clock.advance(CLAIM_SECONDS + 1);
      await attempts.begin(beginning("v", { claimedBy: "request-2" }));
      await end();
    });
    await video("v", "claimed");

    expect(await processVideo(processing, EVENT, INVOCATION)).toEqual({ ...ATTEMPT, outcome: "superseded" });

    expect(await videos.get("v")).toMatchObject({ status: "processing" });
    expect(await videos.get("v")).not.toHaveProperty("failure");
  });
});

describe("the end of an attempt", () => {
  it("that cannot be written is no failure of the video: the workflow tries again", async () => {
    const { processing, videos, video, attempts } = await rig(idle);
    await video("v", "claimed");
    const lost = Object.assign(new Error("DynamoDB UpdateItem: no answer within 6 s"), { name: "TimeoutError" });

    const silent = { ...processing, attempts: { ...attempts, complete: () => Promise.reject(lost) } };
    await expect(processVideo(silent, EVENT, INVOCATION)).rejects.toBe(lost);

    expect(await videos.get("v")).toMatchObject({ status: "processing" });
  });
});

describe("an attempt within a window", () => {
  it("does not begin when it could end after it", async () => {
    const { processing, video, videos, clock, seen } = await rig(idle);
    await video("v", "claimed", "window");
    const endBy = clock.nowSeconds() + 59;

    expect(await processVideo(processing, { ...EVENT, endBy }, INVOCATION)).toMatchObject({ outcome: "late" });
    expect([seen, (await videos.get("v")).status]).toEqual([[], "queued"]);
    const inTime = { ...EVENT, endBy: endBy + 1 };
    expect(await processVideo(processing, inTime, INVOCATION)).toMatchObject({ outcome: "completed" });
  });
});

describe("an invocation's time", () => {
  afterEach(() => void jest.useRealTimers());

  /** A repository without I/O, so that the timers stand still too. */
  function standingStill(process: (context: EngineContext) => Promise<unknown>) {
    jest.useFakeTimers();
    const failures: unknown[] = [];
    const video = { id: "v", attempt: 1, sourceUrl: "s3://media/v.mp4" } as Video;
    const attempts = {
      begin: async () => ({ claimed: true, video, since: 0 }),
      renew: async () => true,
      complete: async () => true,
      fail: async (_claim: unknown, failure: unknown) => failures.push(failure) > 0,
    } as unknown as Attempts;
    const { engine } = engineOf(process);
    const timers = new ManualTimers();
    const clock = new ManualClock();
    return {
      failures,
      processing: { attempts, engine, clock, log: recordingLog(), ranOn: "managed" as const, timers },
    };
  }

  it("ends with its budget: the engine is stopped and the attempt recorded as timed out", async () => {
    let signal: AbortSignal | undefined;
    const { processing, failures } = standingStill((context) => {
      signal = context.signal;
      return untilAborted(context);
    });

    const processed = processVideo(processing, EVENT, { ...INVOCATION, remainingMilliseconds: () => 1_000 });
    await jest.advanceTimersByTimeAsync(999);
    expect(signal?.aborted).toBe(false);
    await jest.advanceTimersByTimeAsync(1);

    expect(await processed).toEqual({ ...ATTEMPT, outcome: "failed" });
    expect(failures).toEqual([{ code: "TIMED_OUT", message: "Processing took longer than it may." }]);
  });

  it("is over at once when nothing is left of it", async () => {
    const { processing, failures } = standingStill(untilAborted);

    const processed = processVideo(processing, EVENT, { ...INVOCATION, remainingMilliseconds: () => -5 });
    await jest.advanceTimersByTimeAsync(1);

    expect(await processed).toMatchObject({ outcome: "failed" });
    expect(failures).toMatchObject([{ code: "TIMED_OUT" }]);
  });

  it("is what the attempt failed of when the engine stops with Node's own AbortError", async () => {
    const { processing, failures } = standingStill(({ signal }) => once(new EventEmitter(), "end", { signal }));

    const processed = processVideo(processing, EVENT, { ...INVOCATION, remainingMilliseconds: () => 1_000 });
    await jest.advanceTimersByTimeAsync(1_000);

    expect(await processed).toMatchObject({ outcome: "failed" });
    expect(failures).toMatchObject([{ code: "TIMED_OUT" }]);
  });

  it.each([
    ["ends", idle],
    ["fails", () => Promise.reject(new Error("broken"))],
  ])("leaves no timer behind when the attempt %s", async (_how, process) => {
    const { processing } = standingStill(process);

    await processVideo(processing, EVENT, INVOCATION);

    expect(jest.getTimerCount()).toBe(0);
  });
});

describe("an attempt at a video", () => {
  it("that nobody queued is superseded", async () => {
    const { processing, video, seen } = await rig(idle);
    const uploaded = await video("v");

    const processed = await processVideo(processing, EVENT, INVOCATION);

    expect(uploaded.status).toBe("uploaded");
    expect(processed).toMatchObject({ outcome: "superseded" });
    expect(seen).toEqual([]);
  });
});
