// What was asked about, and the instances that were priced for it, in sentences.
import { count } from "../../report/figures.ts";
import { type RuntimeAnswer, runtimeOf } from "../runtimes.ts";
import type { Comparison } from "./compare.ts";
import type { Fleet } from "./fleet.ts";
import type { RunOption } from "./options.ts";
import { MODE_NAMES, type Mode } from "./waysToRun.ts";
import type { Workload } from "./workload.ts";

/** Three digits, for people. */
export const figure = (value: number): string => String(Number(value.toPrecision(3)));

function workloadText({ requestsPerMonth, durationMs, memoryMb, invocationMemoryMb, ...workload }: Workload): string {
  const { cpuShare, peakToMean, arrival, activeHours, measuredOn } = workload;
  const where = measuredOn === "managed" ? "managed instances" : `${count(measuredOn)} MB of ordinary Lambda`;
  const kind = arrival === "queue" ? "invocations from a queue" : "requests";
  return `${count(requestsPerMonth)} ${kind} a month of ${figure(durationMs)} ms, measured on ${where}, with ${count(memoryMb)} MB, which keep ${figure(cpuShare)} vCPU busy and need ${count(invocationMemoryMb)} MB beside others; in ${figure(activeHours)} hours of a month, the busiest minute ${figure(peakToMean)} times the mean`;
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

/** Limits that must be raised, or the load split. */
const passedTexts = (offered: readonly RunOption[]): string[] => [
  ...new Set(
    offered.flatMap(({ mode, limitsPassed }) =>
      limitsPassed.map((text) => `${MODE_NAMES[mode]} passes a limit: ${text}`),
    ),
  ),
];

function runtimeTexts({ runtime }: Workload): string[] {
  const { model, unknown }: Partial<RuntimeAnswer> = runtime === undefined ? {} : runtimeOf(runtime);
  return [
    ...(model ? [`${model.language}: several at once by ${model.atOnce} (${model.documentation})`] : []),
    ...(unknown ? [`${runtime}: not known: ${unknown}`] : []),
  ];
}

/** The workload, its load, the fleets, and what to know about windows and ordinary Lambda's CPU; each in one sentence. */
export function described(
  { workload, load, onDemandSlowdown, notPossible }: Comparison,
  offered: readonly RunOption[],
): string[] {
  return [
    workloadText(workload),
    `In flight: ${load.meanInFlight.toFixed(2)} on average, ${load.peakInFlight.toFixed(2)} at the peak`,
    ...fleetTexts(offered),
    ...notPossible.map(({ mode, why }) => `${MODE_NAMES[mode]}: not possible: ${why}`),
    ...passedTexts(offered),
    ...runtimeTexts(workload),
    workload.hourly
      ? "The day: by the hour, as given"
      : `The day: one hill with ${figure(workload.peakToMean)} times the mean at the top, assumed; --hourly takes yours`,
    ...(onDemandSlowdown > 1
      ? [
          `ordinary Lambda: ${workload.memoryMb} MB have too little CPU for ${workload.cpuShare} vCPU, so that one takes ${onDemandSlowdown.toFixed(2)} times as long`,
        ]
      : []),
  ];
}
