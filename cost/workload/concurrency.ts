// How many invocations at once one execution environment takes without running out of CPU or memory.
import { LIMITS } from "../../stacks/config/limits.ts";
import type { Basis } from "../constants.ts";
import { type EnvironmentSize, environmentVCpus } from "../instances.ts";
import type { Workload } from "./workload.ts";

export interface Concurrency {
  readonly maxConcurrency: number;
  /** What allows no more. */
  readonly limitedBy: "cpu" | "memory" | "platform";
}

type Needs = Pick<Workload, "cpuShare" | "invocationMemoryMb">;

/** CPU: at full concurrency the environment is as busy as the ceiling allows; one invocation always fits on vCPUs of its own. */
function byCpu(vCpus: number, cpuShare: number, basis: Basis): number {
  if (cpuShare > vCpus) return 0;
  return Math.max(1, Math.floor((basis.value("cpuCeiling") * vCpus) / cpuShare));
}

/** Undefined when not even one invocation fits. */
export function concurrencyOf(size: EnvironmentSize, needs: Needs, basis: Basis): Concurrency | undefined {
  const vCpus = environmentVCpus(size);
  const limits = [
    ["cpu", byCpu(vCpus, needs.cpuShare, basis)],
    ["memory", Math.floor((size.memoryMib - basis.value("environmentBaseMib")) / needs.invocationMemoryMb)],
    ["platform", Math.min(LIMITS.maxConcurrency.value, vCpus * basis.value("maxConcurrencyPerVCpu"))],
  ] as const;
  const [limitedBy, maxConcurrency] = limits.reduce((least, other) => (other[1] < least[1] ? other : least));
  return maxConcurrency >= 1 ? { maxConcurrency, limitedBy } : undefined;
}

/** Every size that an environment can have: https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-capacity-providers.html */
export const ENVIRONMENT_SIZES: readonly EnvironmentSize[] = LIMITS.memoryGibPerVCpu.value.flatMap((memoryGibPerVCpu) =>
  Array.from({ length: LIMITS.maxVCpusPerEnvironment.value[memoryGibPerVCpu] }, (_, index) => ({
    memoryMib: (index + 1) * memoryGibPerVCpu * 1024,
    memoryGibPerVCpu,
  })),
);
