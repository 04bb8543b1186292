// A capacity table that forgets what must not be forgotten: that a lease has ended.
import { memoryCapacityTable } from "../app/capacityTable.ts";
import type { Variant } from "./world.ts";

/** A table that gives a lease a new life when `mayReturn` says so, by storing each life under a name of its own. */
export function returning(mayReturn: "after a release" | "after its expiry"): NonNullable<Variant["table"]> {
  return (declarations, clock) => {
    const table = memoryCapacityTable(declarations, clock);
    const lives = new Map<string, number>();
    const stored = (owner: string) => `${owner}~${lives.get(owner) ?? 0}`;
    const renew = (owner: string) => lives.set(owner, (lives.get(owner) ?? 0) + 1);
    return {
      ...table,
      acquire: async (functionName, owner, ...rest) => {
        try {
          return await table.acquire(functionName, stored(owner), ...rest);
        } catch (error) {
          if (mayReturn === "after a release" || !String(error).includes("has expired")) throw error;
          renew(owner);
          return table.acquire(functionName, stored(owner), ...rest);
        }
      },
      release: async (functionName, owner) => {
        await table.release(functionName, stored(owner));
        if (mayReturn === "after a release") renew(owner);
      },
      demand: async (functionName) => {
        const demand = await table.demand(functionName);
        const named = demand.leases.map((lease) => ({ ...lease, owner: lease.owner.replace(/~\d+$/, "") }));
        return { ...demand, leases: named };
      },
    };
  };
}
