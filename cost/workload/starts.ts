// Cold starts: what each way to run a workload spares its requests of them, and what that costs.
import { count, percent, usd } from "../../report/figures.ts";
import { gbSeconds, onDemandUsdPerMonth } from "../onDemand.ts";
import { type RuntimeAnswer, runtimeOf } from "../runtimes.ts";
import type { Load } from "./load.ts";
import type { Pricing, RunOption } from "./options.ts";
import { MODE_NAMES } from "./waysToRun.ts";
import type { Workload } from "./workload.ts";

export interface Start {
  readonly name: string;
  /** Undefined where it is not possible, or has no price in the table. */
  readonly usdPerMonth: number | undefined;
  /** What a request may wait for. */
  readonly waits: string;
  readonly how: string;
}

const SECONDS_PER_HOUR = 3_600;
const WITH_SNAPSTART = `${MODE_NAMES.onDemand} with SnapStart`;
const WITH_PROVISIONED = `${MODE_NAMES.onDemand} with provisioned concurrency`;

const cheapestOf = (options: readonly RunOption[], mode: RunOption["mode"]): RunOption | undefined =>
  options
    .filter((one) => one.mode === mode && one.commitmentYears === 0)
    .toSorted((a, b) => a.usdPerMonth - b.usdPerMonth)[0];

interface Asked {
  readonly workload: Workload;
  readonly load: Load;
  readonly pricing: Pricing;
  readonly ordinary: RunOption;
}

/** Java's snapshots are free; those of others bill while they are kept, and each time that one is restored. */
function snapStart({ workload, load, pricing, ordinary }: Asked, runtime: RuntimeAnswer): Start {
  const { prices, basis } = pricing;
  const waits = "a restored snapshot, mostly under a second";
  const notPossible = (how: string): Start => ({ name: WITH_SNAPSTART, usdPerMonth: undefined, waits: "-", how });
  if (!runtime.hasSnapStart) return notPossible(`not possible: ${workload.runtime ?? "a container image"} has none`);
  const use = { ...workload, durationMs: load.ordinaryDurationMs };
  const { durationUsdPerMonth, requestsUsdPerMonth } = onDemandUsdPerMonth(
    use,
    ordinary.architecture,
    prices,
    pricing.freeTier,
  );
  const base = durationUsdPerMonth + requestsUsdPerMonth;
  if (runtime.model?.isSnapStartFree) {
    return {
      name: WITH_SNAPSTART,
      usdPerMonth: base,
      waits,
      how: "snapshots of Java are free; no initialisation bills",
    };
  }
  const price = prices.lambda.snapStart;
  if (price === undefined) return notPossible("no price in the table");
  const gb = workload.memoryMb / 1_024;
  const cached = gb * basis.value("hoursPerMonth") * SECONDS_PER_HOUR * price.usdPerCachedGbSecond;
  const restores = workload.requestsPerMonth * basis.value("coldStartShare");
  const restored = restores * gb * price.usdPerRestoredGb;
  return {
    name: WITH_SNAPSTART,
    usdPerMonth: base + cached + restored,
    waits,
    how: `${usd(cached)} for one version's snapshot, ${usd(restored)} for ${count(restores)} restores`,
  };
}

/** As many as the busiest minute has at once, at all hours: what bills while it waits, and a lower price while it works. */
function provisioned({ workload, load, pricing, ordinary }: Asked): Start {
  const { prices, basis } = pricing;
  const { architecture } = ordinary;
  const { usdPerProvisionedGbSecond: waiting, usdPerProvisionedDurationGbSecond: working } = prices.lambda;
  if (waiting === undefined || working === undefined) {
    return { name: WITH_PROVISIONED, usdPerMonth: undefined, waits: "-", how: "no price in the table" };
  }
  const atOnce = Math.max(1, Math.ceil(load.peakInFlight * load.ordinarySlowdown));
  const kept =
    atOnce * (workload.memoryMb / 1_024) * basis.value("hoursPerMonth") * SECONDS_PER_HOUR * waiting[architecture];
  const ran = gbSeconds(workload.requestsPerMonth, load.ordinaryDurationMs, workload.memoryMb) * working[architecture];
  const requests = (workload.requestsPerMonth / 1e6) * prices.lambda.usdPerMillionRequests;
  return {
    name: WITH_PROVISIONED,
    usdPerMonth: kept + ran + requests,
    waits: `nothing up to ${count(atOnce)} at once`,
    how: `${usd(kept)} to keep them at all hours, ${usd(ran)} while they work`,
  };
}

/** Nothing where neither a runtime nor how long it starts is known, or ordinary Lambda is not possible. */
export function startsOf(workload: Workload, load: Load, options: readonly RunOption[], pricing: Pricing): Start[] {
  const { runtime, initMs } = workload;
  const ordinary = cheapestOf(options, "onDemand");
  if ((runtime === undefined && initMs === undefined) || ordinary === undefined) return [];
  const { basis } = pricing;
  const asked: Asked = { workload, load, pricing, ordinary };
  const init = initMs === undefined ? "its initialisation" : `${count(initMs)} ms of initialisation`;
  const managed = cheapestOf(options, "alwaysOn");
  return [
    {
      name: MODE_NAMES.onDemand,
      usdPerMonth: ordinary.usdPerMonth,
      waits: `${init}, about ${percent(basis.value("coldStartShare"))} of requests`,
      how: initMs === undefined ? "how long it initialises is not known" : "initialisation bills like duration",
    },
    ...(runtime === undefined ? [] : [snapStart(asked, runtimeOf(runtime))]),
    provisioned(asked),
    ...(managed
      ? [
          {
            name: MODE_NAMES.alwaysOn,
            usdPerMonth: managed.usdPerMonth,
            waits: "nothing: an environment takes work once it has initialised",
            how: `load that more than doubles within five minutes is throttled meanwhile; SnapStart and provisioned concurrency are not for managed instances`,
          },
        ]
      : []),
  ];
}
