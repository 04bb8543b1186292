// The scaler with one guard taken away, each time another: what the checker must not let pass.
import type { CapacityRequests } from "../../../app/capacity/capacityRequests.ts";
import type { CapacityTable } from "../../../app/capacity/capacityTable.ts";
import type { Demand, Desired } from "../../../app/capacity/desired.ts";
import * as realDesired from "../../../app/capacity/desired.ts";
import { isLive } from "../../../app/capacity/lease.ts";
import * as realObserved from "../../../app/capacity/observed.ts";
import { DEACTIVATED, type ScalingConfig } from "../../../app/capacity/scalingConfig.ts";
import type { Parts } from "./ports.ts";
import { replacing } from "./replacing.ts";
import { returning } from "./returningLeases.ts";
import type { Invariant } from "./watch.ts";
import { REAL, requestsOf, type Variant } from "./world.ts";

const withDesired = (changed: (demand: Demand, nowSeconds: number) => Desired) =>
  replacing("desired.ts", () => ({ desired: changed }));

/** The real code over changed parts, or with some requests of its own. */
const over = (changed: (parts: Parts) => CapacityRequests): Variant => ({ build: () => changed });

/** A table whose round may always note a put. */
const noting = (parts: Parts, notePut: CapacityTable["notePut"]): CapacityTable => ({ ...parts.table, notePut });

/** A table that lets every round count, also one that was overtaken: that guard hides the lack of others for long. */
const counting = (table: CapacityTable): CapacityTable => ({
  ...table,
  finishRound: async (...round) => {
    await table.finishRound(...round);
    return true;
  },
});

/** So long what was read early lies about: more happens meanwhile. */
const LOOKS = 6;

const FOREVER = Number.MAX_SAFE_INTEGER;
const { desired } = realDesired;

export interface Broken {
  /** What became of the guard. */
  readonly missing: string;
  /** The invariants of which one breaks then. */
  readonly breaks: readonly Invariant[];
  /** Of histories that soon show what most do not. */
  readonly seed?: number;
  readonly variant: () => Variant | Promise<Variant>;
}

/** Each without one guard. */
export const BROKEN: readonly Broken[] = [
  {
    missing: "a round that counts although another one began before it ended",
    breaks: [1, 2, 5],
    seed: 10,
    variant: () => over((parts) => requestsOf({ ...parts, table: counting(parts.table) })),
  },
  {
    missing: "rounds that do not wait for each other",
    breaks: [1, 2, 5],
    variant: () =>
      over((parts) => {
        const beginRound: CapacityTable["beginRound"] = async (functionName) => {
          const observation = await parts.table.observation(functionName);
          return (await parts.table.beginRound(functionName, 0)) ?? observation;
        };
        return requestsOf({ ...parts, table: { ...parts.table, beginRound } });
      }),
  },
  {
    missing: "a round that reads what is asked for before it has the function for itself",
    breaks: [1, 2, 5],
    variant: () =>
      over((parts) => {
        let early: Demand | undefined;
        const table: CapacityTable = {
          ...counting(parts.table),
          async beginRound(functionName, interval) {
            early = await parts.table.demand(functionName);
            for (let look = 0; look < LOOKS; look += 1) await parts.table.observation(functionName);
            return parts.table.beginRound(functionName, interval);
          },
          demand: async (functionName) => early ?? parts.table.demand(functionName),
        };
        return requestsOf({ ...parts, table });
      }),
  },
  {
    missing: "a round that puts whenever it comes to it",
    breaks: [1, 2, 5],
    variant: () =>
      over((parts) => requestsOf({ ...parts, monotonic: () => 0, table: counting(noting(parts, async () => true)) })),
  },
  {
    missing: "a check that is content with any round",
    breaks: [1, 5],
    variant: () =>
      over((parts) => {
        const requests = requestsOf(parts);
        return { ...requests, check: (request) => requests.check({ ...request, since: -1 }) };
      }),
  },
  {
    missing: "a tick that trusts what was put last",
    breaks: [1, 2, 6],
    variant: () =>
      over((parts) => {
        let known: ScalingConfig | undefined;
        const beginRound: CapacityTable["beginRound"] = async (functionName, interval) => {
          const begun = await parts.table.beginRound(functionName, interval);
          known = begun?.lastPut?.config;
          return begun;
        };
        const observe: Parts["scaling"]["observe"] = async (functionName) =>
          known ? { state: "Active", applied: known } : parts.scaling.observe(functionName);
        return requestsOf({
          ...parts,
          table: { ...parts.table, beginRound },
          scaling: { ...parts.scaling, observe },
        });
      }),
  },
  {
    missing: "a release that puts 0/0",
    breaks: [1, 2, 5],
    variant: () =>
      over((parts) => ({
        ...requestsOf(parts),
        release: async ({ functionName, owner }) => {
          await parts.table.release(functionName, owner);
          await parts.scaling.put(functionName, DEACTIVATED);
        },
      })),
  },
  {
    missing: "a release that ends no lease",
    breaks: [2],
    variant: () => over((parts) => requestsOf({ ...parts, table: { ...parts.table, release: async () => {} } })),
  },
  {
    missing: "an acquire that brings a released lease back",
    breaks: [2, 5],
    variant: () => ({ ...REAL, table: returning("after a release") }),
  },
  {
    missing: "an acquire that extends an expired lease",
    breaks: [2, 5],
    variant: () => ({ ...REAL, table: returning("after its expiry") }),
  },
  {
    missing: "leases that never expire",
    breaks: [2, 5],
    variant: () =>
      withDesired(({ leases, ...rest }, now) =>
        desired({ ...rest, leases: leases.map((lease) => ({ ...lease, liveUntil: FOREVER })) }, now),
      ),
  },
  {
    missing: "the smallest max instead of the largest",
    breaks: [1, 2, 5],
    variant: () =>
      withDesired((demand, now) => {
        const { config, reasons } = desired(demand, now);
        const live = demand.leases.filter((lease) => isLive(lease, now)).map((lease) => lease.config.max);
        return { config: { min: config.min, max: Math.max(config.min, Math.min(config.max, ...live)) }, reasons };
      }),
  },
  {
    missing: "holds that nobody heeds",
    breaks: [1],
    variant: () => withDesired(({ hold: _hold, ...demand }, now) => desired(demand, now)),
  },
  {
    missing: "a floor that freezes",
    breaks: [1, 2],
    variant: () =>
      withDesired(({ hold, ...demand }, now) =>
        desired({ ...demand, ...(hold && { hold: { ...hold, neverDown: false } }) }, now),
      ),
  },
  {
    missing: "a hold that is only a floor",
    breaks: [1, 2],
    variant: () =>
      withDesired(({ hold, ...demand }, now) =>
        desired({ ...demand, ...(hold && { hold: { ...hold, neverDown: true } }) }, now),
      ),
  },
  {
    missing: "holds that never end",
    breaks: [1, 2, 5],
    variant: () =>
      withDesired(({ hold, ...demand }, now) =>
        desired({ ...demand, ...(hold && { hold: { ...hold, liveUntil: FOREVER } }) }, now),
      ),
  },
  {
    missing: "windows that nobody heeds",
    breaks: [1],
    variant: () =>
      withDesired((demand, now) => desired({ ...demand, declaration: { ...demand.declaration, windows: [] } }, now)),
  },
  {
    missing: "a limit that nobody heeds",
    breaks: [4],
    variant: () =>
      withDesired((demand, now) => desired({ ...demand, declaration: { ...demand.declaration, limit: FOREVER } }, now)),
  },
  {
    missing: "a put of one field only",
    breaks: [4],
    variant: () =>
      over((parts) => {
        const put = (functionName: string, { min }: ScalingConfig) =>
          parts.scaling.put(functionName, { min } as ScalingConfig);
        return requestsOf({ ...parts, scaling: { ...parts.scaling, put } });
      }),
  },
  {
    missing: "a check that believes what may be older than a put",
    breaks: [1, 5],
    seed: 2,
    variant: () =>
      over((parts) => {
        const forgetful: CapacityTable["observation"] = async (functionName) => {
          const { loweredAt: _at, ...observation } = await parts.table.observation(functionName);
          return observation;
        };
        return requestsOf({ ...parts, table: { ...parts.table, observation: forgetful } });
      }),
  },
  {
    missing: "a check that does not ask for its lease",
    breaks: [5],
    variant: () =>
      over((parts) => ({
        ...requestsOf(parts),
        check: async ({ functionName }) => {
          const { desired: wanted, finished } = await requestsOf(parts).reconcile(functionName);
          const settled = finished.observed !== undefined && realObserved.isSettled(finished.observed, wanted.config);
          return { settled, retryAfterSeconds: 15, seen: "" };
        },
      })),
  },
  {
    missing: "a check that never says settled",
    breaks: [5],
    variant: () =>
      over((parts) => ({
        ...requestsOf(parts),
        check: async (request) => ({ ...(await requestsOf(parts).check(request)), settled: false }),
      })),
  },
  {
    missing: "a tick that passes an error off as success",
    breaks: [1, 2],
    variant: () =>
      over((parts) => ({
        ...requestsOf(parts),
        reconcileAll: async () =>
          requestsOf(parts)
            .reconcileAll()
            .catch(() => []),
      })),
  },
];
