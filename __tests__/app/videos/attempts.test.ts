import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { type Attempts, CLAIM_SECONDS, createAttempts, MAX_BEGINNINGS } from "../../../app/videos/attempts.ts";
import { useDynamo } from "../../support/app/dynamo.ts";
import { beginning, FAILURE, NEXT_RUN, OWNER, RESULT, RUN, testVideos } from "../../support/app/videos.ts";

const dynamo = useDynamo();
const CLAIM = { videoId: "v", attempt: 1, claimedBy: OWNER };
const OTHER = { claimedBy: "request-2" };
const isBusy = { name: "VideoInProgress" };

describe("beginning an attempt", () => {
  it("claims a video that the run was given, and says where it runs", async () => {
    const { attempts, video, videos } = await testVideos(dynamo);
    await video("v", "claimed");

    const begun = await attempts.begin(beginning("v", { ranOn: "overflow" }));

    expect(begun).toMatchObject({ claimed: true, video: { status: "processing", ranOn: "overflow" } });
    expect(await videos.get("v")).not.toHaveProperty("waitingFor");
  });

  it.each([
    ["another run has claimed since", { run: NEXT_RUN }],
    ["is an older attempt", { attempt: 0 }],
  ])("does nothing with a video that %s", async (_what, more) => {
    const { attempts, video } = await testVideos(dynamo);
    await video("v", "claimed");

    expect(await attempts.begin(beginning("v", more))).toMatchObject({ claimed: false, video: { status: "queued" } });
  });

  it("finds an attempt that has ended as it ended, and one that was deleted as nothing", async () => {
    const { attempts, video } = await testVideos(dynamo);
    await video("v", "completed");

    expect(await attempts.begin(beginning("v"))).toMatchObject({ claimed: false, video: { status: "completed" } });
    expect(await attempts.begin(beginning("w"))).toEqual({ claimed: false, video: undefined });
  });

  it("counts as begun when the answer to its own first try got lost", async () => {
    const { attempts, video, clock } = await testVideos(dynamo);
    await video("v", "processing");

    expect(await attempts.begin(beginning("v"))).toMatchObject({ claimed: true });
    expect(clock.slept).toEqual([]);
  });
});

describe("an attempt that another invocation has begun", () => {
  it("is left to it while its claim lasts", async () => {
    const { attempts, video } = await testVideos(dynamo);
    await video("v", "processing");

    await expect(attempts.begin(beginning("v", OTHER))).rejects.toMatchObject(isBusy);
  });

  it("is taken over at once when that has given its claim back, and does not get it back by a late renewal", async () => {
    const { attempts, video, clock, videos } = await testVideos(dynamo);
    await video("v", "processing");
    await attempts.release(CLAIM);

    expect(await attempts.begin(beginning("v", OTHER))).toMatchObject({ claimed: true });
    expect(clock.slept).toEqual([]);
    expect(await attempts.renew(CLAIM, undefined)).toBe(false);
    await attempts.release(CLAIM);
    await expect(attempts.begin(beginning("v", { claimedBy: "request-3" }))).rejects.toMatchObject(isBusy);
    expect(await videos.get("v")).toMatchObject({ status: "processing" });
  });

  it("ends as lost when it was given back as often as it may begin", async () => {
    const { attempts, video, videos } = await testVideos(dynamo);
    await video("v", "processing");
    for (let begun = 1; begun < MAX_BEGINNINGS; begun += 1) {
      await attempts.release({ ...CLAIM, claimedBy: begun === 1 ? OWNER : `request-${begun}` });
      await attempts.begin(beginning("v", { claimedBy: `request-${begun + 1}` }));
    }
    await attempts.release({ ...CLAIM, claimedBy: `request-${MAX_BEGINNINGS}` });

    expect(await attempts.begin(beginning("v", { claimedBy: "last" }))).toMatchObject({ claimed: false });
    expect(await videos.get("v")).toMatchObject({ status: "failed", failure: { code: "WORKER_LOST" } });
  });

  it("is taken over after the claim has been seen unchanged for its whole length", async () => {
    const { attempts, video, clock } = await testVideos(dynamo);
    await video("v", "processing");
    clock.advance(CLAIM_SECONDS + 1);

    expect(await attempts.begin(beginning("v", OTHER))).toMatchObject({ claimed: true });

    expect(clock.slept).toEqual([CLAIM_SECONDS * 1000]);
    expect(await attempts.complete(CLAIM, RESULT)).toBe(false);
    expect(await attempts.complete({ ...CLAIM, ...OTHER }, RESULT)).toBe(true);
  });

  it("is not even watched for a run that has it no longer", async () => {
    const { attempts, video, clock } = await testVideos(dynamo);
    await video("v", "processing");
    clock.advance(CLAIM_SECONDS + 1);

    const begun = await attempts.begin(beginning("v", { ...OTHER, run: NEXT_RUN }));

    expect(begun).toMatchObject({ claimed: false, video: { status: "processing" } });
    expect(clock.slept).toEqual([]);
  });

  it("is not taken over when its holder renews meanwhile, however late it is by this clock", async () => {
    const { attempts, video, clock } = await testVideos(dynamo);
    await video("v", "processing");
    clock.advance(3_600); // the other machine's clock is an hour behind
    clock.whileAsleep = async () => void (await attempts.renew(CLAIM, undefined));

    await expect(attempts.begin(beginning("v", OTHER))).rejects.toMatchObject(isBusy);

    expect(await attempts.complete(CLAIM, RESULT)).toBe(true);
  });

  it("is not waited for when there is no time for it", async () => {
    const { attempts, video, clock } = await testVideos(dynamo);
    await video("v", "processing");
    clock.advance(CLAIM_SECONDS + 1);

    const short = { ...OTHER, patienceMilliseconds: CLAIM_SECONDS * 1000 - 1 };
    await expect(attempts.begin(beginning("v", short))).rejects.toMatchObject(isBusy);

    expect(clock.slept).toEqual([]);
  });

  it("is watched also after it was put back: its holder may not know yet", async () => {
    const { attempts, queue, video, clock } = await testVideos(dynamo);
    await video("v", "processing");
    clock.advance(CLAIM_SECONDS + 1);
    const [claimed] = await queue.claimsOf(RUN);
    if (claimed) await queue.putBack(claimed);
    await queue.claim("now", NEXT_RUN, 1);

    expect(await attempts.renew(CLAIM, undefined)).toBe(false);
    const begun = await attempts.begin(beginning("v", { ...OTHER, run: NEXT_RUN }));

    expect(begun).toMatchObject({ claimed: true });
    expect(clock.slept).toEqual([CLAIM_SECONDS * 1000]);
  });

  it("ends as failed once it has taken its machine down so often", async () => {
    const { attempts, video, videos, clock } = await testVideos(dynamo);
    await video("v", "processing");
    for (let beginnings = 2; beginnings <= MAX_BEGINNINGS; beginnings += 1) {
      clock.advance(CLAIM_SECONDS + 1);
      expect(await attempts.begin(beginning("v", { claimedBy: `request-${beginnings}` }))).toMatchObject({
        claimed: true,
      });
    }
    clock.advance(CLAIM_SECONDS + 1);

    expect(await attempts.begin(beginning("v", { claimedBy: "one more" }))).toMatchObject({ claimed: false });

    expect(await videos.get("v")).toMatchObject({ status: "failed", failure: { code: "WORKER_LOST" } });
  });

  it("never has two holders, whatever the clocks of both say", async () => {
    const minute = 60;
    const skew = fc.integer({ min: -60 * minute, max: 60 * minute });
    await fc.assert(
      fc.asyncProperty(skew, fc.boolean(), async (seconds, isAlive) => {
        const { attempts, video, clock, tableName } = await testVideos(dynamo);
        await video("v", "processing");
        const skewed = {
          ...clock,
          now: () => new Date(clock.now().getTime() + seconds * 1000),
          nowSeconds: () => clock.nowSeconds() + seconds,
          sleep: async () => {
            if (isAlive) await attempts.renew(CLAIM, undefined);
          },
        };
        const contender = createAttempts(dynamo.client, { tableName, clock: skewed });

        const took = await contender.begin(beginning("v", OTHER)).then(
          ({ claimed }) => claimed,
          () => false,
        );

        expect(took && isAlive).toBe(false);
        expect(await attempts.renew(CLAIM, undefined)).toBe(!took);
      }),
      { numRuns: 30 },
    );
  });
});

describe("the holder of a claim", () => {
  it("writes progress and the end; others write nothing", async () => {
    const { attempts, video, videos } = await testVideos(dynamo, { retentionDays: 1 });
    await video("v", "processing");
    const progress = { stage: "transcode", percent: 40 };
    const stranger = { ...CLAIM, ...OTHER };

    expect(await attempts.renew(stranger, progress)).toBe(false);
    expect(await attempts.fail(stranger, FAILURE)).toBe(false);
    expect(await attempts.renew(CLAIM, progress)).toBe(true);
    expect(await videos.get("v")).toMatchObject({ status: "processing", progress });
    expect(await attempts.fail(CLAIM, FAILURE)).toBe(true);
    expect(await videos.get("v")).toMatchObject({ status: "failed", failure: FAILURE });
  });

  it("leaves nothing behind at the end but what clients see, its place in the listing, and when it is deleted", async () => {
    const { video, stored, clock } = await testVideos(dynamo, { retentionDays: 2 });
    const seen = await video("v", "completed");

    const { listed, watch, checkAt, ...rest } = await stored("v");

    expect(rest).toEqual(seen);
    expect([listed, watch]).toEqual(["all", "kept"]);
    expect(seen).not.toHaveProperty("waitingFor");
    expect(checkAt).toBe(clock.nowSeconds() + 2 * 24 * 60 * 60);
  });

  it.each([
    ["completes", (attempts: Attempts) => attempts.complete(CLAIM, RESULT)],
    ["fails", (attempts: Attempts) => attempts.fail(CLAIM, FAILURE)],
  ])(
    "that %s the video waits for nothing, though a run with a faster clock was about to hand it out again",
    async (_how, end) => {
      const { attempts, queue, video, videos, clock } = await testVideos(dynamo);
      await video("v", "processing");
      clock.advance(CLAIM_SECONDS + 1);
      await queue.reclaim(RUN, 1);

      expect(await end(attempts)).toBe(true);

      expect(await videos.get("v")).not.toHaveProperty("waitingFor");
    },
  );
});
