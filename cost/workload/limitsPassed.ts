// Limits of an account or a function that a load passes: it runs once AWS raises them, or the load is split.
import { LIMITS } from "../../stacks/config/limits.ts";
import type { Fleet } from "./fleet.ts";
import type { Load } from "./load.ts";

const shown = (value: number): string => Math.ceil(value).toLocaleString("en-US");

/** @param fleet of managed instances; ordinary Lambda without it */
export function limitsPassed({ peakInFlight, ordinarySlowdown }: Load, fleet?: Fleet): string[] {
  if (fleet === undefined) {
    const atOnce = peakInFlight * ordinarySlowdown;
    const { value } = LIMITS.accountConcurrency;
    return atOnce > value
      ? [`${shown(atOnce)} at once at the peak; an account has ${shown(value)} unless AWS raised it`]
      : [];
  }
  const { maxEnvironments, environmentsPerInstance, instance } = fleet;
  const vCpus = Math.ceil(maxEnvironments / environmentsPerInstance) * instance.vCpus;
  const { maxExecutionEnvironments, maxProviderVCpus } = LIMITS;
  return [
    ...(maxEnvironments > maxExecutionEnvironments.value
      ? [`${shown(maxEnvironments)} environments; a function has at most ${shown(maxExecutionEnvironments.value)}`]
      : []),
    ...(vCpus > maxProviderVCpus.value
      ? [`${shown(vCpus)} vCPUs; a capacity provider has at most ${shown(maxProviderVCpus.value)}`]
      : []),
  ];
}
