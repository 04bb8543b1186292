import { describe, expect, it } from "@jest/globals";
import { RENEW_MILLISECONDS, underClaim } from "../../../app/processor/claimKeeper.ts";
import { CLAIM_MARGIN_SECONDS, CLAIM_SECONDS } from "../../../app/videos/attempts.ts";
import type { Progress } from "../../../app/videos/video.ts";
import { ManualTimers } from "../../support/app/timers.ts";

const CLAIM = { videoId: "v", attempt: 1, claimedBy: "request-1" };
const HOLD = (CLAIM_SECONDS - CLAIM_MARGIN_SECONDS) * 1000;

interface Renewal {
  readonly progress: Progress | undefined;
  readonly signal: AbortSignal | undefined;
  answer(isOurs: boolean): void;
  fail(error: Error): void;
}

/** Work that goes on until it is let go or aborted, under renewals that the test answers. */
function rig({ since = 0 } = {}) {
  const timers = new ManualTimers();
  const renewals: Renewal[] = [];
  const attempts = {
    renew: (_claim: unknown, progress: Progress | undefined, signal?: AbortSignal) =>
      new Promise<boolean>((answer, fail) => renewals.push({ progress, signal, answer, fail })),
  };
  const finish = Promise.withResolvers<string>();
  let report: (progress: Progress) => void = () => {};
  const outcome = underClaim(
    attempts,
    CLAIM,
    since,
    ({ signal, progress }) => {
      report = progress;
      signal.addEventListener("abort", () => finish.reject(signal.reason));
      return finish.promise;
    },
    timers,
  ).catch((error: Error) => error.name);
  return { timers, renewals, finish, outcome, report: (progress: Progress) => report(progress) };
}

const isOver = (outcome: Promise<unknown>) =>
  Promise.race([outcome, new Promise((resolve) => setImmediate(() => resolve("goes on")))]);

describe("work under a claim", () => {
  it("is renewed again and again, with the progress that it reported last", async () => {
    const { timers, renewals, finish, outcome, report } = rig();
    report({ stage: "transcode", percent: 40 });
    await timers.advance(RENEW_MILLISECONDS);
    renewals[0]?.answer(true);
    await timers.advance(RENEW_MILLISECONDS);

    expect(renewals.map(({ progress }) => progress?.percent)).toEqual([40, 40]);
    finish.resolve("done");
    expect(await outcome).toBe("done");
  });

  it("goes on for as long as its renewals are confirmed", async () => {
    const { timers, renewals, outcome } = rig();
    for (let time = 0; time < 10 * HOLD; time += RENEW_MILLISECONDS) {
      await timers.advance(RENEW_MILLISECONDS);
      renewals.at(-1)?.answer(true);
    }

    expect(await isOver(outcome)).toBe("goes on");
  });

  it("stops by its own clock when none is answered, before anybody may take over", async () => {
    const { timers, renewals, outcome } = rig();
    await timers.advance(HOLD - 1);
    expect(await isOver(outcome)).toBe("goes on");
    expect(renewals.length).toBeGreaterThan(1); // a silent peer delays no renewal

    await timers.advance(1);

    expect(await outcome).toBe("ClaimExpired");
  });

  it("counts a renewal from when it was sent, however late the answer comes", async () => {
    const { timers, renewals, outcome } = rig();
    await timers.advance(RENEW_MILLISECONDS);
    const [first] = renewals;
    await timers.advance(HOLD - RENEW_MILLISECONDS - 1);
    first?.answer(true);
    await timers.advance(RENEW_MILLISECONDS);
    expect(await isOver(outcome)).toBe("goes on");

    await timers.advance(1);

    expect(await outcome).toBe("ClaimExpired");
  });

  it("is not cut short by the late answer to a renewal that a newer one has followed", async () => {
    const { timers, renewals, outcome } = rig();
    await timers.advance(2 * RENEW_MILLISECONDS);
    const [older, newer] = renewals;
    newer?.answer(true);
    await timers.advance(HOLD - 1);
    older?.answer(true);

    await timers.advance(0);
    expect(await isOver(outcome)).toBe("goes on");
    await timers.advance(1);
    expect(await outcome).toBe("ClaimExpired");
  });

  it("counts from before its claim was written: what beginning took is lost to it", async () => {
    const { timers, outcome } = rig({ since: -10_000 });

    await timers.advance(HOLD - 10_000 - 1);
    expect(await isOver(outcome)).toBe("goes on");
    await timers.advance(1);

    expect(await outcome).toBe("ClaimExpired");
  });

  it("asks again after a renewal that failed, and lives on with the next", async () => {
    const { timers, renewals, outcome } = rig();
    await timers.advance(RENEW_MILLISECONDS);
    renewals[0]?.fail(new Error("ThrottlingException"));
    await timers.advance(RENEW_MILLISECONDS);
    renewals[1]?.answer(true);

    await timers.advance(HOLD - 1);

    expect(await isOver(outcome)).toBe("goes on");
  });

  it("once stopped stays so, whatever is answered then", async () => {
    const { timers, renewals, outcome } = rig();
    await timers.advance(HOLD);
    for (const { answer } of renewals) answer(true);

    expect(await outcome).toBe("ClaimExpired");
    expect(timers.waiting).toBe(0);
  });

  it("stops at once when another run has the attempt", async () => {
    const { timers, renewals, outcome } = rig();
    await timers.advance(RENEW_MILLISECONDS);

    renewals[0]?.answer(false);

    expect(await outcome).toBe("ClaimLost");
  });

  it("leaves no timer and no renewal under way behind", async () => {
    const { timers, renewals, finish, outcome } = rig();
    await timers.advance(RENEW_MILLISECONDS);
    finish.resolve("done");
    await outcome;

    expect(timers.waiting).toBe(0);
    expect(renewals[0]?.signal?.aborted).toBe(true);
  });
});
