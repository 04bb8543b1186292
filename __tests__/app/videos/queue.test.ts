import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { describe, expect, it } from "@jest/globals";
import { CLAIM_SECONDS, MAX_BEGINNINGS } from "../../../app/videos/attempts.ts";
import { CHECK_AFTER_SECONDS, createQueuedVideos, inGroups } from "../../../app/videos/queue.ts";
import { overflowMark } from "../../../app/videos/runs.ts";
import { useDynamo } from "../../support/app/dynamo.ts";
import { beginning, NEXT_RUN, OWNER, RUN, type TestVideos, testVideos } from "../../support/app/videos.ts";

const dynamo = useDynamo();
const ids = (attempts: readonly { videoId: string }[]) => attempts.map(({ videoId }) => videoId);

/** Queued a second apart: the first has waited the longest. */
async function inOrder({ video, clock }: TestVideos, queue: "now" | "window", ...names: string[]) {
  for (const name of names) {
    await video(name, "queued", queue);
    clock.advance(1);
  }
}

describe("claiming", () => {
  it("takes those that have waited the longest, of that queue only", async () => {
    const rigged = await testVideos(dynamo);
    await inOrder(rigged, "window", "night");
    await inOrder(rigged, "now", "a", "b", "c");

    expect(ids(await rigged.queue.claim("now", RUN, 2))).toEqual(["a", "b"]);

    expect(await rigged.queue.inFlight(10)).toEqual({ managed: 2, overflow: 0 });
    expect(await rigged.queue.waiting("now", 10)).toBe(1);
    expect(await rigged.queue.waiting("window", 10)).toBe(1);
  });

  it("gives each video to one of two runs that claim at once", async () => {
    const rigged = await testVideos(dynamo);
    await inOrder(rigged, "now", ..."abcdefghij");

    const [one, other] = await Promise.all([
      rigged.queue.claim("now", RUN, 10),
      rigged.queue.claim("now", NEXT_RUN, 10),
    ]);

    expect([...ids(one), ...ids(other)].sort()).toEqual([..."abcdefghij"]);
  });

  it("says to clients that the video waits for capacity, and since when", async () => {
    const { video, videos, clock } = await testVideos(dynamo);
    await video("v", "claimed");

    const { waitingFor } = await videos.get("v");

    expect(waitingFor).toEqual({ what: "capacity", since: clock.now().toISOString() });
  });

  it("takes again what the run holds and nothing works on", async () => {
    const { video, queue, attempts, clock } = await testVideos(dynamo);
    await video("left", "claimed");
    await video("running", "processing");

    expect(await queue.reclaim(RUN, 10)).toEqual({ taken: [{ videoId: "left", attempt: 1 }], held: 2 });
    expect(await queue.reclaim(NEXT_RUN, 10)).toEqual({ taken: [], held: 0 });
    clock.advance(CLAIM_SECONDS + 1);
    expect(ids((await queue.reclaim(RUN, 10)).taken).sort()).toEqual(["left", "running"]);
    expect(await attempts.begin(beginning("left"))).toMatchObject({ claimed: true });
  });

  it("takes over for overflow what runs hold for managed instances, those last claimed first, and only what has not begun", async () => {
    const { video, queue, clock } = await testVideos(dynamo);
    for (const id of ["first", "second", "third"]) {
      await video(id, "claimed");
      clock.advance(1);
    }
    await video("running", "processing");
    await video("night", "claimed", "window");
    const mark = overflowMark(NEXT_RUN);
    clock.advance(CLAIM_SECONDS + 1); // also one whose holder is silent has begun

    expect(ids(await queue.takeOver("now", mark, 2))).toEqual(["third", "second"]);

    expect(await queue.inFlight(10)).toEqual({ managed: 3, overflow: 2 });
    expect(ids(await queue.takeOver("now", overflowMark(RUN), 10))).toEqual(["first"]);
  });
});

describe("an attempt that could not be run", () => {
  const failure = { code: "PROCESSING_FAILED", message: "The video could not be processed." };
  const attempt = { videoId: "v", attempt: 1 };

  it("waits twice as long each time, and ends as failed after the sixth", async () => {
    const { video, videos, queue, clock } = await testVideos(dynamo);
    await video("v", "claimed");

    for (const seconds of [30, 60, 120, 240, 480]) {
      expect(await queue.missed(attempt, failure)).toBe("waits");
      clock.advance(seconds - 1);
      expect(await queue.claim("now", RUN, 1)).toEqual([]);
      clock.advance(1);
      expect(ids(await queue.claim("now", RUN, 1))).toEqual(["v"]);
    }
    expect(await queue.missed(attempt, failure)).toBe("failed");

    expect(await videos.get("v")).toMatchObject({ status: "failed", failure });
  });

  it("is left alone while an invocation has it", async () => {
    const { video, queue } = await testVideos(dynamo);
    await video("v", "processing");

    expect(await queue.missed(attempt, failure)).toBe("untouched");
  });

  it("waits as well when its claim was given back, and may then begin as often as at first", async () => {
    const { video, videos, queue, attempts, clock } = await testVideos(dynamo);
    const before = await video("v", "claimed");
    for (const seconds of [30, 60, 120, 240, 480]) {
      for (let begun = 0; begun < MAX_BEGINNINGS; begun += 1) {
        const claim = { ...attempt, claimedBy: `request-${seconds}-${begun}` };
        expect(await attempts.begin(beginning("v", claim))).toMatchObject({ claimed: true });
        await attempts.renew(claim, { stage: "transcode", percent: 40 });
        await attempts.release(claim);
      }

      expect(await queue.missed(attempt, failure)).toBe("waits");

      clock.advance(seconds);
      const waits = { ...before, waitingFor: { what: "capacity", since: expect.any(String), seen: failure.message } };
      expect(await videos.get("v")).toEqual({ ...waits, updatedAt: expect.any(String) });
      expect(ids(await queue.claim("now", RUN, 1))).toEqual(["v"]);
    }
    await attempts.begin(beginning("v", { claimedBy: "last" }));
    await attempts.release({ ...attempt, claimedBy: "last" });

    expect(await queue.missed(attempt, failure)).toBe("failed");
    expect(await videos.get("v")).toMatchObject({ status: "failed", failure });
  });
});

describe("what a run left", () => {
  it("goes back into its own queue, and clients are told what was seen", async () => {
    const { video, videos, queue } = await testVideos(dynamo);
    await video("day", "claimed");
    await video("night", "claimed", "window");

    for (const left of await queue.claimsOf(RUN)) expect(await queue.putBack(left, "state Pending")).toBe(true);

    expect(await videos.get("day")).toMatchObject({
      status: "queued",
      waitingFor: { what: "capacity", seen: "state Pending" },
    });
    expect(await queue.waiting("now", 10)).toBe(1);
    expect(await queue.waiting("window", 10)).toBe(1);
  });

  it("stays where it is while an invocation works on it, and once it has ended", async () => {
    const { video, queue } = await testVideos(dynamo);
    await video("v", "processing");
    const [running] = await queue.claimsOf(RUN);

    expect(running && (await queue.putBack(running))).toBe(false);
    expect(await queue.putBack({ id: "w", attempt: 1, queue: "now", run: RUN })).toBe(false);
  });

  it("is looked after once its time has come, and then again later", async () => {
    const { video, queue, clock } = await testVideos(dynamo);
    await video("v", "claimed");
    clock.advance(CHECK_AFTER_SECONDS - 1);
    expect(await queue.unattended(10)).toEqual([]);
    clock.advance(1);

    const found = await queue.unattended(10);
    await queue.attend(found);

    expect(found).toMatchObject([{ id: "v", run: RUN }]);
    expect(await queue.unattended(10)).toEqual([]);
  });
});

describe("a claim", () => {
  it("looks again when another run has just taken what the index still shows", async () => {
    const rigged = await testVideos(dynamo);
    await inOrder(rigged, "now", "a", "b");
    let looks = 0;
    const send = async (command: object) => {
      // Between the look and the claim.
      if (command instanceof UpdateCommand && looks === 0) {
        looks += 1;
        await rigged.queue.claim("now", NEXT_RUN, 1);
      }
      return dynamo.client.send(command as UpdateCommand);
    };
    const late = new Proxy(dynamo.client, { get: (at, name) => (name === "send" ? send : Reflect.get(at, name)) });

    const { tableName, clock } = rigged;
    expect(ids(await createQueuedVideos(late, { tableName, clock }).claim("now", RUN, 1))).toEqual(["b"]);
  });

  it("is of a queue: what was moved to another one since the index was read stays there", async () => {
    const { video, videos, queue } = await testVideos(dynamo);
    await video("v", "queued", "window");
    await videos.queue("v", "now");

    expect(await queue.claim("window", RUN, 1)).toEqual([]);
    expect(ids(await queue.claim("now", RUN, 1))).toEqual(["v"]);
    await expect(videos.queue("v", "now")).rejects.toMatchObject({ name: "VideoStateConflict" });
  });

  it("that was given back shows clients no progress and no place of an attempt that stopped", async () => {
    const { video, videos, attempts, queue, clock, stored } = await testVideos(dynamo);
    await video("v", "processing");
    await attempts.renew({ videoId: "v", attempt: 1, claimedBy: OWNER }, { stage: "transcode", percent: 40 });
    clock.advance(CLAIM_SECONDS + 1);

    for (const left of await queue.claimsOf(RUN)) expect(await queue.putBack(left)).toBe(true);

    const back = await videos.get("v");
    expect(back).toMatchObject({ status: "queued", waitingFor: { what: "run" } });
    expect(back).not.toHaveProperty("progress");
    expect(back).not.toHaveProperty("ranOn");
    // Its holder may not know yet: what begins next must see whose claim it was.
    expect(await stored("v")).toMatchObject({ claimedBy: OWNER, beat: 2 });
  });
});

it("work on many goes on some at once, and its answers are joined in order", async () => {
  let [now, most] = [0, 0];

  const all = await inGroups(
    Array.from({ length: 60 }, (_, index) => index),
    async (index) => {
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setImmediate(resolve));
      now -= 1;
      return index % 2 === 0 ? [index] : [];
    },
  );

  expect(most).toBe(25);
  expect(all).toEqual(Array.from({ length: 30 }, (_, index) => 2 * index));
});

describe("waiting", () => {
  it("counts as being left only when it began before", async () => {
    const { video, queue, clock } = await testVideos(dynamo);
    await video("v", "queued");

    expect(await queue.isLeft("now", clock.nowSeconds() - 1)).toBe(false);
    expect(await queue.isLeft("now", clock.nowSeconds())).toBe(true);
    expect(await queue.isLeft("window", clock.nowSeconds())).toBe(false);
  });
});
