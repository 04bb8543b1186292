// What was asked about, and the instances that were priced for it, in sentences.
import { count } from "../../report/figures.ts";
import type { Comparison } from "./compare.ts";
import type { Fleet } from "./fleet.ts";
import { MODE_NAMES, OUTSIDE_WINDOWS } from "./naming.ts";
import type { Mode, RunOption } from "./options.ts";
import type { Workload } from "./workload.ts";

/** Three digits, for people. */
export const figure = (value: number): string => String(Number(value.toPrecision(3)));

function workloadText({ requestsPerMonth, durationMs, memoryMb, invocationMemoryMb, ...workload }: Workload): string {
  const { cpuShare, peakToMean, arrival, activeHours } = workload;
  const kind = arrival === "queue" ? "invocations from a queue" : "requests";
  return `${count(requestsPerMonth)} ${kind} a month of ${figure(durationMs)} ms with ${count(memoryMb)} MB, which keep ${figure(cpuShare)} vCPU busy and need ${count(invocationMemoryMb)} MB beside others; in ${figure(activeHours)} hours of a month, the busiest minute ${figure(peakToMean)} times the mean`;
}

function fleetText({ size, maxConcurrency, limitedBy, type, ...fleet }: Fleet): string {
  const { environmentsPerInstance, minEnvironments, maxEnvironments } = fleet;
  return `${minEnvironments} to ${maxEnvironments} environments of ${size.memoryMib} MiB at ${size.memoryGibPerVCpu} GiB per vCPU, ${maxConcurrency} at once in each (${limitedBy} allows no more), ${environmentsPerInstance} per ${type}`;
}

/** What the priced instances are; with a Savings Plan, if it is cheapest with others. */
function fleetTexts(offered: readonly RunOption[]): string[] {
  const told = new Map<Mode, string>();
  return offered.flatMap(({ mode, fleet, commitmentYears }) => {
    if (!fleet) return [];
    const text = fleetText(fleet);
    if (told.get(mode) === text) return [];
    told.set(mode, text);
    return [`${MODE_NAMES[mode]}${commitmentYears > 0 ? `, ${commitmentYears} year plan` : ""}: ${text}`];
  });
}

/** The workload, its load, the fleets, and what to know about windows and ordinary Lambda's CPU; each in one sentence. */
export function described({ workload, demand, onDemandSlowdown }: Comparison, offered: readonly RunOption[]): string[] {
  const hasWindows = workload.arrival === "requests" && offered.some(({ mode }) => mode === "inWindows");
  return [
    workloadText(workload),
    `In flight: ${demand.meanInFlight.toFixed(2)} on average, ${demand.peakInFlight.toFixed(2)} at the peak`,
    ...fleetTexts(offered),
    ...(hasWindows ? [`${MODE_NAMES.inWindows}: ${OUTSIDE_WINDOWS}`] : []),
    ...(onDemandSlowdown > 1
      ? [
          `ordinary Lambda: ${workload.memoryMb} MB have too little CPU for ${workload.cpuShare} vCPU, so that one takes ${onDemandSlowdown.toFixed(2)} times as long`,
        ]
      : []),
  ];
}
