// The charts of a comparison.
import type { Block } from "../../report/block.ts";
import { barChart } from "../../report/chart/barChart.ts";
import { lineChart } from "../../report/chart/lineChart.ts";
import type { Series } from "../../report/chart/lineData.ts";
import { COUNT, HOURS, USD } from "../../report/units.ts";
import type { Comparison } from "./compare.ts";
import { type CurvePoint, costByActiveHours, costByRequests } from "./curves.ts";
import { optionName } from "./naming.ts";
import type { Pricing, RunOption } from "./options.ts";
import { MODE_NAMES, MODES } from "./waysToRun.ts";

const PARTS = ["duration", "EC2", "management fee", "requests", "egress"] as const;

const seriesOf = (points: readonly CurvePoint[]): Series[] =>
  MODES.map((mode) => ({
    name: MODE_NAMES[mode],
    points: points.flatMap(({ at, usdPerMonth }) => {
      const value = usdPerMonth[mode];
      return value === undefined ? [] : [[at, value] as const];
    }),
  })).filter(({ points: drawn }) => drawn.length > 0);

/** Around what was asked about and where the lines cross, a decade to each side. */
function requestRange({ workload, breakEven }: Comparison): [number, number] {
  const marked = [
    workload.requestsPerMonth,
    breakEven.floor?.requestsPerMonth,
    breakEven.alwaysOn?.requestsPerMonth,
    breakEven.inWindows?.requestsPerMonth,
  ]
    .filter((value) => value !== undefined)
    .filter((value) => value > 0);
  return [Math.max(1, Math.min(...marked) / 10), Math.min(1e13, Math.max(...marked) * 10)];
}

/** Around this workload and where the lines cross. */
export function breakEvenChart(comparison: Comparison, pricing: Pricing): Block {
  const { workload, breakEven } = comparison;
  const markers = [
    { label: "this workload", at: workload.requestsPerMonth },
    { label: "break-even, always on", at: breakEven.alwaysOn?.requestsPerMonth },
    { label: "break-even, in windows", at: breakEven.inWindows?.requestsPerMonth },
  ];
  return lineChart({
    title: "Cost by requests",
    description: "What a month costs as load grows, everything else being equal, without commitments.",
    x: { title: "Requests a month", scale: "log", unit: COUNT },
    y: { title: "US dollars a month", scale: "log", unit: USD },
    series: seriesOf(costByRequests(workload, pricing, requestRange(comparison))),
    markers: markers.flatMap(({ label, at }) =>
      at === undefined || at <= 0 ? [] : [{ label, axis: "x" as const, at }],
    ),
  });
}

export const hoursChart = ({ workload }: Comparison, pricing: Pricing): Block =>
  lineChart({
    title: "Cost by active hours",
    description:
      "The same requests in more or fewer hours of a month; capacity in windows is there in those hours only.",
    x: { title: "Hours of a month with load", unit: HOURS },
    y: { title: "US dollars a month", unit: USD },
    series: seriesOf(costByActiveHours(workload, pricing)),
    markers: [{ label: "this workload", axis: "x", at: workload.activeHours }],
  });

const partsOf = ({ parts }: RunOption) =>
  Object.fromEntries(PARTS.map((name) => [name, parts.find(({ what }) => what === name)?.usdPerMonth ?? 0])) as Record<
    (typeof PARTS)[number],
    number
  >;

export const optionsChart = (options: readonly RunOption[]): Block =>
  barChart({
    title: "What makes up the cost",
    description: "Every option, with and without a Savings Plan; no plan touches the management fee.",
    valueTitle: "US dollars a month",
    unit: USD,
    groupTitle: "Option",
    layout: "stacked",
    series: PARTS,
    groups: options.map((option) => ({ name: optionName(option), values: partsOf(option) })),
  });
