// Which numbers go into an environment's configuration for a workload, and why each.

import type { ScalingConfig } from "../../app/capacity/scalingConfig.ts";
import { LIMITS } from "../../stacks/config/limits.ts";
import type { Assumption, Basis } from "../constants.ts";
import { CostError } from "../costError.ts";
import { environmentVCpus, instancesFor } from "../instances.ts";
import { matchesType } from "../managedFunction.ts";
import type { ConfigurationBlock } from "./configurationBlock.ts";
import { figure } from "./described.ts";
import { type Fleet, fleetsFor } from "./fleet.ts";
import { figuresOf, headroomOf, type LoadFigures, loadOf } from "./load.ts";
import type { Pricing } from "./options.ts";
import { suggestedOverflow } from "./overflow.ts";
import { grownInTime, simulatedCheck } from "./simulatedSize.ts";
import { checksOf, type SizeCheck } from "./sizeChecks.ts";
import { hasIdleHours, mayClose, whyNot } from "./waysToRun.ts";
import type { Workload } from "./workload.ts";

export interface Reason {
  readonly field: string;
  readonly value: string;
  readonly why: string;
}

export interface Sizing {
  readonly workload: Workload;
  readonly load: LoadFigures;
  readonly fleet: Fleet;
  /** While there is load. */
  readonly scaling: ScalingConfig;
  readonly block: ConfigurationBlock;
  readonly reasons: readonly Reason[];
  readonly checks: readonly SizeCheck[];
  readonly assumptions: readonly Assumption[];
}

const MOST_TYPES = 6;

/** The chosen type and others of its size that cost about as much: a list of one is a lack of availability. */
function similarTypes({ type, instance, architecture }: Fleet, { prices, basis }: Pricing): string[] {
  const most = instance.usdPerHour * basis.value("similarTypePrice");
  return Object.entries(prices.instances)
    .filter(([, other]) => other.architecture === architecture && other.vCpus === instance.vCpus)
    .filter(([, other]) => other.memoryGib >= instance.memoryGib)
    .filter(([name, other]) => name === type || other.usdPerHour <= most)
    .toSorted(([, a], [, b]) => a.usdPerHour - b.usdPerHour)
    .slice(0, MOST_TYPES)
    .map(([name]) => name);
}

/** What the floor may cost an hour when Lambda chooses the type, as it has been seen to. */
function unrestrictedFloorUsdPerHour({ type }: Fleet, { prices, basis }: Pricing): number {
  const family = type.replace(/\..*/, ".");
  const vCpus = basis.value("unrestrictedVCpus");
  const seen = Object.entries(prices.instances).find(
    ([name, instance]) => name.startsWith(family) && instance.vCpus === vCpus,
  );
  return (seen?.[1].usdPerHour ?? 0) * basis.value("unrestrictedInstances");
}

/** vCPUs of the largest instance that Lambda must be expected to start. */
function largestVCpus({ architecture }: Fleet, types: readonly string[] | undefined, { prices, basis }: Pricing) {
  const allowed = Object.entries(prices.instances)
    .filter(([, instance]) => instance.architecture === architecture)
    .filter(([name]) => types === undefined || matchesType(types, name));
  return Math.min(basis.value("unrestrictedVCpus"), Math.max(...allowed.map(([, { vCpus }]) => vCpus)));
}

/** A cap that holds the sized instances only would refuse larger ones, and the version would fail. */
function vCpuCap(
  fleet: Fleet,
  scaling: ScalingConfig,
  types: readonly string[] | undefined,
  pricing: Pricing,
): { readonly maxVCpus: number; readonly why: string } {
  const { basis } = pricing;
  const { environmentsPerInstance, instance } = fleet;
  const overlapTimes = basis.value("deploymentOverlap");
  const atPeak = instancesFor(scaling.max, environmentsPerInstance, basis);
  const overlap = instancesFor(Math.ceil(scaling.min * overlapTimes), environmentsPerInstance, basis);
  const sized = (atPeak + overlap) * instance.vCpus;
  const largest = largestVCpus(fleet, types, pricing);
  const started = basis.value("unrestrictedInstances");
  const replacing = Math.ceil(started * overlapTimes);
  const seen = (started + replacing) * largest;
  return {
    maxVCpus: Math.min(LIMITS.maxProviderVCpus.value, Math.max(sized, seen)),
    why:
      seen > sized
        ? `${started} instances of ${largest} vCPUs, which Lambda has been seen to choose, and ${replacing} for a version that replaces another`
        : `${atPeak} instances at the peak and ${overlap} for a version that replaces another, ${instance.vCpus} vCPUs each`,
  };
}

const LIMITED_BY = {
  cpu: ({ cpuShare }: Workload) => `each keeps ${figure(cpuShare)} vCPU busy, and the CPU stays below its ceiling`,
  memory: ({ invocationMemoryMb }: Workload) => `each needs ${invocationMemoryMb} MB beside the runtime`,
  platform: () => "Lambda allows no more per vCPU",
} as const;

/** In windows for requests that come in them only, by lease for a queue, or always. */
function capacityOf({ arrival, windows }: Workload, scaling: ScalingConfig, idle: boolean) {
  if (!idle) return { scalingConfig: scaling };
  if (arrival === "queue") return { baseline: { min: 0, max: 0 }, lease: scaling } as const;
  return { scalingConfig: { min: 0, max: 0 }, windows: windows?.map((window) => ({ ...window, ...scaling })) ?? [] };
}

/** @throws CostError when no instance type can carry one invocation */
export function sizeFor(workload: Workload, pricing: Pricing): Sizing {
  const { basis } = pricing;
  // What answers requests cannot be deactivated: no traffic wakes it.
  const idle = hasIdleHours(workload, basis) && mayClose(workload);
  const load = loadOf(workload, basis);
  const why = whyNot("alwaysOn", workload, load.ordinaryDurationMs / 1000, basis);
  if (why !== undefined) throw new CostError(`not possible: managed instances: ${why}`);
  const fleet = fleetsFor(workload, pricing, load).cheapest(idle ? "inWindows" : "alwaysOn");
  const { size, maxConcurrency, instance, environmentsPerInstance, architecture } = fleet;
  const headroom = headroomOf(workload, basis);
  const needed = { min: fleet.minEnvironments, max: fleet.maxEnvironments };
  const scaling = grownInTime(workload, fleet, needed, pricing);
  const vCpus = environmentVCpus(size);
  const floorUsdPerHour = instancesFor(scaling.min, environmentsPerInstance, basis) * instance.usdPerHour;
  const restrict = unrestrictedFloorUsdPerHour(fleet, pricing) > basis.value("restrictingPays") * floorUsdPerHour;
  const types = workload.instanceTypes ?? (restrict ? similarTypes(fleet, pricing) : undefined);
  const cap = vCpuCap(fleet, scaling, types, pricing);
  const leased = idle && workload.arrival === "queue";
  const overflow = leased ? suggestedOverflow(workload, load, fleet, pricing) : undefined;
  const block: ConfigurationBlock = {
    architecture,
    ...size,
    maxConcurrency,
    ...capacityOf(workload, scaling, idle),
    ...(overflow?.block && { overflow: overflow.block }),
    capacityProvider: {
      architecture,
      maxVCpus: cap.maxVCpus,
      scaling: { mode: "Auto" },
      ...(types && { allowedInstanceTypes: types }),
    },
  };
  const place = leased ? "lease" : idle ? "windows[]" : "scalingConfig";
  const times = headroom === 1 ? "" : `${headroom} x `;
  const atOnce = workload.hourlyPeaks ? ", or of what comes at once" : "";
  const reasons: Reason[] = [
    {
      field: "memoryMib",
      value: String(size.memoryMib),
      why: `${vCpus} vCPU at ${size.memoryGibPerVCpu} GiB: carries the load for the least, ${environmentsPerInstance} on one ${fleet.type}`,
    },
    { field: "maxConcurrency", value: String(maxConcurrency), why: LIMITED_BY[fleet.limitedBy](workload) },
    {
      field: `${place}.min`,
      value: String(scaling.min),
      why:
        scaling.min > needed.min
          ? `more than the ${needed.min} of the quietest minute, from which environments do not double as fast as this load rises`
          : `${times}${load.troughInFlight.toFixed(1)} in flight in the quietest minute${atOnce}, and never under ${basis.value("minEnvironments")}, one per Availability Zone`,
    },
    {
      field: `${place}.max`,
      value: String(scaling.max),
      why: workload.hourlyPeaks
        ? `${load.peakInFlight.toFixed(1)} at once were measured, and the mean of an hour may double`
        : `${times}${load.peakInFlight.toFixed(1)} in flight in the busiest minute: ${headroom === 1 ? "a queue waits" : "load may double within five minutes"}`,
    },
    ...(overflow
      ? [{ field: "overflow.upTo", value: String(overflow.block?.upTo ?? "(left out)"), why: overflow.why }]
      : []),
    { field: "capacityProvider.maxVCpus", value: String(cap.maxVCpus), why: cap.why },
    {
      field: "capacityProvider.allowedInstanceTypes",
      value: types?.join(", ") ?? "(left out)",
      why: whyTypes(workload, types, basis),
    },
  ];
  return {
    workload,
    load: figuresOf(load),
    fleet,
    scaling,
    block,
    reasons,
    checks: [
      ...checksOf({ workload, load, fleet, scaling, maxVCpus: cap.maxVCpus, basis }),
      simulatedCheck(workload, block, scaling, pricing),
    ],
    assumptions: basis.used(),
  };
}

function whyTypes({ instanceTypes }: Workload, types: readonly string[] | undefined, basis: Basis): string {
  if (instanceTypes) return "as you asked";
  if (types === undefined) return "the load is large enough for what Lambda chooses, which is better for availability";
  const count = basis.value("unrestrictedInstances");
  return `small load: left to choose, Lambda has been seen to start ${count} instances of ${basis.value("unrestrictedVCpus")} vCPUs`;
}
