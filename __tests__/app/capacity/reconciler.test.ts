import { describe, expect, it } from "@jest/globals";
import type { Lease } from "../../../app/capacity/lease.ts";
import type { Observed } from "../../../app/capacity/observed.ts";
import { reconcile, type ScalingControl } from "../../../app/capacity/reconciler.ts";
import { format, type ScalingConfig } from "../../../app/capacity/scalingConfig.ts";
import { ManualClock } from "../../support/appClock.ts";

const ZERO = { min: 0, max: 0 };
const clock = new ManualClock();

const lease = (owner: string, config: ScalingConfig): Lease => ({
  owner,
  config,
  acquiredAt: clock.now().toISOString(),
  liveUntil: clock.nowSeconds() + 60,
});

/** Who asks right now, and a Lambda that is changed only by puts. */
function rig(initial: Observed = { applied: ZERO, state: "Deactivated" }) {
  const leases = new Map<string, Lease>();
  const puts: string[] = [];
  let observed = initial;
  const demands = {
    demand: async (functionName: string) => ({
      declaration: { functionName, baseline: ZERO, windows: [], limit: 20 },
      leases: [...leases.values()],
    }),
  };
  const scaling: ScalingControl = {
    observe: async () => observed,
    put: async (_functionName, config) => {
      puts.push(format(config));
      observed = { ...observed, requested: config, state: "Pending" };
    },
  };
  return {
    puts,
    demands,
    scaling,
    acquire: (owner: string, config: ScalingConfig) => leases.set(owner, lease(owner, config)),
    release: (owner: string) => leases.delete(owner),
    lastPut: () => observed.requested ?? observed.applied,
  };
}

describe("a reconcile", () => {
  it("puts nothing when the config is right already", async () => {
    const { demands, scaling, puts } = rig();

    const reconciled = await reconcile("processor", { demands, scaling, clock });

    expect(puts).toEqual([]);
    expect(reconciled).toEqual({
      functionName: "processor",
      demand: await demands.demand("processor"),
      desired: { config: ZERO, reasons: [{ kind: "baseline" }] },
      observed: { applied: ZERO, state: "Deactivated" },
      puts: [],
    });
  });

  it("puts what is asked for once, and says from what to what", async () => {
    const { demands, scaling, puts, acquire } = rig();
    acquire("a", { min: 1, max: 4 });

    const first = await reconcile("processor", { demands, scaling, clock });
    const second = await reconcile("processor", { demands, scaling, clock });

    expect(puts).toEqual(["1/4"]);
    expect(first.puts).toEqual([{ from: ZERO, to: { min: 1, max: 4 } }]);
    expect(first.observed).toEqual({ requested: { min: 1, max: 4 }, applied: ZERO, state: "Pending" });
    expect(second.puts).toEqual([]);
  });

  it("puts both fields when Lambda names only its default min", async () => {
    const { demands, scaling, puts, acquire } = rig({ applied: { min: 3 }, state: "Active" });
    acquire("a", { min: 3, max: 3 });

    const { puts: made } = await reconcile("processor", { demands, scaling, clock });

    expect(puts).toEqual(["3/3"]);
    expect(made).toEqual([{ from: undefined, to: { min: 3, max: 3 } }]);
  });

  it("reads again after its put, so that a lease acquired during the put is covered", async () => {
    const { demands, scaling, puts, acquire } = rig();
    acquire("a", { min: 1, max: 4 });
    let during: (() => void) | undefined = () => acquire("b", { min: 5, max: 9 });
    const slow: ScalingControl = {
      ...scaling,
      put: async (functionName, config) => {
        during?.();
        during = undefined;
        await scaling.put(functionName, config);
      },
    };

    const { desired } = await reconcile("processor", { demands, scaling: slow, clock });

    expect(puts).toEqual(["1/4", "5/9"]);
    expect(desired.config).toEqual({ min: 5, max: 9 });
  });

  it("corrects its own put when a second reconciler was faster with newer demand", async () => {
    const { demands, scaling, puts, acquire, lastPut } = rig({ applied: { min: 1, max: 4 }, state: "Active" });
    const held = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    const slow: ScalingControl = {
      ...scaling,
      put: async (functionName, config) => {
        reached.resolve();
        await held.promise;
        await scaling.put(functionName, config);
      },
    };

    const stale = reconcile("processor", { demands, scaling: slow, clock }); // has read that nobody asks
    await reached.promise;
    acquire("b", { min: 2, max: 8 });
    await reconcile("processor", { demands, scaling, clock });
    held.resolve();
    const { puts: made } = await stale;

    expect(puts).toEqual(["2/8", "0/0", "2/8"]);
    expect(made.map(({ to }) => format(to))).toEqual(["0/0", "2/8"]);
    expect(lastPut()).toEqual({ min: 2, max: 8 });
  });

  it("goes back to the baseline when a release came in between acquire's reading and its put", async () => {
    const { demands, scaling, acquire, release, lastPut } = rig();
    acquire("a", { min: 1, max: 4 });
    const slow: ScalingControl = {
      ...scaling,
      put: async (functionName, config) => {
        release("a");
        await scaling.put(functionName, config);
      },
    };

    await reconcile("processor", { demands, scaling: slow, clock });

    expect(lastPut()).toEqual(ZERO);
  });

  it("gives up after five puts when the demand never stands still, naming what it put and saw", async () => {
    const { demands, scaling, puts, acquire } = rig();
    let asked = 0;
    const restless = {
      demand: (functionName: string) => {
        asked += 1;
        acquire("a", { min: asked, max: asked });
        return demands.demand(functionName);
      },
    };

    const reconciled = reconcile("processor", { demands: restless, scaling, clock });

    await expect(reconciled).rejects.toMatchObject({
      name: "NotConverged",
      message: expect.stringMatching(
        /^processor: still \d+\/\d+ wanted after 5 puts \((\d\/\d, ){4}\d\/\d\), requested \d\/\d, applied 0\/0, state Pending$/,
      ),
    });
    expect(puts).toHaveLength(5);
  });

  it.each(["observe", "put"] as const)("passes on what %s failed with", async (call) => {
    const { demands, scaling, acquire } = rig();
    acquire("a", { min: 1, max: 1 });
    const failing = { ...scaling, [call]: () => Promise.reject(new Error(`${call} failed`)) };

    await expect(reconcile("processor", { demands, scaling: failing, clock })).rejects.toThrow(`${call} failed`);
  });
});
