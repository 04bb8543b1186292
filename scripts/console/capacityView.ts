// A function's capacity as the page shows it.
import { type Condition, conditionsOf } from "../../app/capacity/conditions.ts";
import { describeReason, desired } from "../../app/capacity/desired.ts";
import { isLive } from "../../app/capacity/lease.ts";
import type { Observed } from "../../app/capacity/observed.ts";
import type { Capacity as ShownCapacity } from "../../local/console/model.ts";
import type { Capacity } from "../lmi/capacity.ts";
import { type AppliedLevels, desiredLevels, spansOf } from "./levels.ts";

/** Since when conditions are as they are, where nothing recorded it: since they were seen to change. */
export class Since {
  readonly #seen = new Map<string, { readonly status: boolean; readonly since?: number }>();

  see(name: string, conditions: readonly Condition[], now: number): Condition[] {
    return conditions.map((condition) => {
      const key = `${name} ${condition.type}`;
      const before = this.#seen.get(key);
      const { status } = condition;
      const kept = before?.status === status ? before : { status, ...(before && { since: now }) };
      this.#seen.set(key, kept);
      return { ...(kept.since !== undefined && { since: kept.since }), ...condition };
    });
  }
}

/** So many changes are read for the timeline. */
const CHANGES = 60;

export async function capacityView(
  capacity: Capacity,
  functionName: string,
  {
    observe,
    levels,
    since,
    now,
  }: {
    observe: () => Promise<Observed>;
    levels: AppliedLevels;
    since: Since;
    now: number;
  },
): Promise<ShownCapacity> {
  const demand = await capacity.demand(functionName);
  const [observed, changes, observation] = await Promise.all([
    observe(),
    capacity.table.changes(functionName, CHANGES),
    capacity.table.observation(functionName),
  ]);
  const { declaration, hold } = demand;
  const wanted = desired(demand, Math.floor(now / 1000));
  const { state, stateReason, requested, applied } = observed;
  return {
    name: functionName,
    state,
    ...(stateReason !== undefined && { stateReason }),
    desired: wanted.config,
    ...(requested && { requested }),
    ...(applied && { applied }),
    baseline: declaration.baseline,
    limit: declaration.limit,
    reasons: wanted.reasons.map(describeReason),
    conditions: since.see(functionName, conditionsOf({ demand, observed, observation }, now), now),
    spans: spansOf(demand, now),
    desiredLevels: desiredLevels(demand, changes, now),
    appliedLevels: levels.see(functionName, applied, now),
    ...(hold &&
      isLive(hold, now / 1000) && { hold: { owner: hold.owner, reason: hold.reason, until: hold.liveUntil * 1000 } }),
  };
}
