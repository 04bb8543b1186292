import { describe, expect, it } from "@jest/globals";
import { CHECK_AFTER_SECONDS, CLAIM_SECONDS } from "../../../app/videos/repository.ts";
import type { Attempt } from "../../../app/videos/video.ts";
import { BATCH, NEXT_BATCH, OWNER, testWaiting } from "../../support/appBatchVideos.ts";
import { useDynamo } from "../../support/appDynamo.ts";
import { FAILURE, RESULT } from "../../support/appVideos.ts";

const dynamo = useDynamo();
const rig = () => testWaiting(dynamo);

const first = (videoId: string): Attempt => ({ videoId, attempt: 1 });
const idsOf = (attempts: readonly Attempt[]) => attempts.map(({ videoId }) => videoId);
const ids = (count: number, prefix = "v") =>
  Array.from({ length: count }, (_, index) => `${prefix}${String(index).padStart(4, "0")}`);

/** For the tests that write many videos, on a busy machine. */
const SLOW = 30_000;

const OWN = ["watch", "checkAt", "batchRun", "claimedBy", "claimedUntil"];

describe("a video queued for a window", () => {
  it("is queued like any other for whoever looks", async () => {
    const { queued, videos } = await rig();

    const video = await queued("v");

    expect(video).toMatchObject({ id: "v", status: "queued", attempt: 1 });
    expect(Object.keys(video).filter((name) => OWN.includes(name))).toEqual([]);
    expect(await videos.get("v")).toEqual(video);
  });

  it("is not looked after by the sweep, however long it waits", async () => {
    const { queued, videos, video, clock } = await rig();
    await queued("waits");
    await video("now", "queued");

    clock.advance(30 * 24 * 60 * 60);

    expect((await videos.unattended(10)).map((found) => found.video.id)).toEqual(["now"]);
  });

  it("waits from that moment on, and its batch's run is forgotten with an older attempt", async () => {
    const { queued, videos, waiting, stored, clock } = await rig();
    await queued("v");
    await waiting.claim(BATCH, 1);
    await videos.fail(first("v"), FAILURE);
    clock.advance(5);

    await videos.queue("v", "window");

    expect(await stored("v")).toMatchObject({ watch: "waiting", checkAt: clock.nowSeconds(), attempt: 2 });
    expect(await stored("v")).not.toHaveProperty("batchRun");
  });

  it.each(["now", "window"] as const)("cannot be queued once more: %s", async (when) => {
    const { queued, videos } = await rig();
    await queued("v");

    await expect(videos.queue("v", when)).rejects.toMatchObject({
      name: "VideoStateConflict",
      message: "video v is queued; it cannot be queued now",
    });
  });
});

describe("whether any video waits", () => {
  it("is no when there is none, or all are on their way already", async () => {
    const { video, waiting } = await rig();
    await video("uploaded");
    await video("queued", "queued");
    await video("processing", "processing");
    await video("completed", "completed");

    expect(await waiting.isAny()).toBe(false);
  });

  it("is yes from the first on until the last is claimed", async () => {
    const { queuedInOrder, waiting } = await rig();
    await queuedInOrder("a", "b");

    const answers = [await waiting.isAny()];
    await waiting.claim(BATCH, 1);
    answers.push(await waiting.isAny());
    await waiting.claim(BATCH, 2);
    answers.push(await waiting.isAny());

    expect(answers).toEqual([true, true, false]);
  });
});

describe("a claim", () => {
  it("takes those that have waited the longest, and no more than it may", async () => {
    const { queuedInOrder, waiting, stored } = await rig();
    await queuedInOrder("c", "a", "b");

    const claimed = await waiting.claim(BATCH, 2);

    expect(claimed).toEqual([first("c"), first("a")]);
    expect(await stored("b")).toMatchObject({ watch: "waiting" });
  });

  it("takes all when there are fewer, and nothing when there is none", async () => {
    const { queuedInOrder, waiting, videos } = await rig();
    await queuedInOrder("a");

    expect(idsOf(await waiting.claim(BATCH, 10))).toEqual(["a"]);
    await videos.fail(first("a"), FAILURE);

    expect(await waiting.claim(BATCH, 10)).toEqual([]);
  });

  it(
    "takes more than it updates at once",
    async () => {
      const { queued, waiting } = await rig();
      await Promise.all(ids(60).map(queued));

      const claimed = await waiting.claim(BATCH, 55);

      expect([claimed.length, new Set(idsOf(claimed)).size]).toEqual([55, 55]);
    },
    SLOW,
  );

  it("does not touch videos that are to be processed at once", async () => {
    const { video, waiting, stored } = await rig();
    await video("now", "queued");

    expect(await waiting.claim(BATCH, 10)).toEqual([]);
    expect(await stored("now")).not.toHaveProperty("batchRun");
  });

  it("notes its run, has the sweep look after it in time, and shows a client nothing of it", async () => {
    const { queued, videos, waiting, stored, clock } = await rig();
    const before = await queued("v");
    clock.advance(100);

    await waiting.claim(BATCH, 1);

    const checkAt = clock.nowSeconds() + CHECK_AFTER_SECONDS;
    expect(await stored("v")).toMatchObject({ batchRun: BATCH, watch: "in-flight", checkAt });
    expect(await videos.get("v")).toEqual(before);
    clock.advance(CHECK_AFTER_SECONDS - 1);
    expect(await videos.unattended(10)).toEqual([]);
    clock.advance(1);
    expect(await videos.unattended(10)).toEqual([{ video: before, batch: BATCH }]);
  });

  it("is what a processor may begin, and nobody else at the same time", async () => {
    const { queued, videos, waiting } = await rig();
    await queued("v");
    const [attempt = first("none")] = await waiting.claim(BATCH, 1);

    expect(await videos.begin({ ...attempt, claimedBy: OWNER })).toMatchObject({ claimed: true });
    await expect(videos.begin({ ...attempt, claimedBy: "request-2" })).rejects.toMatchObject({
      name: "VideoInProgress",
    });
  });
});

describe("two runs that claim at once", () => {
  it(
    "share sixty videos, forty each at most, without any twice or any left",
    async () => {
      const { queued, waiting } = await rig();
      await Promise.all(ids(60).map(queued));
      const both = () => Promise.all([waiting.claim(BATCH, 40), waiting.claim(NEXT_BATCH, 40)]);

      const once = await both();
      const again = await both();

      for (const [one, other] of [once, again]) {
        expect(idsOf(one).filter((id) => idsOf(other).includes(id))).toEqual([]);
        expect(Math.max(one.length, other.length)).toBeLessThanOrEqual(40);
      }
      // What each got the first time it still has the second time, since nobody has worked on it.
      for (const [index, before] of once.entries()) {
        expect(idsOf(again[index] ?? [])).toEqual(expect.arrayContaining(idsOf(before)));
      }
      expect(idsOf(again.flat()).toSorted()).toEqual(ids(60));
    },
    SLOW,
  );

  it("find what the other one left when the index has shown them the same", async () => {
    const { queuedInOrder, waiting } = await rig();
    await queuedInOrder("a", "b");

    const claims = await Promise.all([waiting.claim(BATCH, 1), waiting.claim(NEXT_BATCH, 1)]);

    expect(idsOf(claims.flat()).toSorted()).toEqual(["a", "b"]);
  });

  it("end with nothing when there is nothing left", async () => {
    const { queuedInOrder, waiting } = await rig();
    await queuedInOrder("a");

    const claims = await Promise.all([waiting.claim(BATCH, 1), waiting.claim(NEXT_BATCH, 1)]);

    expect(idsOf(claims.flat())).toEqual(["a"]);
  });

  it("never get a video that the other has claimed before", async () => {
    const { queuedInOrder, waiting } = await rig();
    await queuedInOrder("a", "b");
    await waiting.claim(BATCH, 1);

    expect(idsOf(await waiting.claim(NEXT_BATCH, 10))).toEqual(["b"]);
  });
});

describe("a claim whose answer got lost", () => {
  it("is answered with the same videos, and only then with others", async () => {
    const { queuedInOrder, waiting } = await rig();
    await queuedInOrder("a", "b", "c", "d");
    const lost = await waiting.claim(BATCH, 2);

    expect(idsOf(await waiting.claim(BATCH, 2)).toSorted()).toEqual(idsOf(lost));
    expect(idsOf(await waiting.claim(BATCH, 3)).toSorted()).toEqual(["a", "b", "c"]);
  });

  it("is not answered with what somebody works on", async () => {
    const { queuedInOrder, waiting, videos } = await rig();
    await queuedInOrder("a", "b", "c");
    await waiting.claim(BATCH, 2);
    await videos.begin({ ...first("a"), claimedBy: OWNER });

    expect(idsOf(await waiting.claim(BATCH, 2))).toEqual(["b", "c"]);
  });

  it.each([
    ["is silent for as long as it may be", CLAIM_SECONDS, ["b"]],
    ["has been silent for longer", CLAIM_SECONDS + 1, ["a", "b"]],
  ])("is answered with what was begun when its owner %s: after %i s", async (_how, seconds, expected) => {
    const { queuedInOrder, waiting, videos, clock } = await rig();
    await queuedInOrder("a", "b");
    await waiting.claim(BATCH, 2);
    await videos.begin({ ...first("a"), claimedBy: OWNER });

    clock.advance(seconds);

    expect(idsOf(await waiting.claim(BATCH, 2)).toSorted()).toEqual(expected);
  });

  it("is not answered with what is at its end, or queued again since", async () => {
    const { queuedInOrder, waiting, videos } = await rig();
    await queuedInOrder("completed", "failed", "again");
    await waiting.claim(BATCH, 3);
    const claim = { ...first("completed"), claimedBy: OWNER };
    await videos.begin(claim);
    await videos.complete(claim, RESULT);
    await videos.fail(first("failed"), FAILURE);
    await videos.fail(first("again"), FAILURE);
    await videos.queue("again");

    expect(await waiting.claim(BATCH, 3)).toEqual([]);
  });

  it("is looked after anew by the sweep", async () => {
    const { queued, waiting, stored, clock } = await rig();
    await queued("v");
    await waiting.claim(BATCH, 1);
    clock.advance(50);

    await waiting.claim(BATCH, 1);

    expect(await stored("v")).toMatchObject({ checkAt: clock.nowSeconds() + CHECK_AFTER_SECONDS });
  });
});

describe("putting a video back", () => {
  it("lets it wait again, as if it had not been claimed", async () => {
    const { queued, waiting, stored, clock } = await rig();
    await queued("v");
    await waiting.claim(BATCH, 1);
    clock.advance(60);

    expect(await waiting.putBack(first("v"), BATCH)).toBe(true);

    expect(await stored("v")).toMatchObject({
      status: "queued",
      attempt: 1,
      watch: "waiting",
      checkAt: clock.nowSeconds(),
    });
    expect(await stored("v")).not.toHaveProperty("batchRun");
    expect(await waiting.isAny()).toBe(true);
  });

  it.each([
    ["has just begun", 0, false, "processing"],
    ["may still be alive", CLAIM_SECONDS, false, "processing"],
    ["has been silent for too long", CLAIM_SECONDS + 1, true, "queued"],
  ] as const)("asks whether somebody works on it, who %s", async (_how, seconds, done, status) => {
    const { queued, waiting, videos, clock, statusOf } = await rig();
    await queued("v");
    await waiting.claim(BATCH, 1);
    await videos.begin({ ...first("v"), claimedBy: OWNER });
    clock.advance(seconds);

    expect(await waiting.putBack(first("v"), BATCH)).toBe(done);

    expect(await statusOf("v")).toBe(status);
  });

  it("leaves nothing of whoever worked on it", async () => {
    const { queued, waiting, videos, clock, stored } = await rig();
    await queued("v");
    await waiting.claim(BATCH, 1);
    const claim = { ...first("v"), claimedBy: OWNER };
    await videos.begin(claim);
    await videos.renew(claim, { stage: "transcode", percent: 40 });
    clock.advance(CLAIM_SECONDS + 1);

    await waiting.putBack(first("v"), BATCH);

    for (const name of ["claimedBy", "claimedUntil", "progress", "batchRun"]) {
      expect(await stored("v")).not.toHaveProperty(name);
    }
    expect(await videos.renew(claim, undefined)).toBe(false);
    expect(await videos.complete(claim, RESULT)).toBe(false);
  });

  it.each([
    ["of another batch", first("v"), NEXT_BATCH],
    ["of another attempt", { videoId: "v", attempt: 2 }, BATCH],
    ["that is not there", first("w"), BATCH],
  ])("refuses one %s", async (_which, attempt, batch) => {
    const { queued, waiting, stored } = await rig();
    await queued("v");
    await waiting.claim(BATCH, 1);
    const before = await stored("v");

    expect(await waiting.putBack(attempt, batch)).toBe(false);

    expect(await stored("v")).toEqual(before);
  });

  it("does nothing the second time, nor to one at its end", async () => {
    const { queuedInOrder, waiting, videos, stored } = await rig();
    await queuedInOrder("v", "done");
    await waiting.claim(BATCH, 2);
    await videos.fail(first("done"), FAILURE);

    expect([await waiting.putBack(first("v"), BATCH), await waiting.putBack(first("v"), BATCH)]).toEqual([true, false]);
    expect(await waiting.putBack(first("done"), BATCH)).toBe(false);
    expect(await stored("done")).toMatchObject({ status: "failed" });
  });

  it("hands it to the next run, which processes it to its end", async () => {
    const { queued, waiting, videos, stored, clock } = await rig();
    await queued("v");
    await waiting.claim(BATCH, 1);
    await videos.begin({ ...first("v"), claimedBy: OWNER });
    clock.advance(CLAIM_SECONDS + 1);
    await waiting.putBack(first("v"), BATCH);
    clock.advance(24 * 60 * 60);

    const [attempt = first("none")] = await waiting.claim(NEXT_BATCH, 10);
    const claim = { ...attempt, claimedBy: "request-2" };
    const begun = await videos.begin(claim);
    const completed = await videos.complete(claim, RESULT);

    expect([attempt, begun.claimed, completed]).toEqual([first("v"), true, true]);
    expect(await stored("v")).toMatchObject({ status: "completed", attempt: 1, result: RESULT });
  });
});

describe("a video that a late call began while it waited again", () => {
  async function begun() {
    const rigged = await rig();
    const { queued, waiting, videos } = rigged;
    await queued("v");
    await waiting.claim(BATCH, 1);
    await waiting.putBack(first("v"), BATCH);
    const claim = { ...first("v"), claimedBy: "late" };
    await videos.begin(claim);
    return { ...rigged, claim };
  }

  it("is left to whoever began it while that one is alive", async () => {
    const { waiting, videos, clock, claim, stored } = await begun();
    clock.advance(CLAIM_SECONDS);

    expect(await waiting.claim(NEXT_BATCH, 1)).toEqual([]);

    expect(await videos.complete(claim, RESULT)).toBe(true);
    expect(await stored("v")).not.toHaveProperty("watch");
  });

  it("is the next run's when that one has fallen silent, not nobody's for ever", async () => {
    const { waiting, videos, clock } = await begun();
    clock.advance(CLAIM_SECONDS + 1);

    expect(await waiting.claim(NEXT_BATCH, 1)).toEqual([first("v")]);

    expect(await videos.begin({ ...first("v"), claimedBy: OWNER })).toMatchObject({ claimed: true });
    expect(await waiting.isAny()).toBe(false);
  });
});

describe("a video of a batch at its end", () => {
  it.each([
    ["completed", async ({ videos }: Rig, claim: Claim) => videos.complete(claim, RESULT)],
    ["failed", async ({ videos }: Rig, claim: Claim) => videos.fail(claim, FAILURE)],
    ["failed", async ({ videos }: Rig) => videos.fail(first("v"), FAILURE)],
  ])("that is %s is watched by nobody, and no batch's", async (status, end) => {
    const rigged = await rig();
    await rigged.queued("v");
    await rigged.waiting.claim(BATCH, 1);
    const claim = { ...first("v"), claimedBy: OWNER };
    await rigged.videos.begin(claim);

    expect(await end(rigged, claim)).toBe(true);

    const stored = await rigged.stored("v");
    expect(stored.status).toBe(status);
    expect(Object.keys(stored).filter((name) => OWN.includes(name))).toEqual([]);
    expect(await rigged.waiting.isAny()).toBe(false);
  });

  it("is not claimed again from an index that still shows it", async () => {
    const rigged = await rig();
    await rigged.queued("v");
    await rigged.waiting.claim(BATCH, 1);
    await rigged.videos.fail(first("v"), FAILURE);

    expect(await rigged.waiting.claim(NEXT_BATCH, 1)).toEqual([]);
  });
});

type Rig = Awaited<ReturnType<typeof rig>>;
type Claim = Attempt & { readonly claimedBy: string };
