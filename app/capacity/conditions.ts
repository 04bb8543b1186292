// A function's capacity as conditions, as Kubernetes has them: each true or false, with a reason in one word and since when.
// https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-conditions
import { type Demand, describeReason, desired, type Reason } from "./desired.ts";
import type { Hold } from "./hold.ts";
import { isLive } from "./lease.ts";
import type { Observation } from "./observation.ts";
import { describe, gives, isSettled, type Observed } from "./observed.ts";
import { format, isDeactivated } from "./scalingConfig.ts";
import { openAt } from "./window.ts";

/**
 * `Ready`: work can start. `Active`: something asks for capacity. `Held`: an operator's hold is in force. `Unsettled`: Lambda has
 * not reached what is desired. `Failed`: the published version has failed.
 */
export type ConditionType = "Ready" | "Active" | "Held" | "Unsettled" | "Failed";

export interface Condition {
  readonly type: ConditionType;
  readonly status: boolean;
  /** One word in upper camel case. */
  readonly reason: string;
  readonly message: string;
  /** Milliseconds since the epoch; absent when nothing recorded it. */
  readonly since?: number;
}

/** What is known of a function's capacity. */
export interface Known {
  readonly demand: Demand;
  readonly observed: Observed;
  /** What the reconciler wrote down. */
  readonly observation: Observation;
}

const upperFirst = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

/** When what asks for capacity began to. */
function askedSince(
  { declaration, leases, hold }: Demand,
  reasons: readonly Reason[],
  now: number,
): number | undefined {
  const begins = reasons.flatMap(({ kind }) => {
    if (kind === "hold" || kind === "floor") return hold ? [Date.parse(hold.since)] : [];
    if (kind === "window") return openAt(declaration.windows, now).map(({ opens }) => opens);
    if (kind === "lease" || kind === "grace")
      return leases.filter((lease) => isLive(lease, now / 1000)).map(({ acquiredAt }) => Date.parse(acquiredAt));
    // A baseline of its own has always asked.
    return isDeactivated(declaration.baseline) ? [] : [Number.NaN];
  });
  const first = Math.min(...begins);
  return Number.isFinite(first) ? first : undefined;
}

/** The reason that weighs most: a hold, then windows and leases, the baseline last. */
const WEIGHTS: readonly Reason["kind"][] = ["hold", "floor", "window", "lease", "grace", "baseline"];
const heaviest = (reasons: readonly Reason[]): string =>
  upperFirst(WEIGHTS.find((kind) => reasons.some((reason) => reason.kind === kind)) ?? "baseline");

const at = (since: number | undefined) => (since === undefined ? {} : { since });

/** All five, in this order. @param now milliseconds since the epoch */
export function conditionsOf({ demand, observed, observation }: Known, now: number): Condition[] {
  const { config, reasons } = desired(demand, Math.floor(now / 1000));
  const { unsettledSince, settledSince } = observation.finished ?? {};
  const held: Hold | undefined = demand.hold && isLive(demand.hold, now / 1000) ? demand.hold : undefined;
  const isAsked = !isDeactivated(config);
  const isThere = isSettled(observed, config);
  const hasFailed = observed.state === "Failed";
  const isReady = isAsked && gives(observed, config);
  const settling = at(isThere ? settledSince : unsettledSince);
  const failure = observed.stateReason?.replaceAll(/\W/g, "") || "Failed";
  const seen = describe(observed);
  const because = reasons.map(describeReason).join(", ");
  const notReady = hasFailed ? failure : isAsked ? "Launching" : "Deactivated";
  return [
    { type: "Ready", status: isReady, reason: isReady ? "Applied" : notReady, message: seen, ...settling },
    {
      type: "Active",
      status: isAsked,
      reason: isAsked ? heaviest(reasons) : held ? "HeldAtZero" : "NothingAsks",
      message: `${format(config)}: ${because}`,
      ...at(isAsked ? askedSince(demand, reasons, now) : observation.lastPut?.at),
    },
    {
      type: "Held",
      status: held !== undefined,
      reason: held ? (held.neverDown ? "Floor" : "Operator") : "NoHold",
      message: held ? `${format(held.config)} by ${held.owner}: ${held.reason}` : "no hold is in force",
      ...at(held && Date.parse(held.since)),
    },
    {
      type: "Unsettled",
      status: !isThere,
      reason: isThere ? "Settled" : hasFailed ? failure : observed.state,
      message: isThere ? `Lambda has ${format(config)}` : `${format(config)} is desired; ${seen}`,
      ...settling,
    },
    {
      type: "Failed",
      status: hasFailed,
      reason: hasFailed ? failure : observed.state,
      message: hasFailed ? seen : "the published version has not failed",
      ...settling,
    },
  ];
}
