// Invariants 1 to 4 of the design, against random histories: crashes, retries, expiry, foreign hands, overlapping runs.
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { type CapacityRequests, createCapacityRequests } from "../../../app/capacity/capacityRequests.ts";
import type { CapacityTable } from "../../../app/capacity/capacityTable.ts";
import { desired } from "../../../app/capacity/desired.ts";
import { LeaseEndedError, NotConvergedError } from "../../../app/capacity/errors.ts";
import { createLambdaScaling } from "../../../app/capacity/lambdaScaling.ts";
import type { ScalingControl } from "../../../app/capacity/reconciler.ts";
import { brokenRule, covers, format, type ScalingConfig, within } from "../../../app/capacity/scalingConfig.ts";
import type { Clock } from "../../../app/shared/clock.ts";
import { memoryCapacityTable } from "../../support/appCapacityTable.ts";
import { ManualClock } from "../../support/appClock.ts";
import { FakeLambda } from "../../support/appLambda.ts";
import { recordingLog } from "../../support/appLog.ts";

/** What is broken must be caught in every run of the tests, so the same histories are tried each time. */
const CAUGHT = { numRuns: 500, seed: 20_260_105 };

const FUNCTION = "processor";
const LIMIT = 10;
const LEASE_SECONDS = 300;
const OWNERS = 3;

interface Parts {
  table: CapacityTable;
  scaling: ScalingControl;
  clock: Clock;
}
type Build = (parts: Parts) => CapacityRequests;

const real: Build = (parts) => createCapacityRequests({ ...parts, log: recordingLog() });

class Crash extends Error {}

const isCrash = (error: unknown): boolean =>
  error instanceof Crash || (error instanceof AggregateError && error.errors.every(isCrash));

type CrashAt = "never" | "before put" | "after put";
type Step =
  /** `again`: the same run, as when Step Functions retries a call whose answer was lost. */
  | { do: "acquire"; owner: number; again: boolean; config: ScalingConfig; crash: CrashAt }
  | { do: "release"; owner: number; crash: CrashAt }
  | { do: "check"; owner: number }
  | { do: "tick"; crash: CrashAt }
  | { do: "wait"; seconds: number }
  | { do: "foreign put"; config: ScalingConfig }
  | { do: "settle" };

const config: fc.Arbitrary<ScalingConfig> = fc
  .record({ min: fc.integer({ min: 0, max: LIMIT }), max: fc.integer({ min: 0, max: LIMIT }) })
  .filter((candidate) => brokenRule(candidate) === undefined);
const owner = fc.nat({ max: OWNERS - 1 });
const crash = fc.constantFrom<CrashAt>("never", "never", "before put", "after put");
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant("acquire" as const), owner, again: fc.boolean(), config, crash }),
  fc.record({ do: fc.constant("release" as const), owner, crash }),
  fc.record({ do: fc.constant("check" as const), owner }),
  fc.record({ do: fc.constant("tick" as const), crash }),
  fc.record({ do: fc.constant("wait" as const), seconds: fc.constantFrom(1, 60, LEASE_SECONDS) }),
  fc.record({ do: fc.constant("foreign put" as const), config }),
  fc.record({ do: fc.constant("settle" as const) }),
);
const history = fc.record({ baseline: config, steps: fc.array(step, { maxLength: 25 }) });

/** What must be true, kept apart from the code: who may count on what, until when. */
class Model {
  readonly clock: Clock;
  readonly baseline: ScalingConfig;
  readonly #leases = new Map<string, { config: ScalingConfig; until: number }>();
  readonly #released = new Set<string>();

  constructor(clock: Clock, baseline: ScalingConfig) {
    this.clock = clock;
    this.baseline = baseline;
  }

  acquire(run: string, asked: ScalingConfig): void {
    if (this.#released.has(run)) return;
    const until = this.#leases.get(run)?.until ?? this.clock.nowSeconds() + LEASE_SECONDS;
    this.#leases.set(run, { config: asked, until });
  }

  release(run: string): void {
    this.#leases.delete(run);
    this.#released.add(run);
  }

  isReleased(run: string): boolean {
    return this.#released.has(run);
  }

  live(run?: string): ScalingConfig[] {
    const now = this.clock.nowSeconds();
    return [...this.#leases].flatMap(([name, lease]) =>
      (run === undefined || run === name) && now < lease.until ? [lease.config] : [],
    );
  }

  /** What is wrong with that config while the live leases are what they are. */
  violation(actual: ScalingConfig): string | undefined {
    const live = this.live();
    const uncovered = live.find((asked) => !covers(actual, within(LIMIT, asked)));
    if (uncovered) return `a live lease asks for ${format(uncovered)}, put is ${format(actual)}`;
    if (live.length === 0 && format(actual) !== format(within(LIMIT, this.baseline))) {
      return `nobody asks and the baseline is ${format(this.baseline)}, put is ${format(actual)}`;
    }
    return undefined;
  }
}

/** Plays the steps against what `build` makes; the first violation of an invariant, or undefined. */
async function play({ baseline, steps }: { baseline: ScalingConfig; steps: Step[] }, build: Build) {
  const clock = new ManualClock();
  const lambda = new FakeLambda();
  lambda.hasSettled(FUNCTION, within(LIMIT, baseline));
  const table = memoryCapacityTable([{ functionName: FUNCTION, baseline, windows: [], limit: LIMIT }], clock);
  const requests = build({ table, scaling: createLambdaScaling(lambda.client, { clock }), clock });
  const model = new Model(clock, baseline);
  const runs = Array.from({ length: OWNERS }, () => 0);
  const runOf = (index: number) => `owner-${index}-run-${runs[index]}`;

  /** True when the call ran to its end, false when it crashed on the way. */
  async function survives(crashAt: CrashAt, call: () => Promise<unknown>): Promise<boolean> {
    const at = (moment: CrashAt) => (name: string) => {
      if (name === "PutFunctionScalingConfig" && crashAt === moment) throw new Crash();
    };
    lambda.before = at("before put");
    lambda.after = at("after put");
    try {
      await call();
      return true;
    } catch (error) {
      if (isCrash(error)) return false;
      throw error;
    } finally {
      lambda.before = () => {};
      lambda.after = () => {};
    }
  }

  async function happen(what: Step): Promise<{ whole: boolean; violation?: string | undefined }> {
    switch (what.do) {
      case "acquire": {
        if (!what.again && model.isReleased(runOf(what.owner))) runs[what.owner] = (runs[what.owner] ?? 0) + 1;
        const run = runOf(what.owner);
        const key = { functionName: FUNCTION, owner: run };
        const asked = { ...key, config: what.config, seconds: LEASE_SECONDS, settleSeconds: 60 };
        model.acquire(run, what.config);
        try {
          return { whole: await survives(what.crash, () => requests.acquire(asked)) };
        } catch (error) {
          if (error instanceof LeaseEndedError && model.live(run).length === 0) return { whole: false };
          throw error;
        }
      }
      case "release": {
        const run = runOf(what.owner);
        model.release(run);
        return { whole: await survives(what.crash, () => requests.release({ functionName: FUNCTION, owner: run })) };
      }
      case "check": {
        const run = runOf(what.owner);
        const [asked] = model.live(run);
        const settleBy = clock.nowSeconds() + 60;
        try {
          const { settled } = await requests.check({ functionName: FUNCTION, owner: run, settleBy });
          if (!asked) return { whole: true, violation: `${run} has no live lease, yet its check said ${settled}` };
          const { requested, applied } = await createLambdaScaling(lambda.client, { clock }).observe(FUNCTION);
          const ready = requested === undefined && covers({ min: 0, max: 0, ...applied }, asked);
          return { whole: true, ...(settled && !ready && { violation: `${run} was told settled, and it is not` }) };
        } catch (error) {
          if (error instanceof LeaseEndedError && !asked) return { whole: false };
          throw error;
        }
      }
      case "tick":
        return { whole: await survives(what.crash, () => requests.reconcileAll()) };
      case "wait":
        clock.advance(what.seconds);
        return { whole: false };
      case "foreign put":
        lambda.put(FUNCTION, what.config);
        return { whole: false };
      case "settle":
        lambda.settle(FUNCTION);
        return { whole: false };
    }
  }

  for (const [index, what] of [...steps, { do: "tick", crash: "never" } as const].entries()) {
    const { whole, violation } = await happen(what);
    const broken = violation ?? (whole ? model.violation(lambda.lastPut(FUNCTION)) : undefined);
    if (broken) return `step ${index} (${what.do}): ${broken}`;
  }
  const puts = lambda.calls.flatMap(({ call, input }) => (call === "PutFunctionScalingConfig" ? [input] : []));
  const sent = puts.map((input) => (input as { FunctionScalingConfig: object }).FunctionScalingConfig);
  if (sent.some((each) => Object.keys(each).length !== 2)) return "a put did not send both fields";
  const tooMuch = sent.find((each) => (each as { MaxExecutionEnvironments: number }).MaxExecutionEnvironments > LIMIT);
  return tooMuch ? "a put went above the limit" : undefined;
}

describe("capacity, through any history of crashes, retries, expiries and foreign puts,", () => {
  it("covers every live lease and returns to the baseline when none is left", async () => {
    await fc.assert(
      fc.asyncProperty(history, async (what) => {
        expect(await play(what, real)).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });

  const BROKEN: [string, Build, RegExp][] = [
    [
      "a release that puts 0/0 outright",
      (parts) => ({
        ...real(parts),
        release: async ({ functionName, owner: who }) => {
          await parts.table.release(functionName, who);
          await parts.scaling.put(functionName, { min: 0, max: 0 });
        },
      }),
      /\(release\): (a live lease asks for|nobody asks and the baseline is) .*, put is 0\/0$/,
    ],
    [
      "a release that does not end the lease",
      (parts) => real({ ...parts, table: { ...parts.table, release: async () => {} } }),
      /nobody asks and the baseline is|has no live lease, yet its check said/,
    ],
    [
      "a tick that only raises",
      (parts) => ({
        ...real(parts),
        reconcileAll: async () => {
          const { config: wanted } = desired(await parts.table.demand(FUNCTION), parts.clock.nowSeconds());
          const { requested, applied } = await parts.scaling.observe(FUNCTION);
          const now = { min: 0, max: 0, ...(requested ?? applied) };
          if (!covers(now, wanted)) await parts.scaling.put(FUNCTION, wanted);
          return [];
        },
      }),
      /\(tick\): nobody asks and the baseline is/,
    ],
    [
      "an acquire that writes no lease",
      (parts) => ({
        ...real(parts),
        acquire: async ({ functionName, config: asked }) => {
          await parts.scaling.put(functionName, within(LIMIT, asked));
          return { settleBy: 0, retryAfterSeconds: 1 };
        },
      }),
      /a live lease asks for|nobody asks and the baseline is|it threw LeaseEnded/,
    ],
  ];
  it.each(BROKEN)("would be caught with %s", async (_what, build, violation) => {
    const violations: string[] = [];
    const { failed } = await fc.check(
      fc.asyncProperty(history, async (what) => {
        const found = await play(what, build).catch((error: Error) => `it threw ${error.name}: ${error.message}`);
        if (found) violations.push(found);
        return found === undefined;
      }),
      CAUGHT,
    );

    expect(failed).toBe(true);
    expect(violations.at(-1)).toMatch(violation);
  });
});

interface Life {
  readonly config: ScalingConfig;
  readonly releases: boolean;
}

/** As the workflow calls: when others have changed their mind too often, again. */
async function persistently(call: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await call();
      return;
    } catch (error) {
      if (!(error instanceof NotConvergedError)) throw error;
    }
  }
}

/** Runs that overlap in whatever way `scheduler` decides; what is wrong after the last of them, before any tick. */
async function overlap(scheduler: fc.Scheduler, lives: Life[], build: Build): Promise<string | undefined> {
  const clock = new ManualClock();
  const lambda = new FakeLambda();
  const baseline = { min: 0, max: 0 };
  lambda.hasSettled(FUNCTION, baseline);
  const turn = (what: string) => scheduler.schedule(Promise.resolve(), what);
  lambda.before = turn;
  lambda.after = turn;
  const table = memoryCapacityTable([{ functionName: FUNCTION, baseline, windows: [], limit: LIMIT }], clock, turn);
  const requests = build({ table, scaling: createLambdaScaling(lambda.client, { clock }), clock });
  const model = new Model(clock, baseline);

  const live = async ({ config: asked, releases }: Life, index: number) => {
    const key = { functionName: FUNCTION, owner: `run-${index}` };
    model.acquire(key.owner, asked);
    const acquired = { ...key, config: asked, seconds: LEASE_SECONDS, settleSeconds: 60 };
    await persistently(() => requests.acquire(acquired));
    if (!releases) return;
    model.release(key.owner);
    await persistently(() => requests.release(key));
  };
  await scheduler.waitFor(Promise.all(lives.map(live)));
  return model.violation(lambda.lastPut(FUNCTION));
}

describe("capacity, with runs that overlap in any way,", () => {
  const lives = fc.array(fc.record({ config, releases: fc.boolean() }), { minLength: 2, maxLength: OWNERS });

  it("is right when the last of them is done, without waiting for a tick", async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), lives, async (scheduler, which) => {
        expect(await overlap(scheduler, which, real)).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });

  it("would be caught with a reconcile that does not read again after its put", async () => {
    const once: Build = (parts) => {
      const bringInLine = async () => {
        const { config: wanted } = desired(await parts.table.demand(FUNCTION), parts.clock.nowSeconds());
        const { requested, applied } = await parts.scaling.observe(FUNCTION);
        if (format({ min: 0, max: 0, ...(requested ?? applied) }) === format(wanted)) return;
        await parts.scaling.put(FUNCTION, wanted);
      };
      return {
        ...real(parts),
        acquire: async (asked) => {
          await parts.table.acquire(asked.functionName, asked.owner, asked.config, asked.seconds);
          await bringInLine();
          return { settleBy: 0, retryAfterSeconds: 1 };
        },
        release: async ({ functionName, owner: who }) => {
          await parts.table.release(functionName, who);
          await bringInLine();
        },
      };
    };

    const { failed } = await fc.check(
      fc.asyncProperty(
        fc.scheduler(),
        lives,
        async (scheduler, which) => (await overlap(scheduler, which, once)) === undefined,
      ),
      CAUGHT,
    );

    expect(failed).toBe(true);
  });
});
