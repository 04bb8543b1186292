// What can be asked of capacity: acquire it, check whether it is there, release it, and bring everything in line.
import type { Clock } from "../shared/clock.ts";
import type { Log } from "../shared/logger.ts";
import type { CapacityTable } from "./capacityTable.ts";
import { type Demand, describeReasons, desired } from "./desired.ts";
import { BusyRoundError, CapacityUnavailableError, LeaseEndedError, ScalingRefusedError } from "./errors.ts";
import { isLive } from "./lease.ts";
import type { Observation } from "./observation.ts";
import { describe } from "./observed.ts";
import { hasEnough, playRound, type Reconciled, ROUND_INTERVAL_MS, type ScalingControl } from "./rounds.ts";
import { covers, format, type ScalingConfig } from "./scalingConfig.ts";

/** Which lease: whose, on which function. */
export interface LeaseKey {
  readonly functionName: string;
  readonly owner: string;
}

export interface Acquired {
  /** Seconds since the epoch: after it waiting is over. */
  readonly settleBy: number;
  readonly retryAfterSeconds: number;
  /** A round after this one has counted the lease. */
  readonly since: number;
}

export interface Checked {
  readonly settled: boolean;
  /** How long to wait before the next check; grows with the time already waited. */
  readonly retryAfterSeconds: number;
  /** What was seen, for the execution's history. */
  readonly seen: string;
}

/** The first and the longest pause between two checks. A launch takes a minute or more; its end should not go unseen. */
const CHECK_SECONDS = { first: 2, longest: 5 };

/** Work starts on what was observed so short a time ago: somebody else may have put something since. */
const FRESH_MS = 10_000;

/** How long a reconcile waits for another one's round, in looks a second apart. */
const LOOKS = 3;

export interface CapacityRequests {
  /** @throws CapacityUnavailableError when the capacity provider cannot carry what is asked for; LeaseEndedError */
  acquire(
    request: LeaseKey & { config: ScalingConfig; seconds: number; settleSeconds: number; reason?: string | undefined },
  ): Promise<Acquired>;
  /**
   * Whether the function has what is wanted of it: as last observed, by a round at most every 2.5 s, however many check.
   * @param request.atLeast so many environments are enough to begin with; by default the lease's `min`
   * @throws CapacityUnavailableError after `settleBy`, or when the function has failed
   * @throws LeaseEndedError when the lease is no longer live
   */
  check(request: LeaseKey & { since: number; settleBy: number; atLeast?: number | undefined }): Promise<Checked>;
  /** Ends the lease; capacity stays for the grace period. */
  release(request: LeaseKey): Promise<void>;
  /** Brings one function in line. @throws BusyRoundError when another round is under way, or this one came to nothing */
  reconcile(functionName: string): Promise<Reconciled>;
  /**
   * One tick: every declared function.
   * @param told what came of it, also when some failed
   * @throws AggregateError after all were tried, if any failed
   */
  reconcileAll(told?: (reconciled: readonly Reconciled[], failures: number) => void): Promise<Reconciled[]>;
}

/**
 * @param options.by who changes scaling configs, for the history
 * @param options.monotonic milliseconds that never go back
 */
export function createCapacityRequests(options: {
  table: CapacityTable;
  scaling: ScalingControl;
  clock: Clock;
  log: Log;
  by?: string;
  monotonic?: () => number;
}): CapacityRequests {
  const { table, scaling, clock, log, by = "scaler", monotonic = () => performance.now() } = options;

  async function round(functionName: string, intervalMilliseconds: number): Promise<Reconciled | undefined> {
    const before = await table.observation(functionName);
    const reconciled = await playRound(
      functionName,
      {
        demands: table,
        observations: table,
        scaling,
        clock,
        monotonic,
        beforePut: async ({ from, to, reasons }) => {
          const change = { by, from, to, reasons: describeReasons(reasons) };
          log.info("scaling config is put", { functionName, ...change, from: from && format(from), to: format(to) });
          // Capacity must not wait for its own records.
          await table
            .record(functionName, change)
            .catch((error) => log.error("change not recorded", { functionName, error }));
        },
      },
      intervalMilliseconds,
    );
    const observed = reconciled?.finished.observed;
    if (observed?.state === "Failed" && before.finished?.observed?.state !== "Failed") {
      log.error("the published version has failed; see the runbook", { functionName, seen: describe(observed) });
    }
    return reconciled;
  }

  /** A round for one that waits; a refusal is not its error, because the next round asks again. */
  async function roundWhileWaiting(functionName: string): Promise<Reconciled | undefined> {
    try {
      return await round(functionName, ROUND_INTERVAL_MS);
    } catch (error) {
      if (!(error instanceof ScalingRefusedError)) throw error;
      log.warn("Lambda refused; the next round asks again", { functionName, error });
      return undefined;
    }
  }

  async function reconcile(functionName: string): Promise<Reconciled> {
    for (let look = 1; ; look += 1) {
      const reconciled = await round(functionName, 0);
      if (reconciled?.finished.error !== undefined) {
        throw new BusyRoundError(`${functionName}: ${reconciled.finished.error}`);
      }
      if (reconciled) return reconciled;
      if (look === LOOKS) throw new BusyRoundError(`${functionName}: another round is under way`);
      await clock.sleep(1_000);
    }
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
      const { round: since } = await table.observation(functionName);
      await roundWhileWaiting(functionName);
      return { settleBy: clock.nowSeconds() + settleSeconds, retryAfterSeconds: CHECK_SECONDS.first, since };
    },

    async check({ functionName, owner, since, settleBy, atLeast = Number.POSITIVE_INFINITY }) {
      /** Judged as of now, whatever the time between the readings and this. */
      const judge = ({ demand, observation }: { demand: Demand; observation: Observation }) => {
        const now = clock.now().getTime();
        const lease = demand.leases.find((candidate) => candidate.owner === owner);
        if (!lease || lease.isReleased || !isLive(lease, clock.nowSeconds())) {
          throw new LeaseEndedError(`${owner}: its lease on ${functionName} is no longer live`);
        }
        const enough = { ...lease.config, min: Math.min(atLeast, lease.config.min) };
        const { finished } = observation;
        const { config: target } = desired(demand, clock.nowSeconds()); // less than the lease asks for under a hold
        const isCounted = finished !== undefined && finished.round > since && now - finished.at < FRESH_MS;
        const settled = isCounted && covers(target, lease.config) && hasEnough(observation, enough);
        return { settled, lease, finished };
      };

      // In this order: what a hold took away meanwhile shows in the observation.
      const demand = await table.demand(functionName);
      let judged = judge({ demand, observation: await table.observation(functionName) });
      if (!judged.settled) {
        const reconciled = await roundWhileWaiting(functionName);
        if (reconciled) {
          judged = judge({ demand: reconciled.demand, observation: await table.observation(functionName) });
        }
      }
      const { settled, lease, finished } = judged;
      const seen = finished?.observed ? describe(finished.observed) : (finished?.error ?? "not observed yet");
      if (settled) return { settled, retryAfterSeconds: 0, seen };
      const wanted = `${functionName}: wanted ${format(lease.config)}, ${seen}`;
      if (finished?.observed?.state === "Failed") {
        throw new CapacityUnavailableError(`${wanted}; the published version has failed`);
      }
      const now = clock.nowSeconds();
      if (now >= settleBy) throw new CapacityUnavailableError(`${wanted}; not settled in time`);
      const waited = now - Math.floor(Date.parse(lease.acquiredAt) / 1000);
      const pause = Math.min(CHECK_SECONDS.longest, Math.max(CHECK_SECONDS.first, Math.ceil(waited / 4)));
      return { settled, retryAfterSeconds: Math.max(1, Math.min(pause, settleBy - now)), seen };
    },

    async release({ functionName, owner }) {
      await table.release(functionName, owner);
      log.info("lease released", { functionName, owner });
    },

    reconcile,

    async reconcileAll(told) {
      const results = await Promise.allSettled((await table.functions()).map(reconcile));
      const failed = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
      const reconciled = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
      told?.(reconciled, failed.length);
      if (failed.length > 0) throw new AggregateError(failed, failed.map(String).join("; "));
      return reconciled;
    },
  };
}
