// The capacity table without DynamoDB, for tests that run thousands of steps. The contract that it shares with the real
// one is in __tests__/app/capacity/capacityTable.test.ts.
import type { CapacityTable } from "../../app/capacity/capacityTable.ts";
import type { Declaration } from "../../app/capacity/declaration.ts";
import { LeaseEndedError, UndeclaredFunctionError } from "../../app/capacity/errors.ts";
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
  const key = (functionName: string, owner: string) => JSON.stringify([functionName, owner]);

  return {
    async demand(functionName) {
      await turn(`read the demand on ${functionName}`);
      const declaration = declarations.find((candidate) => candidate.functionName === functionName);
      if (!declaration) throw new UndeclaredFunctionError(`${functionName}: not declared in table memory`);
      const live = [...leases].flatMap(([id, lease]) =>
        JSON.parse(id)[0] === functionName && isLive(lease, clock.nowSeconds()) ? [lease] : [],
      );
      return { declaration, leases: live };
    },

    async functions() {
      await turn("read the declarations");
      return declarations.map(({ functionName }) => functionName);
    },

    async acquire(functionName, owner, config, seconds) {
      await turn(`${owner} acquires ${functionName}`);
      const id = key(functionName, owner);
      if (released.has(id)) throw new LeaseEndedError(`${owner}: its lease on ${functionName} was released already`);
      const first = leases.get(id);
      const lease: Lease = {
        owner,
        config,
        acquiredAt: first?.acquiredAt ?? clock.now().toISOString(),
        liveUntil: first?.liveUntil ?? clock.nowSeconds() + seconds,
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
  };
}
