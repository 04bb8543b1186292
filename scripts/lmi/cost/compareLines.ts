// A comparison, for people.
import type { BreakEven } from "../../../cost/workload/breakEven.ts";
import type { Comparison } from "../../../cost/workload/compare.ts";
import type { Fleet } from "../../../cost/workload/fleet.ts";
import { MODE_NAMES, OUTSIDE_WINDOWS, optionName, verdict } from "../../../cost/workload/naming.ts";
import type { Mode, RunOption } from "../../../cost/workload/options.ts";
import type { InputSureness } from "../../../cost/workload/sureness.ts";
import { columns } from "../../../report/columns.ts";
import { count, usd } from "../../../report/figures.ts";
import { assumptionLines } from "./assumptionLines.ts";

const BAR_CELLS = 24;

/** A bar in proportion, for a terminal. */
const bar = (value: number, most: number): string => "█".repeat(Math.round((value / Math.max(most, 1e-9)) * BAR_CELLS));

/** A plan under which nothing is committed to is no plan. */
const isOffered = ({ commitmentYears, commitmentUsdPerHour }: RunOption): boolean =>
  commitmentYears === 0 || commitmentUsdPerHour > 0;

function optionRows({ options, winner }: Comparison, bars: boolean): string[][] {
  const part = ({ parts }: RunOption, ...whats: string[]) => {
    const found = parts.filter(({ what }) => whats.includes(what));
    return found.length > 0 ? usd(found.reduce((total, { usdPerMonth }) => total + usdPerMonth, 0)) : "-";
  };
  const most = Math.max(...options.map(({ usdPerMonth }) => usdPerMonth));
  return [
    ["", "a month", "compute", "fee", "requests", "egress", "committed", ...(bars ? [""] : [])],
    ...options
      .filter(isOffered)
      .map((option) => [
        `${option === winner ? "* " : "  "}${optionName(option)}`,
        usd(option.usdPerMonth),
        part(option, "duration", "EC2"),
        part(option, "management fee"),
        part(option, "requests"),
        part(option, "egress"),
        option.commitmentUsdPerHour > 0 ? `${usd(option.commitmentUsdPerHour)}/h` : "-",
        ...(bars ? [bar(option.usdPerMonth, most)] : []),
      ]),
  ];
}

function fleetText({ size, maxConcurrency, limitedBy, type, ...fleet }: Fleet): string {
  const { environmentsPerInstance, minEnvironments, maxEnvironments } = fleet;
  return `${minEnvironments} to ${maxEnvironments} environments of ${size.memoryMib} MiB at ${size.memoryGibPerVCpu} GiB per vCPU, ${maxConcurrency} at once in each (${limitedBy} allows no more), ${environmentsPerInstance} per ${type}`;
}

/** What the priced instances are; for a plan, if it is cheapest with others. */
function fleetLines({ options }: Comparison): string[] {
  const told = new Map<Mode, string>();
  return options.filter(isOffered).flatMap(({ mode, fleet, commitmentYears }) => {
    if (!fleet) return [];
    const text = fleetText(fleet);
    if (told.get(mode) === text) return [];
    told.set(mode, text);
    return [`${MODE_NAMES[mode]}${commitmentYears > 0 ? `, ${commitmentYears} year plan` : ""}: ${text}`];
  });
}

/** What is deactivated answers nobody. */
const windowLines = ({ workload, options }: Comparison): string[] =>
  workload.arrival === "requests" && options.some(({ mode }) => mode === "inWindows")
    ? [`${MODE_NAMES.inWindows}: ${OUTSIDE_WINDOWS}`]
    : [];

const slowdownLines = ({ workload, onDemandSlowdown }: Comparison): string[] =>
  onDemandSlowdown > 1
    ? [
        `ordinary Lambda: ${workload.memoryMb} MB have too little CPU for ${workload.cpuShare} vCPU, so that one takes ${onDemandSlowdown.toFixed(2)} times as long`,
      ]
    : [];

const breakEvenText = (at: BreakEven | undefined): string =>
  at === undefined
    ? "never: ordinary Lambda is cheaper however much comes"
    : `${count(at.requestsPerMonth)} requests a month, ${at.gbInFlight.toFixed(2)} GB in flight on average`;

function breakEvenRows({ breakEven }: Comparison): string[][] {
  const { floor, alwaysOn } = breakEven;
  return [
    [`if 3 x ${floor.instanceType} carry it`, breakEvenText(floor)],
    ["sized for the load, always on", breakEvenText(alwaysOn)],
    ...("inWindows" in breakEven ? [["sized for the load, in windows only", breakEvenText(breakEven.inWindows)]] : []),
  ];
}

const figure = (value: number): string => String(Number(value.toPrecision(3)));

function inputRow({ input, value, certainty, below, above }: InputSureness): string[] {
  const wins = (mode: Mode) => `${MODE_NAMES[mode]} wins`;
  const flips = [
    below && `below ${figure(below.at)} ${wins(below.winner)}`,
    above && `above ${figure(above.at)} ${wins(above.winner)}`,
  ].filter((text) => text !== undefined);
  return [
    input,
    String(Number(value.toPrecision(6))),
    certainty,
    flips.join("; ") || "changes nothing within a factor of ten",
  ];
}

/** @param bars whether to draw; for a terminal */
export function compareLines(comparison: Comparison, bars: boolean): string[] {
  const { demand, winnerWithCommitment, sureness, inputs, notPriced, prices, assumptions, workload } = comparison;
  const committed =
    winnerWithCommitment.commitmentUsdPerHour === 0
      ? "No Savings Plan makes anything cheaper than that."
      : `With a commitment, ${optionName(winnerWithCommitment)}: ${usd(winnerWithCommitment.usdPerMonth)} a month.`;
  const measured = Object.entries(workload.certainty).filter(([, how]) => how === "measured");
  return [
    verdict(comparison),
    committed,
    "",
    ...columns(optionRows(comparison, bars)),
    "",
    `In flight: ${demand.meanInFlight.toFixed(2)} on average, ${demand.peakInFlight.toFixed(2)} at the peak, in ${figure(workload.activeHours)} hours of a month`,
    ...fleetLines(comparison),
    ...windowLines(comparison),
    ...slowdownLines(comparison),
    "",
    "Break-even with ordinary Lambda:",
    ...columns(breakEvenRows(comparison)).map((row) => `  ${row}`),
    "",
    `How sure: ${sureness}${measured.length > 0 ? `; measured: ${measured.map(([name]) => name).join(", ")}` : "; nothing was measured"}`,
    ...columns(inputs.map(inputRow)).map((row) => `  ${row}`),
    "",
    "Not priced here:",
    ...notPriced.map(
      ({ name, fitsBetterWhen, documentation }) => `  ${name} fits better when ${fitsBetterWhen} (${documentation})`,
    ),
    ...assumptionLines(assumptions, prices),
  ];
}
