// One function's status, as --json prints it.
import type { Change } from "../../../app/capacity/change.ts";
import { conditionsOf } from "../../../app/capacity/conditions.ts";
import { describeReason, desired } from "../../../app/capacity/desired.ts";
import { isLive } from "../../../app/capacity/lease.ts";
import { isSettled, lastPut, type Observed } from "../../../app/capacity/observed.ts";
import { equals, type ScalingConfig } from "../../../app/capacity/scalingConfig.ts";
import { transitions } from "../../../app/capacity/transitions.ts";
import { configOf, openAt } from "../../../app/capacity/window.ts";
import type { Capacity } from "../capacity.ts";
import { first } from "../first.ts";
import { utc } from "../utc.ts";
import { edgeZones } from "../window/edges.ts";

/** Lambda has something else than it should, or than the last recorded change put. */
export interface Drift {
  readonly found: ScalingConfig | null;
  readonly wanted: ScalingConfig;
  /** Who put what was found; null when the last recorded change put something else, so someone wrote without recording. */
  readonly by: string | null;
  readonly recorded: ScalingConfig | null;
}

export type Status = Awaited<ReturnType<typeof statusOf>>;

/** null when what Lambda has is what is wanted, and what was recorded. */
export function driftOf(observed: Observed, wanted: ScalingConfig, last: Change | undefined): Drift | null {
  const found = lastPut(observed) ?? null;
  const isRecorded = last === undefined || (found !== null && equals(found, last.to));
  if (found && equals(found, wanted) && isRecorded) return null;
  return { found, wanted, by: isRecorded ? (last?.by ?? null) : null, recorded: last?.to ?? null };
}

/** @param now milliseconds since the epoch */
export async function statusOf(capacity: Capacity, functionName: string, now: number) {
  const demand = await capacity.demand(functionName); // first: Lambda need not know what is not declared
  const [observed, [last], observation] = await Promise.all([
    capacity.scaling.observe(functionName),
    capacity.table.changes(functionName, 1),
    capacity.table.observation(functionName),
  ]);
  const { declaration, hold } = demand;
  const nowSeconds = Math.floor(now / 1000);
  const wanted = desired(demand, nowSeconds);
  const [next] = first(transitions(declaration, now), 1);
  return {
    functionName,
    baseline: declaration.baseline,
    limit: declaration.limit,
    open: openAt(declaration.windows, now).map(({ window, closes }) => ({
      name: window.name,
      config: configOf(window),
      until: utc(closes),
    })),
    leases: demand.leases
      .filter((lease) => isLive(lease, nowSeconds))
      .map(({ owner, config, acquiredAt, liveUntil, reason, isReleased }) => ({
        owner,
        config,
        since: utc(Date.parse(acquiredAt)),
        until: utc(liveUntil * 1000),
        reason: reason ?? null,
        released: isReleased ?? false,
      })),
    hold:
      hold && isLive(hold, nowSeconds)
        ? {
            owner: hold.owner,
            config: hold.config,
            neverDown: hold.neverDown ?? false,
            reason: hold.reason,
            since: utc(Date.parse(hold.since)),
            until: utc(hold.liveUntil * 1000),
          }
        : null,
    desired: wanted.config,
    reasons: wanted.reasons.map(describeReason),
    requested: observed.requested ?? null,
    applied: observed.applied ?? null,
    state: observed.state,
    stateReason: observed.stateReason ?? null,
    settled: isSettled(observed, wanted.config),
    conditions: conditionsOf({ demand, observed, observation }, now).map(({ since, ...condition }) => ({
      ...condition,
      since: since === undefined ? null : utc(since),
    })),
    next: next
      ? {
          at: utc(next.at),
          timeZone: [...(edgeZones(declaration.windows, next.at, next.at).get(next.at) ?? [])][0] ?? null,
          desired: next.desired,
          open: next.open,
        }
      : null,
    drift: driftOf(observed, wanted.config, last),
  };
}
