// --assume replaces a constant: each of the table changes a report, which names it.
import { describe, expect, it } from "@jest/globals";
import { bill } from "../../cost/bill/bill.ts";
import { boundsOf } from "../../cost/constantBounds.ts";
import { type Basis, CONSTANTS, type ConstantName, createBasis } from "../../cost/constants.ts";
import { inventoryOfPlan } from "../../cost/inventory/planned.ts";
import { US_EAST_1 as prices } from "../../cost/prices/usEast1.ts";
import { scan } from "../../cost/scan/scan.ts";
import { NAME_BEGINS } from "../../cost/scan/trust.ts";
import { SHAPES, type Shape, shapedTraffic } from "../../cost/simulate/shapes.ts";
import { simulate } from "../../cost/simulate/simulate.ts";
import { runOptions } from "../../cost/workload/options.ts";
import { sizeFor } from "../../cost/workload/sizing.ts";
import { completeWorkload, type WorkloadInput, workloadSchema } from "../../cost/workload/workload.ts";
import { CAPACITY_PROVIDER, FUNCTION } from "../../terraform/managedFunction.ts";
import { datasetWith } from "../support/cost/scanned.ts";
import { FUNCTION as SIMULATED } from "./simulate/simulationInput.ts";

const FROM = Date.parse("2026-11-22T00:00:00Z");

const workloadOf = (basis: Basis, input: Partial<WorkloadInput>) =>
  completeWorkload(
    workloadSchema.parse({ requestsPerMonth: 3e7, durationMs: 200, memoryMb: 512, ...input }),
    basis,
    FROM,
  );

const WORKLOADS: readonly Partial<WorkloadInput>[] = [
  { profile: "io", invocationMemoryMb: 60, initMs: 2_000 },
  { profile: "balanced", requestsPerMonth: 1e9 },
  { profile: "cpu", arrival: "queue", activeHours: 60, measuredOn: "managed" },
  { cpuShare: 0.001, invocationMemoryMb: 1, requestsPerMonth: 1e9 },
];

const block = (type: string, name: string, values: Record<string, unknown>) => ({
  address: `${type}.${name}`,
  type,
  values: { ...values, name },
});
const arn = (name: string) => `arn:aws:lambda:us-east-1:1:capacity-provider:${name}`;
const fn = (name: string, provider: string) =>
  block(FUNCTION, name, {
    function_name: name,
    memory_size: 4096,
    tracing_config: [{ mode: "Active" }],
    capacity_provider_config: [
      { lambda_managed_instances_capacity_provider_config: [{ capacity_provider_arn: arn(provider) }] },
    ],
  });
/** A provider and functions that name no cap, no ratio and no scaling, as modules of others may. */
const UNSAID = [block(CAPACITY_PROVIDER, "a", { arn: arn("a") }), fn("on-a", "a"), fn("on-another", "b")];

const simulated = (basis: Basis, shape: Shape) => {
  const needs = { profile: "io", requestsPerMonth: 3e8, ...(shape !== "diurnal" && { peakToMean: 1 }) } as const;
  const workload = workloadOf(basis, needs);
  const traffic = shapedTraffic({ shape, workload, from: FROM, days: 1, basis });
  return simulate({ traffic, function: SIMULATED, workload, prices, basis });
};

const SCANNED = datasetWith([{ name: "api", invocations: () => 3_600, durationMs: 100 }]);

const USAGE = { betweenZonesGbPerMonth: 100, requestsPerMonth: 1e8 };

/** Those that are quick first. */
const REPORTS: readonly ((basis: Basis) => unknown)[] = [
  (basis) => bill(inventoryOfPlan(UNSAID), { prices, basis, usage: USAGE, from: FROM }),
  (basis) => scan(SCANNED, { prices, basis }, NAME_BEGINS),
  ...WORKLOADS.map((input) => (basis: Basis) => sizeFor(workloadOf(basis, input), { prices, basis })),
  ...WORKLOADS.map((input) => (basis: Basis) => runOptions(workloadOf(basis, input), { prices, basis })),
  ...SHAPES.map((shape) => (basis: Basis) => simulated(basis, shape)),
];

/** Without what it says that it rests on. */
const shown = (report: unknown): string =>
  JSON.stringify(report, (key, value) =>
    key === "assumptions" ? undefined : value instanceof Float64Array ? [...value] : value,
  );

/** Less and more, as far as it may be. */
function others(name: ConstantName): number[] {
  const { min, max, whole } = boundsOf(name);
  const { value } = CONSTANTS[name];
  return [value / 2, value * 10].map((one) => Math.min(max, Math.max(min, whole ? Math.ceil(one) : one)));
}

describe("a constant that is replaced", () => {
  const made = REPORTS.map(() => undefined as string | undefined);
  const before = (index: number): string => {
    made[index] ??= shown(REPORTS[index]?.(createBasis()));
    return made[index];
  };

  it.each(Object.keys(CONSTANTS) as ConstantName[])("%s changes a report, which names it", (name) => {
    const named = others(name).flatMap((value) => {
      for (const [index, report] of REPORTS.entries()) {
        const basis = createBasis({ [name]: value });
        if (shown(report(basis)) !== before(index)) return basis.used().filter((one) => one.name === name);
      }
      return [];
    });
    expect(named.map(({ mark }) => mark)).toContain("given");
  });
});
