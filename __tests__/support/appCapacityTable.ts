// The capacity table without DynamoDB, for tests that run thousands of steps. The contract that it shares with the real
// one is in __tests__/app/capacity/capacityTable.test.ts.
import type { CapacityTable } from "../../app/capacity/capacityTable.ts";
import type { Change } from "../../app/capacity/change.ts";
import type { Declaration } from "../../app/capacity/declaration.ts";
import { HoldSupersededError, LeaseEndedError, UndeclaredFunctionError } from "../../app/capacity/errors.ts";
import type { Hold } from "../../app/capacity/hold.ts";
import { isLive, type Lease } from "../../app/capacity/lease.ts";
import type { Clock } from "../../app/shared/clock.ts";

/** @param turn awaited before each operation, so that a scheduler can decide when it happens */
export function memoryCapacityTable(
  declarations: readonly Declaration[],
  clock: Clock,
  turn: (operation: string) => Promise<unknown> = async () => {},
): CapacityTable {
  const leases = new Map<string, Lease>();
  const released = new Set<string>();
  const holds = new Map<string, { at: string; hold?: Hold }>();
  const changes: { functionName: string; change: Change }[] = [];
  const superseded = (functionName: string) =>
    new HoldSupersededError(`${functionName}: a newer hold, or the end of one, is there already`);
  const key = (functionName: string, owner: string) => JSON.stringify([functionName, owner]);

  return {
    async demand(functionName) {
      await turn(`read the demand on ${functionName}`);
      const declaration = declarations.find((candidate) => candidate.functionName === functionName);
      if (!declaration) throw new UndeclaredFunctionError(`${functionName}: not declared in table memory`);
      const live = [...leases].flatMap(([id, lease]) =>
        JSON.parse(id)[0] === functionName && isLive(lease, clock.nowSeconds()) ? [lease] : [],
      );
      const hold = holds.get(functionName)?.hold;
      return { declaration, leases: live, ...(hold && isLive(hold, clock.nowSeconds()) && { hold }) };
    },

    async functions() {
      await turn("read the declarations");
      return declarations.map(({ functionName }) => functionName);
    },

    async acquire(functionName, owner, config, seconds, reason) {
      await turn(`${owner} acquires ${functionName}`);
      const id = key(functionName, owner);
      if (released.has(id)) throw new LeaseEndedError(`${owner}: its lease on ${functionName} was released already`);
      const first = leases.get(id);
      const lease: Lease = {
        owner,
        config,
        acquiredAt: first?.acquiredAt ?? clock.now().toISOString(),
        liveUntil: first?.liveUntil ?? clock.nowSeconds() + seconds,
        ...(reason !== undefined && { reason }),
      };
      leases.set(id, lease);
      if (!isLive(lease, clock.nowSeconds())) {
        throw new LeaseEndedError(`${owner}: its lease on ${functionName} has expired already`);
      }
      return lease;
    },

    async release(functionName, owner) {
      await turn(`${owner} releases ${functionName}`);
      released.add(key(functionName, owner));
      leases.delete(key(functionName, owner));
    },

    async hold(functionName, hold) {
      await turn(`${hold.owner} holds ${functionName}`);
      const last = holds.get(functionName);
      if (last && (last.at > hold.since || (last.at === hold.since && !last.hold))) throw superseded(functionName);
      holds.set(functionName, { at: hold.since, hold });
    },

    async resume(functionName, at) {
      await turn(`resume ${functionName}`);
      if ((holds.get(functionName)?.at ?? "") > at) throw superseded(functionName);
      holds.set(functionName, { at });
    },

    // Not a turn: nothing depends on it, and histories stay short.
    async record(functionName, change) {
      changes.unshift({ functionName, change: { at: clock.now().toISOString(), ...change } });
    },

    async changes(functionName, limit) {
      return changes.flatMap((entry) => (entry.functionName === functionName ? [entry.change] : [])).slice(0, limit);
    },
  };
}
