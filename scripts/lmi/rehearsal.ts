// What a dry run's writes would have done: reads that come after them see it, so that a command goes the way it would go.
import type { CapacityTable } from "../../app/capacity/capacityTable.ts";
import type { Hold } from "../../app/capacity/hold.ts";
import type { Lease } from "../../app/capacity/lease.ts";
import type { ScalingControl } from "../../app/capacity/rounds.ts";
import type { ScalingConfig } from "../../app/capacity/scalingConfig.ts";

interface Written {
  readonly taken: Lease[];
  readonly released: Set<string>;
  /** null: ended. */
  hold?: Hold | null;
  put?: ScalingConfig;
}

/** Both, over clients that only record. */
export function rehearse(
  table: CapacityTable,
  scaling: ScalingControl,
): { table: CapacityTable; scaling: ScalingControl } {
  const written = new Map<string, Written>();
  const of = (functionName: string): Written => {
    const known = written.get(functionName) ?? { taken: [], released: new Set() };
    written.set(functionName, known);
    return known;
  };
  return {
    table: {
      ...table,
      async demand(functionName) {
        const { leases, hold: held, declaration } = await table.demand(functionName);
        const { taken, released, hold = held } = of(functionName);
        const live = [...leases, ...taken].filter(({ owner }) => !released.has(owner));
        return { declaration, leases: live, ...(hold && { hold }) };
      },
      async acquire(functionName, ...rest) {
        const lease = await table.acquire(functionName, ...rest);
        of(functionName).taken.push(lease);
        return lease;
      },
      async release(functionName, owner, graceSeconds) {
        await table.release(functionName, owner, graceSeconds);
        of(functionName).released.add(owner);
      },
      async hold(functionName, hold) {
        await table.hold(functionName, hold);
        of(functionName).hold = hold;
      },
      async resume(functionName, at) {
        await table.resume(functionName, at);
        of(functionName).hold = null;
      },
      // A rehearsed round takes nothing from real ones.
      async beginRound(functionName) {
        const { round, ...observation } = await table.observation(functionName);
        return { ...observation, round: round + 1 };
      },
      notePut: async () => true,
      finishRound: async () => true,
    },
    scaling: {
      async observe(functionName, known) {
        const observed = await scaling.observe(functionName, known);
        const { put } = of(functionName);
        return put ? { ...observed, requested: put } : observed;
      },
      async put(functionName, config) {
        await scaling.put(functionName, config);
        of(functionName).put = config;
      },
    },
  };
}
