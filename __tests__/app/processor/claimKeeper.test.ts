import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "@jest/globals";
import { RENEW_MILLISECONDS, underClaim } from "../../../app/processor/claimKeeper.ts";
import { CLAIM_SECONDS } from "../../../app/videos/repository.ts";
import type { Progress } from "../../../app/videos/video.ts";

const claim = { videoId: "v", attempt: 1, claimedBy: "request-1" };

/** Pauses that end when the test says so, and a repository that answers renewals as told. */
function rig(answers: (boolean | Error | Promise<boolean>)[] = []) {
  const renewals: (Progress | undefined)[] = [];
  const waiting: (() => void)[] = [];
  let abandoned = 0;
  const videos = {
    renew: async (_claim: unknown, progress: Progress | undefined) => {
      renewals.push(progress);
      const answer = answers.shift() ?? true;
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  const pause = (signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      waiting.push(resolve);
      signal.addEventListener("abort", () => {
        abandoned += 1;
        reject(signal.reason);
      });
    });
  const beat = async () => {
    waiting.shift()?.();
    await turn();
  };
  return { videos, pause, beat, renewals, abandoned: () => abandoned };
}

describe("work under a claim", () => {
  it("gives what the work gives", async () => {
    const { videos, pause, renewals } = rig();

    expect(await underClaim(videos, claim, async () => "done", pause)).toBe("done");
    expect(renewals).toEqual([]);
  });

  it.each([
    ["in time", () => Promise.reject(new Error("broken"))],
    [
      "at once",
      () => {
        throw new Error("broken");
      },
    ],
  ])("fails with what the work fails with: %s", async (_when, work) => {
    const { videos, pause, abandoned } = rig();

    await expect(underClaim(videos, claim, work, pause)).rejects.toThrow("broken");

    expect(abandoned()).toBe(1);
  });

  it("renews the claim after every pause, with the latest progress", async () => {
    const { videos, pause, beat, renewals } = rig();
    const finish = Promise.withResolvers<void>();

    const kept = underClaim(
      videos,
      claim,
      async ({ progress }) => {
        await turn();
        progress({ stage: "transcode", percent: 1 });
        progress({ stage: "transcode", percent: 2 });
        await finish.promise;
      },
      pause,
    );
    await beat();
    await turn();
    await beat();
    finish.resolve();
    await kept;

    expect(renewals).toEqual([undefined, { stage: "transcode", percent: 2 }]);
  });

  it("survives renewals that fail", async () => {
    const { videos, pause, beat, renewals } = rig([new Error("throttled"), new Error("throttled"), true]);
    const finish = Promise.withResolvers<string>();
    let aborted: AbortSignal | undefined;

    const kept = underClaim(
      videos,
      claim,
      ({ signal }) => {
        aborted = signal;
        return finish.promise;
      },
      pause,
    );
    for (const _ of [1, 2, 3]) await beat();
    finish.resolve("done");

    expect(await kept).toBe("done");
    expect(renewals).toHaveLength(3);
    expect(aborted?.aborted).toBe(false);
  });

  it("is aborted when the claim is lost, and the claim is not asked for again", async () => {
    const { videos, pause, beat, renewals } = rig([true, false]);

    const kept = underClaim(
      videos,
      claim,
      ({ signal }) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
      pause,
    );
    const failed = expect(kept).rejects.toMatchObject({
      name: "ClaimLost",
      message: "video v, attempt 1: the claim was lost",
    });
    for (const _ of [1, 2, 3]) await beat();

    await failed;
    expect(renewals).toHaveLength(2);
  });

  it("ends the pause with the work, so that nothing is left running", async () => {
    const { videos, pause, beat, renewals, abandoned } = rig();

    await underClaim(videos, claim, async () => {}, pause);
    await beat();

    expect(abandoned()).toBe(1);
    expect(renewals).toEqual([]);
  });

  it("does not return before a renewal that is under way", async () => {
    const answer = Promise.withResolvers<boolean>();
    const { videos, pause, beat } = rig([answer.promise]);
    const finish = Promise.withResolvers<void>();
    const events: string[] = [];

    const kept = underClaim(videos, claim, () => finish.promise, pause).then(() => events.push("returned"));
    await beat();
    finish.resolve();
    await turn();
    events.push("renewed");
    answer.resolve(true);
    await kept;

    expect(events).toEqual(["renewed", "returned"]);
  });

  it("has several renewals within one claim's life, so that one may fail", () => {
    expect(RENEW_MILLISECONDS * 5).toBeLessThan(CLAIM_SECONDS * 1000);
  });
});
