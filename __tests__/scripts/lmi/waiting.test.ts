import { describe, expect, it } from "@jest/globals";
import type { Observed } from "../../../app/capacity/observed.ts";
import type { Capacity } from "../../../scripts/lmi/capacity.ts";
import { type Look, untilSettled, waitFor } from "../../../scripts/lmi/waiting.ts";

/** A clock that only sleeping moves. */
function waiting(seconds: number) {
  let now = 0;
  const shown: string[] = [];
  const slept: number[] = [];
  return {
    shown,
    slept,
    options: {
      seconds,
      progress: { show: (seen: string) => shown.push(seen), clear: () => {} },
      now: () => now,
      sleep: async (ms: number) => {
        slept.push(ms);
        now += ms;
      },
    },
  };
}

describe("waiting", () => {
  it("looks until it is there, and shows what is seen meanwhile", async () => {
    const looks: Look<number>[] = [{ seen: "nothing" }, { seen: "something" }, { found: 7 }];
    const { options, shown, slept } = waiting(60);

    expect(await waitFor("it", options, async () => looks.shift() ?? { seen: "" })).toBe(7);
    expect(shown).toEqual(["nothing", "something"]);
    expect(slept).toEqual([1_000, 1_000]);
  });

  it("looks less often with time, and a last time when the time is over", async () => {
    const { options, slept } = waiting(120);
    await expect(waitFor("it to come", options, async () => ({ seen: "state Pending" }))).rejects.toThrow(
      "it to come: not within 2m; state Pending",
    );
    expect(Math.max(...slept)).toBe(10_000);
    expect(slept.reduce((sum, ms) => sum + ms, 0)).toBe(120_000);
  });

  it("gives up at once when the function has failed", async () => {
    const observed: Observed = { state: "Failed", stateReason: "InsufficientCapacity", requested: { min: 1, max: 1 } };
    const capacity = {
      requests: { reconcile: async () => ({ desired: { config: { min: 1, max: 1 }, reasons: [] } }) },
      table: { observation: async () => ({ round: 1, startedAt: 1, finished: { round: 1, at: 1, observed } }) },
      clock: { sleep: async () => {} },
    } as unknown as Capacity;

    await expect(untilSettled(capacity, "f", waiting(60).options)).rejects.toThrow(
      "f: has failed; wanted 1/1, requested 1/1, applied none, state Failed (InsufficientCapacity)",
    );
  });
});
