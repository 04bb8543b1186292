import { describe, expect, it } from "@jest/globals";
import { type Condition, conditionsOf, type Known } from "../../../app/capacity/conditions.ts";
import type { Declaration } from "../../../app/capacity/declaration.ts";

const NOW = Date.parse("2026-11-28T12:00:00Z");
const at = (minutes: number) => NOW + minutes * 60_000;
const iso = (minutes: number) => new Date(at(minutes)).toISOString();

const declaration: Declaration = {
  functionName: "dev-video-processor",
  baseline: { min: 0, max: 0 },
  windows: [],
  limit: 16,
  graceSeconds: 60,
};
const lease = {
  owner: "arn:run",
  config: { min: 1, max: 4 },
  acquiredAt: iso(-5),
  liveUntil: at(30) / 1000,
};
const hold = {
  owner: "ann",
  config: { min: 2, max: 2 },
  reason: "incident 42",
  since: iso(-3),
  liveUntil: at(60) / 1000,
};

const DOWN: Known = {
  demand: { declaration, leases: [] },
  observed: { applied: { min: 0, max: 0 }, state: "Deactivated" },
  observation: {
    round: 7,
    startedAt: at(-1),
    lastPut: { config: { min: 0, max: 0 }, at: at(-20), since: at(-20) },
    finished: { round: 7, at: at(-1), settledSince: at(-19) },
  },
};

/** `Ready: false Deactivated, -19` where the number is minutes. */
const told = (known: Known) =>
  conditionsOf(known, NOW).map(
    ({ type, status, reason, since }: Condition) =>
      `${type}: ${status} ${reason}${since === undefined ? "" : `, ${(since - NOW) / 60_000}`}`,
  );

describe("the conditions of a function's capacity", () => {
  it("say that nothing asks for a function that is down", () => {
    expect(told(DOWN)).toEqual([
      "Ready: false Deactivated, -19",
      "Active: false NothingAsks, -20",
      "Held: false NoHold",
      "Unsettled: false Settled, -19",
      "Failed: false Deactivated, -19",
    ]);
  });

  it("say that a lease's instances are on their way", () => {
    const known: Known = {
      demand: { declaration, leases: [lease] },
      observed: { requested: { min: 1, max: 4 }, applied: { max: 4 }, state: "Pending" },
      observation: { round: 8, startedAt: at(-1), finished: { round: 8, at: at(-1), unsettledSince: at(-2) } },
    };

    expect(told(known)).toEqual([
      "Ready: false Launching, -2",
      "Active: true Lease, -5",
      "Held: false NoHold",
      "Unsettled: true Pending, -2",
      "Failed: false Pending, -2",
    ]);
  });

  it("say that what a hold asks for is there, and who holds", () => {
    const known: Known = {
      demand: { declaration, leases: [lease], hold },
      observed: { applied: { min: 2, max: 2 }, state: "Active" },
      observation: { round: 9, startedAt: at(-1), finished: { round: 9, at: at(-1), settledSince: at(-1) } },
    };

    expect(told(known)).toEqual([
      "Ready: true Applied, -1",
      "Active: true Hold, -3",
      "Held: true Operator, -3",
      "Unsettled: false Settled, -1",
      "Failed: false Active, -1",
    ]);
    expect(conditionsOf(known, NOW)[2]?.message).toBe("2/2 by ann: incident 42");
  });

  it("name why a version failed", () => {
    const known: Known = {
      ...DOWN,
      demand: { declaration: { ...declaration, baseline: { min: 1, max: 3 } }, leases: [] },
      observed: { applied: {}, state: "Failed", stateReason: "FunctionError.InitTimeout" },
      observation: { round: 9, startedAt: at(-1), finished: { round: 9, at: at(-1), unsettledSince: at(-4) } },
    };

    expect(told(known)).toEqual([
      "Ready: false FunctionErrorInitTimeout, -4",
      "Active: true Baseline",
      "Held: false NoHold",
      "Unsettled: true FunctionErrorInitTimeout, -4",
      "Failed: true FunctionErrorInitTimeout, -4",
    ]);
  });

  it("forget a hold and a lease that have ended", () => {
    const over = { liveUntil: at(-1) / 1000 };
    const known = { ...DOWN, demand: { declaration, leases: [{ ...lease, ...over }], hold: { ...hold, ...over } } };

    expect(told(known)).toEqual(told(DOWN));
  });
});
