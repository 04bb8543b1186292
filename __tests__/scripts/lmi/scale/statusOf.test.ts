import { describe, expect, it } from "@jest/globals";
import type { Change } from "../../../../app/capacity/change.ts";
import { driftOf } from "../../../../scripts/lmi/scale/statusOf.ts";

const ZERO = { min: 0, max: 0 };
const TWO = { min: 2, max: 4 };
const NINE = { min: 9, max: 9 };

const change = (to: typeof ZERO, by = "scaler"): Change => ({
  at: "2026-01-01T00:00:00Z",
  by,
  from: ZERO,
  to,
  reasons: [],
});
const has = (applied: typeof ZERO, requested?: typeof ZERO) => ({
  state: "Active",
  applied,
  ...(requested && { requested }),
});

describe("drift", () => {
  it("is none when Lambda has, or was asked for, what is wanted and recorded", () => {
    expect(driftOf(has(TWO), TWO, change(TWO))).toBeNull();
    expect(driftOf(has(ZERO, TWO), TWO, change(TWO))).toBeNull();
  });

  it("is none on a function that nobody changed yet and that is right", () => {
    expect(driftOf(has(ZERO), ZERO, undefined)).toBeNull();
  });

  it("names the recorded writer of what is not wanted", () => {
    expect(driftOf(has(TWO), ZERO, change(TWO, "operator:ann"))).toEqual({
      found: TWO,
      wanted: ZERO,
      by: "operator:ann",
      recorded: TWO,
    });
  });

  it("names nobody when someone wrote without recording, even what is wanted", () => {
    expect(driftOf(has(NINE), ZERO, change(ZERO))).toEqual({ found: NINE, wanted: ZERO, by: null, recorded: ZERO });
    expect(driftOf(has(TWO), TWO, change(ZERO))).toEqual({ found: TWO, wanted: TWO, by: null, recorded: ZERO });
    expect(driftOf(has(NINE), ZERO, undefined)).toMatchObject({ by: null, recorded: null });
  });

  it("is there while Lambda names only one of min and max", () => {
    expect(driftOf({ state: "Active", applied: { min: 3 } }, ZERO, undefined)).toMatchObject({ found: null });
  });
});
