// The scaler with one guard taken away, each time another: what the checker must not let pass.
import type { CapacityRequests } from "../../app/capacity/capacityRequests.ts";
import type { Demand, Desired } from "../../app/capacity/desired.ts";
import * as realDesired from "../../app/capacity/desired.ts";
import { isLive } from "../../app/capacity/lease.ts";
import * as realObserved from "../../app/capacity/observed.ts";
import * as realReconciler from "../../app/capacity/reconciler.ts";
import { DEACTIVATED, equals, type ScalingConfig } from "../../app/capacity/scalingConfig.ts";
import type { Parts } from "./modelPorts.ts";
import { replacing } from "./modelReplacing.ts";
import { returning } from "./modelReturningLeases.ts";
import type { Invariant } from "./modelWatch.ts";
import { REAL, requestsOf, type Variant } from "./modelWorld.ts";

const withDesired = (changed: (demand: Demand, nowSeconds: number) => Desired) =>
  replacing("desired.ts", () => ({ desired: changed }));

const withReconcile = (once: () => (typeof realReconciler)["reconcile"]) =>
  replacing("reconciler.ts", () => ({ reconcile: once() }));

/** The real code over changed parts, or with some requests of its own. */
const over = (changed: (parts: Parts) => CapacityRequests): Variant => ({ build: () => changed });

const FOREVER = Number.MAX_SAFE_INTEGER;
const { desired } = realDesired;
const { lastPut } = realObserved;

/** Reads once, puts at most once. */
async function once(
  functionName: string,
  { demands, scaling, clock }: realReconciler.ReconcileOptions,
  isRight: (current: ScalingConfig | undefined, wanted: ScalingConfig) => boolean,
): Promise<realReconciler.Reconciled> {
  const demand = await demands.demand(functionName);
  const wanted = desired(demand, clock.nowSeconds());
  const observed = await scaling.observe(functionName);
  const from = lastPut(observed);
  if (isRight(from, wanted.config)) return { functionName, demand, desired: wanted, observed, puts: [] };
  await scaling.put(functionName, wanted.config);
  return { functionName, demand, desired: wanted, observed, puts: [{ from, to: wanted.config }] };
}

const isEqual = (current: ScalingConfig | undefined, wanted: ScalingConfig) =>
  current !== undefined && equals(current, wanted);

export interface Broken {
  /** What became of the guard. */
  readonly missing: string;
  /** The invariants of which one breaks then. */
  readonly breaks: readonly Invariant[];
  readonly variant: () => Variant | Promise<Variant>;
}

/** Each without one guard. */
export const BROKEN: readonly Broken[] = [
  {
    missing: "a reconcile that does not read again after its put",
    breaks: [1, 2],
    variant: () => withReconcile(() => (functionName, options) => once(functionName, options, isEqual)),
  },
  {
    missing: "a reconcile that reads what is asked for only once",
    breaks: [1, 2],
    variant: () =>
      withReconcile(() => async (functionName, options) => {
        const demand = await options.demands.demand(functionName);
        return realReconciler.reconcile(functionName, { ...options, demands: { demand: async () => demand } });
      }),
  },
  {
    missing: "a reconcile that trusts its memory of the last put",
    breaks: [1, 2, 5],
    variant: () =>
      withReconcile(() => {
        let remembered: ScalingConfig | undefined;
        return async (functionName, options) => {
          const demand = await options.demands.demand(functionName);
          const wanted = desired(demand, options.clock.nowSeconds());
          if (remembered && equals(remembered, wanted.config)) {
            const observed = await options.scaling.observe(functionName);
            return { functionName, demand, desired: wanted, observed, puts: [] };
          }
          const reconciled = await realReconciler.reconcile(functionName, options);
          remembered = reconciled.desired.config;
          return reconciled;
        };
      }),
  },
  {
    missing: "a reconcile that does not wait until its put can be read",
    breaks: [3, 6],
    variant: () =>
      withReconcile(
        () => (functionName, options) =>
          realReconciler.reconcile(functionName, { ...options, clock: { ...options.clock, sleep: async () => {} } }),
      ),
  },
  {
    missing: "a reconcile that only raises",
    breaks: [1, 2],
    variant: () =>
      withReconcile(
        () => (functionName, options) =>
          once(functionName, options, (current, wanted) =>
            Boolean(current && current.min >= wanted.min && current.max >= wanted.max),
          ),
      ),
  },
  {
    missing: "a release that puts 0/0",
    breaks: [1, 2],
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
    breaks: [1],
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
    missing: "a check that ignores what is requested",
    breaks: [5],
    variant: () =>
      replacing("observed.ts", () => ({
        isSettled: ({ requested: _requested, ...observed }, target) => realObserved.isSettled(observed, target),
      })),
  },
  {
    missing: "a check that ignores the state",
    breaks: [5],
    variant: () =>
      replacing("observed.ts", () => ({
        isSettled: (observed, target) =>
          realObserved.isSettled({ ...observed, state: target.max === 0 ? "Deactivated" : "Active" }, target),
      })),
  },
  {
    missing: "a check that does not ask for its lease",
    breaks: [5],
    variant: () =>
      over((parts) => ({
        ...requestsOf(parts),
        check: async ({ functionName }) => {
          const { desired: wanted, observed } = await requestsOf(parts).reconcile(functionName);
          const settled = realObserved.isSettled(observed, wanted.config);
          return { settled, retryAfterSeconds: 15, seen: realObserved.describe(observed) };
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
