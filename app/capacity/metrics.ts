// What a tick tells of a function's capacity, as numbers: no metric of Lambda's says what is asked for.
import type { Values } from "../shared/metrics.ts";
import { isLive } from "./lease.ts";
import type { Reconciled } from "./rounds.ts";

/** @param now milliseconds since the epoch */
export function capacityMetrics(
  { demand, desired, found, finished, isForeign }: Reconciled,
  now: number,
): Values<"capacity"> {
  const seconds = Math.floor(now / 1000);
  const { observed, unsettledSince } = finished;
  // On the way to what was just put nothing is known; what was there before still is.
  const applied = observed?.applied ?? found.applied;
  const requested = observed?.requested ?? observed?.applied;
  const live = demand.leases.filter((lease) => !lease.isReleased && isLive(lease, seconds));
  const oldest = Math.min(now, ...live.map(({ acquiredAt }) => Date.parse(acquiredAt)));
  return {
    DemandMin: desired.config.min,
    DemandMax: desired.config.max,
    RequestedMin: requested?.min,
    RequestedMax: requested?.max,
    AppliedMin: applied?.min,
    AppliedMax: applied?.max,
    SecondsUnsettled: unsettledSince === undefined ? 0 : Math.max(0, (now - unsettledSince) / 1000),
    LiveLeases: live.length,
    OldestLeaseSeconds: (now - oldest) / 1000,
    HoldActive: demand.hold && isLive(demand.hold, seconds) ? 1 : 0,
    ForeignChanges: isForeign ? 1 : 0,
    FunctionFailed: observed?.state === "Failed" ? 1 : 0,
  };
}
