// What can be asked of capacity: acquire it, check whether it is there, release it, and bring everything in line.
import type { Clock } from "../shared/clock.ts";
import type { Log } from "../shared/logger.ts";
import type { CapacityTable } from "./capacityTable.ts";
import { describeReason } from "./desired.ts";
import { CapacityUnavailableError, LeaseEndedError } from "./errors.ts";
import { isLive } from "./lease.ts";
import { describe, isSettled } from "./observed.ts";
import { type Reconciled, reconcile, type ScalingControl } from "./reconciler.ts";
import { covers, format, type ScalingConfig } from "./scalingConfig.ts";

/** Which lease: whose, on which function. */
export interface LeaseKey {
  readonly functionName: string;
  readonly owner: string;
}

export interface Checked {
  readonly settled: boolean;
  /** How long to wait before the next check; grows with the time already waited. */
  readonly retryAfterSeconds: number;
  /** What was seen, for whoever reads the execution's history. */
  readonly seen: string;
}

/** The first and the longest pause between two checks. Launching instances takes a minute or more. */
const CHECK_SECONDS = { first: 2, longest: 15 };

export interface CapacityRequests {
  /** @throws CapacityUnavailableError when the capacity provider cannot carry what is asked for */
  acquire(
    request: LeaseKey & { config: ScalingConfig; seconds: number; settleSeconds: number; reason?: string | undefined },
  ): Promise<{
    settleBy: number;
    retryAfterSeconds: number;
  }>;
  /**
   * Whether the function has what is wanted of it, putting right what is not.
   * @param settleBy seconds since the epoch; after it waiting is over
   * @throws CapacityUnavailableError after `settleBy`, or when the function has failed
   * @throws LeaseEndedError when the lease is no longer live
   */
  check(request: LeaseKey & { settleBy: number }): Promise<Checked>;
  release(request: LeaseKey): Promise<void>;
  /** Brings one function in line. */
  reconcile(functionName: string): Promise<Reconciled>;
  /** One tick: every declared function. @throws AggregateError after all were tried, if any failed */
  reconcileAll(): Promise<Reconciled[]>;
}

/** @param options.by who changes scaling configs, for the history */
export function createCapacityRequests(options: {
  table: CapacityTable;
  scaling: ScalingControl;
  clock: Clock;
  log: Log;
  by?: string;
}): CapacityRequests {
  const { table, scaling, clock, log, by = "scaler" } = options;

  async function bringInLine(functionName: string): Promise<Reconciled> {
    return reconcile(functionName, {
      demands: table,
      scaling,
      clock,
      beforePut: async ({ from, to, reasons }) => {
        const change = { by, from, to, reasons: reasons.map(describeReason) };
        const logged = { ...change, from: from ? format(from) : "unset", to: format(to) };
        log.info("scaling config is put", { functionName, ...logged });
        // Capacity must not wait for its own records.
        await table
          .record(functionName, change)
          .catch((error) => log.error("change not recorded", { functionName, error }));
      },
    });
  }

  return {
    async acquire({ functionName, owner, config, seconds, settleSeconds, reason }) {
      const { declaration } = await table.demand(functionName);
      if (config.max > declaration.limit) {
        throw new CapacityUnavailableError(
          `${functionName}: asked for ${format(config)}, but its capacity provider carries ${declaration.limit}`,
        );
      }
      const lease = await table.acquire(functionName, owner, config, seconds, reason);
      log.info("lease acquired", { functionName, owner, config: format(lease.config), liveUntil: lease.liveUntil });
      await bringInLine(functionName);
      return { settleBy: clock.nowSeconds() + settleSeconds, retryAfterSeconds: CHECK_SECONDS.first };
    },

    async check({ functionName, owner, settleBy }) {
      const { demand, desired, observed } = await bringInLine(functionName);
      const now = clock.nowSeconds();
      // Judged by the reading that the answer is based on: the lease may have ended on the way.
      const lease = demand.leases.find((candidate) => candidate.owner === owner);
      if (!lease || !isLive(lease, now)) {
        throw new LeaseEndedError(`${owner}: its lease on ${functionName} is no longer live`);
      }
      const seen = describe(observed);
      const settled = isSettled(observed, desired.config) && covers(desired.config, lease.config);
      if (settled) return { settled, retryAfterSeconds: 0, seen };
      const wanted = `${functionName}: wanted ${format(lease.config)}, ${seen}`;
      if (observed.state === "Failed") throw new CapacityUnavailableError(`${wanted}; the function has failed`);
      if (now >= settleBy) throw new CapacityUnavailableError(`${wanted}; not settled in time`);
      const waited = now - Math.floor(Date.parse(lease.acquiredAt) / 1000);
      const pause = Math.min(CHECK_SECONDS.longest, Math.max(CHECK_SECONDS.first, Math.ceil(waited / 4)));
      return { settled, retryAfterSeconds: Math.max(1, Math.min(pause, settleBy - now)), seen };
    },

    async release({ functionName, owner }) {
      await table.release(functionName, owner);
      log.info("lease released", { functionName, owner });
      await bringInLine(functionName);
    },

    reconcile: bringInLine,

    async reconcileAll() {
      const results = await Promise.allSettled((await table.functions()).map(bringInLine));
      const failed = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
      if (failed.length > 0) throw new AggregateError(failed, failed.map(String).join("; "));
      return results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    },
  };
}
