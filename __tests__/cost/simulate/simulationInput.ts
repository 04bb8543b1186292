// A simulation with one thing changed: an api of three to thirty environments, steady traffic, a day that begins at noon.
import { createBasis } from "../../../cost/constants.ts";
import type { ManagedFunction } from "../../../cost/managedFunction.ts";
import { US_EAST_1 } from "../../../cost/prices/usEast1.ts";
import type { InvocationNeeds } from "../../../cost/simulate/model.ts";
import { type Simulation, type SimulationInput, simulate } from "../../../cost/simulate/simulate.ts";
import type { Traffic } from "../../../cost/simulate/traffic.ts";

export const FROM = Date.parse("2026-11-22T12:00:00Z");

/** 2 GiB and 1 vCPU; one fits on an m7g.large, which costs $0.0816 an hour. */
export const FUNCTION: ManagedFunction = {
  architecture: "arm64",
  memoryMib: 2048,
  memoryGibPerVCpu: 2,
  maxConcurrency: 10,
  scalingConfig: { min: 3, max: 30 },
  windows: [],
  capacityProvider: { maxVCpus: 400, scaling: { mode: "Auto" }, allowedInstanceTypes: ["m7g.large"] },
};

/** Concurrency is what an environment runs out of first: 10 in flight need half of its CPU. */
export const NEEDS: InvocationNeeds = { durationMs: 1_000, invocationMemoryMb: 100, cpuShare: 0.05 };

export const trafficFrom = (requests: readonly number[], from = FROM): Traffic => ({
  from,
  requests: Float64Array.from(requests),
  notes: [],
});

/** So many minutes, each with what it has. */
export const minutes = (count: number, requests: (minute: number) => number): number[] =>
  Array.from({ length: count }, (_, minute) => requests(minute));

export const simulated = (requests: readonly number[], changed: Partial<SimulationInput> = {}): Simulation =>
  simulate({
    traffic: trafficFrom(requests),
    function: FUNCTION,
    workload: NEEDS,
    prices: US_EAST_1,
    basis: createBasis(),
    ...changed,
  });
