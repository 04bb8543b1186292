// A size judged again, from the other side: from the configuration to the load that it carries.
import type { ScalingConfig } from "../../app/capacity/scalingConfig.ts";
import type { Basis } from "../constants.ts";
import { environmentVCpus, instancesFor } from "../instances.ts";
import { figure } from "./described.ts";
import type { Fleet } from "./fleet.ts";
import { headroomOf, type LoadFigures } from "./load.ts";
import type { Workload } from "./workload.ts";

export interface SizeCheck {
  readonly name: string;
  readonly holds: boolean;
  readonly shown: string;
}

export interface Sized {
  readonly workload: Workload;
  readonly load: LoadFigures;
  readonly fleet: Fleet;
  readonly scaling: ScalingConfig;
  readonly maxVCpus: number;
  readonly basis: Basis;
}

const one = (value: number): string => value.toFixed(1);

/** Floating-point sums may miss a bound by their last digit. */
const atMost = (value: number, bound: number): boolean => value <= bound * (1 + 1e-9);

/** Every check, whether it holds or not. */
export function checksOf({ workload, load, fleet, scaling, maxVCpus, basis }: Sized): SizeCheck[] {
  const { size, maxConcurrency, instance, environmentsPerInstance: perInstance, type } = fleet;
  const vCpus = environmentVCpus(size);
  const headroom = headroomOf(workload, basis);
  const zones = basis.value("minInstances");
  // What was measured at once inside an hour doubles no more: the hour's mean does.
  const busiest = workload.hourlyPeaks ? load.meanInFlight * Math.max(...(workload.hourly ?? [])) : load.peakInFlight;
  const carried = scaling.max * maxConcurrency;
  const carriedAtMin = scaling.min * maxConcurrency;
  const memoryMib = maxConcurrency * workload.invocationMemoryMb + basis.value("environmentBaseMib");
  const busyVCpus = maxConcurrency * workload.cpuShare;
  const ceiling = maxConcurrency === 1 ? vCpus : vCpus * basis.value("cpuCeiling");
  const instanceVCpus = perInstance * vCpus + basis.value("instanceOverheadVCpus");
  const instanceGib = (perInstance * size.memoryMib) / 1024 + basis.value("instanceOverheadGib");
  const atPeak = instancesFor(scaling.max, perInstance, basis);
  const replacing = Math.ceil(scaling.min * basis.value("deploymentOverlap"));
  const overlap = instancesFor(replacing, perInstance, basis);
  return [
    {
      name: "Little's law",
      holds: atMost(load.peakInFlight, carried),
      shown: `${one(load.peakInFlight)} in flight at the peak, ${scaling.max} x ${maxConcurrency} = ${carried} slots`,
    },
    {
      name: headroom === 1 ? "capacity for the queue" : "doubling in five minutes",
      holds: atMost(busiest * headroom, carried) && atMost(load.troughInFlight * headroom, carriedAtMin),
      shown: `${headroom} x ${one(busiest)} fits ${carried}; ${headroom} x ${one(load.troughInFlight)} fits ${carriedAtMin} at the minimum`,
    },
    {
      name: "memory",
      holds: atMost(memoryMib, size.memoryMib),
      shown: `${maxConcurrency} x ${workload.invocationMemoryMb} MB and the runtime: ${memoryMib} of ${size.memoryMib} MiB`,
    },
    {
      name: "CPU",
      holds: atMost(busyVCpus, ceiling),
      shown: `${maxConcurrency} x ${figure(workload.cpuShare)} vCPU = ${busyVCpus.toFixed(2)} of ${vCpus}, at most ${ceiling.toFixed(2)}`,
    },
    {
      name: "instance overhead",
      holds: atMost(instanceVCpus, instance.vCpus) && atMost(instanceGib, instance.memoryGib),
      shown: `${perInstance} on a ${type} and what it keeps: ${instanceVCpus} of ${instance.vCpus} vCPUs, ${instanceGib} of ${instance.memoryGib} GiB`,
    },
    {
      name: "Availability Zones",
      holds: scaling.min >= zones,
      shown: `${scaling.min} environments at least, for ${zones} zones`,
    },
    {
      name: "room for replacement",
      holds: (atPeak + overlap) * instance.vCpus <= maxVCpus,
      shown: `${atPeak} + ${overlap} instances of ${instance.vCpus} vCPUs under a cap of ${maxVCpus}`,
    },
  ];
}
