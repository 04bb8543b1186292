import { describe, expect, it } from "@jest/globals";
import { ROOM_SECONDS } from "../../../../app/dispatcher/claims.ts";
import { CLAIM_SECONDS } from "../../../../app/videos/attempts.ts";
import { whileBusy, whileWorkedOn } from "../../../../stacks/service/workflow/retries.ts";

describe("an attempt", () => {
  it("is retried for as long as another invocation's longest attempt and its claim may last, without chance", () => {
    for (const seconds of [60, 900]) {
      const { IntervalSeconds, MaxAttempts, BackoffRate, ...rest } = whileWorkedOn(seconds);
      expect(IntervalSeconds * MaxAttempts).toBeGreaterThanOrEqual(seconds + 2 * CLAIM_SECONDS);
      expect([BackoffRate, rest]).toEqual([1, { ErrorEquals: ["VideoInProgress", "ClaimExpired"] }]);
    }
  });

  it("asks for a slot within the time that its lease counts on", () => {
    const { IntervalSeconds: first, MaxAttempts: attempts, MaxDelaySeconds: longest } = whileBusy();
    const pauses = Array.from({ length: attempts }, (_, index) => Math.min(longest, first * 2 ** index));
    const sum = pauses.reduce((total, pause) => total + pause, 0);

    expect(sum).toBeLessThanOrEqual(ROOM_SECONDS);
    expect(sum + longest).toBeGreaterThan(ROOM_SECONDS);
  });
});
