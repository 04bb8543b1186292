// The numbers that a simulated minute depends on, in steps of one minute: what an environment carries, how fast scaling is.
import type { Basis } from "../constants.ts";
import { CostError } from "../costError.ts";
import { environmentVCpus, instancesFor } from "../instances.ts";
import type { Candidate, ManagedFunction } from "../managedFunction.ts";
import type { Workload } from "../workload/workload.ts";

export const STEP_SECONDS = 60;

/** Why an invocation was refused; each has exactly one: https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-monitoring.html */
export const THROTTLE_REASONS = ["concurrency", "cpu", "memory", "deactivated"] as const;
export type ThrottleReason = (typeof THROTTLE_REASONS)[number];

/** What one invocation needs. */
export type InvocationNeeds = Pick<Workload, "durationMs" | "invocationMemoryMb" | "cpuShare">;

/** What an environment runs out of first. */
export interface EnvironmentCapacity {
  /** In flight at once; not whole where CPU is the limit. */
  readonly invocations: number;
  readonly limitedBy: Exclude<ThrottleReason, "deactivated">;
}

export interface Model extends EnvironmentCapacity {
  readonly vCpusPerEnvironment: number;
  /** vCPUs that one invocation in flight keeps busy. */
  readonly cpuShare: number;
  /** Environments that scaling wants for one invocation in flight: the larger of what CPU and concurrency ask for. */
  readonly environmentsPerInvocation: number;
  /** Times as many environments after one step, at most. */
  readonly growthPerStep: number;
  /** Until a new environment takes work: on an instance that runs, and on one that must be launched. */
  readonly launchSteps: number;
  readonly activationSteps: number;
  /** Of lower need, before environments go. */
  readonly scaleInSteps: number;
  /** That an instance bills on after it is not needed. */
  readonly drainSteps: number;
  readonly environmentsPerInstance: number;
  /** Under the capacity provider's vCPU cap. */
  readonly maxEnvironments: number;
  readonly instancesFor: (environments: number) => number;
}

const steps = (seconds: number): number => Math.ceil(seconds / STEP_SECONDS);

/**
 * The first limit that is reached; of two that are equal, the one named first.
 * @throws CostError when not even one invocation fits
 */
export function capacityOf(managed: ManagedFunction, needs: InvocationNeeds, basis: Basis): EnvironmentCapacity {
  const { memoryMib, maxConcurrency } = managed;
  const vCpus = environmentVCpus(managed);
  const freeMib = memoryMib - basis.value("environmentBaseMib");
  if (needs.invocationMemoryMb > freeMib) {
    throw new CostError(
      `memoryMib: must hold ${needs.invocationMemoryMb} MB of one invocation beside ${memoryMib - freeMib} MiB of the environment, got ${memoryMib}`,
    );
  }
  if (needs.cpuShare > vCpus) {
    throw new CostError(`cpuShare: must be at most the ${vCpus} vCPUs of an environment, got ${needs.cpuShare}`);
  }
  const limits: readonly EnvironmentCapacity[] = [
    { limitedBy: "concurrency", invocations: maxConcurrency },
    { limitedBy: "cpu", invocations: vCpus / needs.cpuShare },
    { limitedBy: "memory", invocations: Math.floor(freeMib / needs.invocationMemoryMb) },
  ];
  return limits.reduce((least, limit) => (limit.invocations < least.invocations ? limit : least));
}

/** The most environments whose instances stay under the vCPU cap; the cap counts all vCPUs of an instance. */
export function environmentsUnder(maxVCpus: number, candidate: Candidate, basis: Basis): number {
  const instances = Math.floor(maxVCpus / candidate.instance.vCpus);
  return instances < basis.value("minInstances") ? instances : instances * candidate.environmentsPerInstance;
}

/**
 * Scaling looks at CPU and concurrency, not at memory: https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-scaling.html
 * @throws CostError when not even one invocation fits
 */
export function modelOf(managed: ManagedFunction, needs: InvocationNeeds, candidate: Candidate, basis: Basis): Model {
  const { scaling, maxVCpus } = managed.capacityProvider;
  const vCpusPerEnvironment = environmentVCpus(managed);
  const cpuTarget = scaling.mode === "Manual" ? scaling.targetCpuPercent / 100 : basis.value("autoCpuTarget");
  const byCpu = needs.cpuShare / (vCpusPerEnvironment * cpuTarget);
  const byConcurrency = 1 / (managed.maxConcurrency * basis.value("concurrencyTarget"));
  const { environmentsPerInstance } = candidate;
  return {
    ...capacityOf(managed, needs, basis),
    vCpusPerEnvironment,
    cpuShare: needs.cpuShare,
    environmentsPerInvocation: Math.max(byCpu, byConcurrency),
    growthPerStep: 2 ** (STEP_SECONDS / basis.value("doublingSeconds")),
    launchSteps: Math.max(1, steps(basis.value("environmentLaunchSeconds"))),
    activationSteps: Math.max(1, steps(basis.value("activationSeconds"))),
    scaleInSteps: Math.max(1, steps(basis.value("scaleInSeconds"))),
    drainSteps: steps(basis.value("drainSeconds")),
    environmentsPerInstance,
    maxEnvironments: environmentsUnder(maxVCpus, candidate, basis),
    instancesFor: (environments) => instancesFor(environments, environmentsPerInstance, basis),
  };
}
