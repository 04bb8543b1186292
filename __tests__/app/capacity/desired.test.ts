import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { desired } from "../../../app/capacity/desired.ts";
import { isLive, type Lease } from "../../../app/capacity/lease.ts";
import { brokenRule, covers, type ScalingConfig, within } from "../../../app/capacity/scalingConfig.ts";

const NOW = 1_000;
const declaration = {
  functionName: "processor",
  baseline: { min: 0, max: 0 },
  windows: [],
  limit: 20,
  graceSeconds: 60,
};
const lease = (owner: string, min: number, max: number, liveUntil = NOW + 1): Lease => ({
  owner,
  config: { min, max },
  acquiredAt: "2026-01-05T08:00:00.000Z",
  liveUntil,
});

describe("the desired config", () => {
  it("is the baseline when nobody asks", () => {
    expect(desired({ declaration: { ...declaration, baseline: { min: 3, max: 9 } }, leases: [] }, NOW)).toEqual({
      config: { min: 3, max: 9 },
      reasons: [{ kind: "baseline" }],
    });
  });

  it("is the largest min and the largest max of what is asked for, with everybody who asks as a reason", () => {
    const leases = [lease("a", 4, 4), lease("b", 1, 8)];

    expect(desired({ declaration, leases }, NOW)).toEqual({
      config: { min: 4, max: 8 },
      reasons: [{ kind: "baseline" }, { kind: "lease", owner: "a" }, { kind: "lease", owner: "b" }],
    });
  });

  it("is never below a hold that is a floor, and rises above it", () => {
    const hold = {
      owner: "ann",
      config: { min: 2, max: 3 },
      reason: "looking",
      since: "2026-01-01T00:00:00Z",
      liveUntil: NOW + 60,
      neverDown: true,
    };
    const floor = { kind: "floor", owner: "ann", why: "looking" };

    expect(desired({ declaration, leases: [], hold }, NOW)).toEqual({
      config: { min: 2, max: 3 },
      reasons: [floor, { kind: "baseline" }],
    });
    expect(desired({ declaration, leases: [lease("a", 1, 8)], hold }, NOW)).toEqual({
      config: { min: 2, max: 8 },
      reasons: [floor, { kind: "baseline" }, { kind: "lease", owner: "a" }],
    });
    expect(desired({ declaration, leases: [], hold }, NOW + 60).config).toEqual(declaration.baseline);
  });

  it("keeps the baseline under a lease that asks for less", () => {
    const demand = { declaration: { ...declaration, baseline: { min: 3, max: 9 } }, leases: [lease("a", 1, 20)] };

    expect(desired(demand, NOW).config).toEqual({ min: 3, max: 20 });
  });

  it("is never above the limit", () => {
    expect(desired({ declaration, leases: [lease("a", 30, 40)] }, NOW).config).toEqual({ min: 20, max: 20 });
  });

  it("forgets a lease in the second in which it ends", () => {
    const demand = { declaration, leases: [lease("a", 1, 2, NOW)] };

    expect(desired(demand, NOW - 1).config).toEqual({ min: 1, max: 2 });
    expect(desired(demand, NOW)).toEqual({ config: { min: 0, max: 0 }, reasons: [{ kind: "baseline" }] });
  });
});

describe("the desired config, for any demand,", () => {
  const config: fc.Arbitrary<ScalingConfig> = fc
    .record({ min: fc.integer({ min: 0, max: 30 }), max: fc.integer({ min: 0, max: 30 }) })
    .filter((candidate) => brokenRule(candidate) === undefined);
  const demand = fc.record({
    declaration: fc.record({
      functionName: fc.constant("processor"),
      baseline: config,
      windows: fc.constant([]),
      limit: fc.integer({ min: 1, max: 40 }),
      graceSeconds: fc.constant(60),
    }),
    leases: fc.array(
      fc.record({
        owner: fc.string(),
        config,
        acquiredAt: fc.constant("2026-01-05T08:00:00.000Z"),
        liveUntil: fc.integer({ min: NOW - 3, max: NOW + 3 }),
      }),
    ),
  });

  it("covers every live lease and the baseline up to the windows: [], limit, and breaks no rule", () => {
    fc.assert(
      fc.property(demand, (asked) => {
        const { limit, baseline } = asked.declaration;
        const live = asked.leases.filter((candidate) => isLive(candidate, NOW));

        const { config: wanted } = desired(asked, NOW);

        expect(brokenRule(wanted)).toBeUndefined();
        expect(wanted.max).toBeLessThanOrEqual(limit);
        expect(
          [baseline, ...live.map((each) => each.config)].every((each) => covers(wanted, within(limit, each))),
        ).toBe(true);
      }),
    );
  });

  it("equals the baseline when no lease is live", () => {
    fc.assert(
      fc.property(demand, (asked) => {
        const { limit, baseline } = asked.declaration;

        const { config: wanted } = desired(asked, NOW + 3);

        expect(wanted).toEqual(within(limit, baseline));
      }),
    );
  });

  it("does not depend on the order of the leases", () => {
    fc.assert(
      fc.property(demand, (asked) => {
        const reversed = { ...asked, leases: asked.leases.toReversed() };

        expect(desired(reversed, NOW).config).toEqual(desired(asked, NOW).config);
      }),
    );
  });

  it("never shrinks because one more asks", () => {
    fc.assert(
      fc.property(demand, config, (asked, more) => {
        const leases = [...asked.leases, lease("one more", more.min, more.max)];

        expect(covers(desired({ ...asked, leases }, NOW).config, desired(asked, NOW).config)).toBe(true);
      }),
    );
  });
});
