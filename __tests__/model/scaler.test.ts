// Invariants 1 to 5 of the design in random histories of executions that overlap, ticks, windows, operators, a foreign hand
// and crashes; and that the checker would see it if the scaler lacked one of its guards.
import { describe, expect, it } from "@jest/globals";
import { declarationSchema } from "../../app/capacity/declaration.ts";
import { openingsOf } from "../../app/capacity/window.ts";
import { check, describeCounterexample } from "../support/model/checker.ts";
import { Choices, historySeed } from "../support/model/choices.ts";
import { play } from "../support/model/history.ts";
import { BROKEN } from "../support/model/variants.ts";
import { DECLARED_WINDOWS, QUIET, START } from "../support/model/windows.ts";
import { FUNCTION, requestsOf, type Variant } from "../support/model/world.ts";
import { SEED as RUN_SEED } from "../support/seed.ts";

const SEED = 20_261_024;

/** `npm run model` plays many more. */
const HISTORIES = 2_000;

/** What is broken is seen in at most so many; most of it in ten. */
const MOST_FOR_BROKEN = 40_000;

/** Enough to read a counterexample; the script makes it as short as it gets. */
const SHORTENINGS = 300;

describe("the scaler", () => {
  it.each([
    ["a fixed seed", SEED],
    ["the seed of the run", RUN_SEED],
  ])(`keeps every invariant in ${HISTORIES} histories from %s`, async (_which, seed) => {
    const { counterexample, looked } = await check({ histories: HISTORIES, seed });

    expect(counterexample && describeCounterexample(counterexample)).toBeUndefined();
    const { asked, held, idle, settled } = looked;
    expect(Math.min(asked, held, idle, settled)).toBeGreaterThan(HISTORIES / 2);
  });
});

describe("the checker", () => {
  it.each(BROKEN)("finds a counterexample for $missing", async ({ breaks, seed = SEED, variant }) => {
    const given = { histories: MOST_FOR_BROKEN, seed, shortenings: SHORTENINGS };
    const { counterexample } = await check({ ...given, variant: await variant() });

    expect(breaks).toContain(counterexample?.invariant);
  });

  it("tells a counterexample step by step", async () => {
    const puts: Variant = {
      build: () => (parts) => ({
        ...requestsOf(parts),
        release: async ({ functionName, owner }) => {
          await parts.table.release(functionName, owner);
          await parts.scaling.put(functionName, { min: 0, max: 0 });
        },
      }),
    };

    const { counterexample } = await check({ histories: 100, seed: SEED, variant: puts });

    const told = counterexample ? describeCounterexample(counterexample) : "none";
    expect(told).toMatch(/^invariant 5 is broken: release of .* puts 0\/0 under .*\nseed 20261024, history \d+\n/);
    expect(told).toMatch(/release of \S+ \d+: puts 0\/0, arrives/);
    expect(told.split("\n").length).toBeLessThan(80);
  });

  it("plays the same history again from its seed, and from the numbers that it drew", async () => {
    const logs: string[][] = [[], [], []];
    const first = new Choices(historySeed(SEED, 1));

    await play(first, { log: logs[0] });
    await play(new Choices(historySeed(SEED, 1)), { log: logs[1] });
    await play(new Choices(first.drawn), { log: logs[2] });

    expect(logs[0]?.length).toBeGreaterThan(20);
    expect(logs[1]).toEqual(logs[0]);
    expect(logs[2]).toEqual(logs[0]);
  });

  it.each(DECLARED_WINDOWS)("has the openings of $name right", ({ when, openings }) => {
    const { windows } = declarationSchema.parse({
      functionName: FUNCTION,
      baseline: { min: 0, max: 0 },
      limit: 1,
      windows: [{ ...when, min: 1, max: 1 }],
    });

    const found = windows.flatMap((window) => [...openingsOf(window, START, QUIET)]);

    expect(found.map(({ opens, closes }) => [opens, closes])).toEqual(
      openings.map((edges) => edges.map((edge) => Date.parse(edge))),
    );
  });
});
