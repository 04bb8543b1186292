// The capacity table without DynamoDB, for tests that run thousands of steps. The contract that it shares with the real
// one is in __tests__/app/capacity/capacityTable.test.ts.
import type { CapacityTable } from "../../../app/capacity/capacityTable.ts";
import type { Change } from "../../../app/capacity/change.ts";
import type { Declaration } from "../../../app/capacity/declaration.ts";
import { HoldSupersededError, LeaseEndedError, UndeclaredFunctionError } from "../../../app/capacity/errors.ts";
import type { Hold } from "../../../app/capacity/hold.ts";
import { isLive, type Lease } from "../../../app/capacity/lease.ts";
import { type Observation, UNOBSERVED } from "../../../app/capacity/observation.ts";
import { ROUND_SECONDS } from "../../../app/capacity/observationItems.ts";
import type { Clock } from "../../../app/shared/clock.ts";

const UNOBSERVED_ITEM: Observation & { lockedUntil?: number } = UNOBSERVED;

/** @param turn awaited before each operation, so that a scheduler can decide when it happens */
export function memoryCapacityTable(
  declarations: readonly Declaration[],
  clock: Clock,
  turn: (operation: string) => Promise<unknown> = async () => {},
): CapacityTable {
  const leases = new Map<string, Lease>();
  const ended = new Set<string>();
  const observations = new Map<string, Observation & { lockedUntil?: number | undefined }>();
  const holds = new Map<string, { at: string; hold?: Hold }>();
  const changes: { functionName: string; change: Change }[] = [];
  const superseded = (functionName: string) =>
    new HoldSupersededError(`${functionName}: a newer hold, or the end of one, is there already`);
  const key = (functionName: string, owner: string) => JSON.stringify([functionName, owner]);

  function declared(functionName: string): Declaration {
    const declaration = declarations.find((candidate) => candidate.functionName === functionName);
    if (!declaration) throw new UndeclaredFunctionError(`${functionName}: not declared in table memory`);
    return declaration;
  }
  const milliseconds = () => clock.now().getTime();

  return {
    async demand(functionName) {
      await turn(`read the demand on ${functionName}`);
      const declaration = declared(functionName);
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

    async declaration(functionName) {
      return declared(functionName);
    },

    async view() {
      throw new Error("view: not played in memory");
    },

    async acquire(functionName, owner, config, seconds, reason) {
      await turn(`${owner} acquires ${functionName}`);
      const id = key(functionName, owner);
      const first = leases.get(id);
      const now = clock.nowSeconds();
      if (ended.has(id)) throw new LeaseEndedError(`${owner}: its lease on ${functionName} was released already`);
      if (first && !isLive(first, now)) {
        throw new LeaseEndedError(`${owner}: its lease on ${functionName} has expired already`);
      }
      const lease: Lease = {
        owner,
        config,
        acquiredAt: first?.acquiredAt ?? clock.now().toISOString(),
        liveUntil: Math.max(first?.liveUntil ?? 0, now + seconds),
        ...(reason !== undefined && { reason }),
      };
      leases.set(id, lease);
      return lease;
    },

    async release(functionName, owner, given) {
      await turn(`${owner} releases ${functionName}`);
      const id = key(functionName, owner);
      const lease = leases.get(id);
      if (ended.has(id)) return;
      ended.add(id);
      const until = clock.nowSeconds() + (given ?? declared(functionName).graceSeconds);
      if (lease) leases.set(id, { ...lease, liveUntil: Math.min(lease.liveUntil, until), isReleased: true });
    },

    async observation(functionName) {
      await turn(`read the observation of ${functionName}`);
      const { lockedUntil: _lock, ...observation } = observations.get(functionName) ?? UNOBSERVED_ITEM;
      return observation;
    },

    async beginRound(functionName, intervalMilliseconds) {
      await turn(`begin a round of ${functionName}`);
      const before = observations.get(functionName) ?? UNOBSERVED_ITEM;
      const now = milliseconds();
      const isFree = before.lockedUntil === undefined || before.lockedUntil < now - 5_000;
      if (!isFree || (before.startedAt > 0 && before.startedAt > now - intervalMilliseconds)) return undefined;
      const { lockedUntil: _lock, ...begun } = { ...before, round: before.round + 1, startedAt: now };
      observations.set(functionName, { ...begun, lockedUntil: now + ROUND_SECONDS * 1000 });
      return begun;
    },

    async notePut(functionName, round, put, lowers) {
      await turn(`note a put on ${functionName}`);
      const now = observations.get(functionName) ?? UNOBSERVED_ITEM;
      if (now.round !== round) return false;
      observations.set(functionName, { ...now, lastPut: put, ...(lowers && { loweredAt: put.at }) });
      return true;
    },

    async finishRound(functionName, finished, keep) {
      await turn(`finish a round of ${functionName}`);
      const now = observations.get(functionName) ?? UNOBSERVED_ITEM;
      if (now.round !== finished.round) return false;
      observations.set(functionName, { ...now, finished, lockedUntil: keep ? now.lockedUntil : undefined });
      return true;
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
