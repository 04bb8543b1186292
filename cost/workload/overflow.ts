// From how much waiting work a launch of managed instances pays, and what ordinary Lambda needs to carry what is less.
import { DEFAULT_GRACE_SECONDS } from "../../app/capacity/declaration.ts";
import { MOST_UP_TO } from "../../stacks/config/functions.ts";
import { LIMITS } from "../../stacks/config/limits.ts";
import { instancesFor, managedInstanceUsdPerHour } from "../instances.ts";
import { onDemandUsdPerMonth } from "../onDemand.ts";
import type { PriceTable } from "../prices/priceTable.ts";
import type { Fleet } from "./fleet.ts";
import type { Load } from "./load.ts";
import type { Pricing } from "./options.ts";
import { MODE_NAMES, whyNot } from "./waysToRun.ts";
import type { Workload } from "./workload.ts";

/** What goes into the configuration, under `functions.processor.overflow`. */
export interface OverflowBlock {
  readonly memoryMib: number;
  readonly maxConcurrency: number;
  readonly upTo: number;
}

export interface SuggestedOverflow {
  /** Undefined where ordinary Lambda cannot carry the work, or never pays. */
  readonly block: OverflowBlock | undefined;
  readonly why: string;
}

const SECONDS_PER_HOUR = 3_600;

/**
 * The smallest capacity's launch, its grace period, what bills on after it and its share of the work, against the same
 * invocations on ordinary Lambda in its first price tier. As many at once as end by the time instances would have started.
 */
export function suggestedOverflow(
  workload: Workload,
  load: Load,
  fleet: Fleet,
  { prices, basis }: Pick<Pricing, "prices" | "basis">,
): SuggestedOverflow {
  const { memoryMb: memoryMib, durationMs } = workload;
  const { architecture, instance, minEnvironments, environmentsPerInstance, maxConcurrency } = fleet;
  const ordinarySeconds = load.ordinaryDurationMs / 1000;
  const refused = whyNot("onDemand", workload, ordinarySeconds, basis);
  if (refused !== undefined) return { block: undefined, why: `not possible: ${MODE_NAMES.onDemand}: ${refused}` };
  const { durationUsdPerMonth, requestsUsdPerMonth } = onDemandUsdPerMonth(
    { requestsPerMonth: 1, durationMs: ordinarySeconds * 1000, memoryMb: memoryMib },
    architecture,
    prices,
  );
  const { ec2UsdPerHour, feeUsdPerHour } = managedInstanceUsdPerHour(instance.usdPerHour, basis);
  const instances = instancesFor(minEnvironments, environmentsPerInstance, basis);
  const usdPerSecond = (instances * (ec2UsdPerHour + feeUsdPerHour)) / SECONDS_PER_HOUR;
  const activation = basis.value("activationSeconds");
  const billed = activation + DEFAULT_GRACE_SECONDS + basis.value("drainSeconds");
  const managedUsd = requestUsd(prices) + (usdPerSecond * durationMs) / 1000 / (minEnvironments * maxConcurrency);
  const savedUsd = durationUsdPerMonth + requestsUsdPerMonth - managedUsd;
  const launchUsd = usdPerSecond * billed;
  const shown = `a launch of ${instances} ${fleet.type} bills ${billed} s beside its work, $${launchUsd.toFixed(4)}`;
  if (savedUsd <= 0) return { block: undefined, why: `${shown}, and no invocation on instances is cheaper then` };
  const upTo = Math.min(Math.floor(launchUsd / savedUsd), MOST_UP_TO);
  if (upTo < 1) return { block: undefined, why: `${shown}, which one invocation saves` };
  const atOnce = Math.max(1, Math.ceil((upTo * ordinarySeconds) / activation));
  return {
    block: { memoryMib, maxConcurrency: Math.min(upTo, atOnce, LIMITS.maxOrdinaryConcurrency.value), upTo },
    why: `${shown}, which ${upTo} invocations do not save`,
  };
}

const requestUsd = ({ lambda }: PriceTable): number => lambda.usdPerMillionRequests / 1e6;
