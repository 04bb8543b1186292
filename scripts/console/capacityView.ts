// A function's capacity as the page shows it.
import { conditionsOf } from "../../app/capacity/conditions.ts";
import { describeReason, desired } from "../../app/capacity/desired.ts";
import { isLive } from "../../app/capacity/lease.ts";
import type { Observed } from "../../app/capacity/observed.ts";
import type { Capacity as ShownCapacity } from "../../local/console/model.ts";
import type { Capacity } from "../lmi/capacity.ts";
import { type AppliedLevels, desiredLevels, spansOf } from "./levels.ts";

/** So many changes are read for the timeline. */
const CHANGES = 60;

export async function capacityView(
  capacity: Capacity,
  functionName: string,
  { observe, levels, now }: { observe: () => Promise<Observed>; levels: AppliedLevels; now: number },
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
    conditions: conditionsOf({ demand, observed, observation }, now),
    spans: spansOf(demand, now),
    desiredLevels: desiredLevels(demand, changes, now),
    appliedLevels: levels.see(functionName, applied, now),
    ...(hold &&
      isLive(hold, now / 1000) && { hold: { owner: hold.owner, reason: hold.reason, until: hold.liveUntil * 1000 } }),
  };
}
