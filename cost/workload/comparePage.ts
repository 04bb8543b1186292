// A comparison as a page with charts.

import type { Block } from "../../report/block.ts";
import { list, paragraph } from "../../report/block.ts";
import { barChart } from "../../report/chart/barChart.ts";
import { lineChart } from "../../report/chart/lineChart.ts";
import type { Series } from "../../report/chart/lineData.ts";
import { count, usd } from "../../report/figures.ts";
import { keyFigures } from "../../report/keyFigures.ts";
import { notes } from "../../report/notes.ts";
import { page } from "../../report/page.ts";
import type { Section } from "../../report/report.ts";
import { table } from "../../report/table.ts";
import { COUNT, HOURS, USD } from "../../report/units.ts";
import type { Comparison } from "./compare.ts";
import { type CurvePoint, costByActiveHours, costByRequests } from "./curves.ts";
import { MODE_NAMES, OUTSIDE_WINDOWS, optionName, verdict } from "./naming.ts";
import { MODES, type Pricing, type RunOption } from "./options.ts";

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
    breakEven.floor.requestsPerMonth,
    breakEven.alwaysOn?.requestsPerMonth,
    breakEven.inWindows?.requestsPerMonth,
  ]
    .filter((value) => value !== undefined)
    .filter((value) => value > 0);
  return [Math.max(1, Math.min(...marked) / 10), Math.min(1e13, Math.max(...marked) * 10)];
}

function breakEvenChart(comparison: Comparison, pricing: Pricing): Block {
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

const hoursChart = ({ workload }: Comparison, pricing: Pricing): Block =>
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

const optionsChart = (options: readonly RunOption[]): Block =>
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

function surenessBlocks({ inputs, sureness }: Comparison): Block[] {
  return [
    paragraph(
      {
        sure: "Sure: of what was not measured, nothing changes the winner within a factor of two.",
        likely:
          "Likely: an input that was not measured changes the winner within a factor of two, or nothing was measured.",
        open: "Open: an input that was not measured changes the winner within a quarter of its value.",
      }[sureness],
    ),
    table({
      caption: "What would change the answer",
      columns: [
        { head: "Input" },
        { head: "Known how" },
        { head: "Value", unit: COUNT },
        { head: "Another wins below", unit: COUNT },
        { head: "Another wins above", unit: COUNT },
      ],
      rows: inputs.map(
        ({ input, certainty, value, below, above }) => [input, certainty, value, below?.at, above?.at] as const,
      ),
    }),
  ];
}

/** The text of one HTML file. */
export function comparePage(comparison: Comparison, pricing: Pricing): string {
  const { workload, winner, winnerWithCommitment, options, breakEven, demand, assumptions, notPriced, prices } =
    comparison;
  const offered = options.filter(
    ({ commitmentYears, commitmentUsdPerHour }) => commitmentYears === 0 || commitmentUsdPerHour > 0,
  );
  const crossing = breakEven.inWindows ?? breakEven.alwaysOn;
  const sections: Section[] = [
    {
      heading: "The answer",
      blocks: [
        keyFigures([
          { label: "Cheapest", value: usd(winner.usdPerMonth), note: `a month, ${optionName(winner)}` },
          {
            label: "With any commitment",
            value: usd(winnerWithCommitment.usdPerMonth),
            note: `a month, ${optionName(winnerWithCommitment)}`,
          },
          {
            label: "Break-even",
            value: crossing ? count(crossing.requestsPerMonth) : "none",
            note: crossing
              ? `requests a month, ${crossing.gbInFlight.toFixed(2)} GB in flight`
              : "ordinary Lambda is cheaper at any load",
          },
          { label: "In flight at the peak", value: count(demand.peakInFlight), note: "invocations at once" },
        ]),
        optionsChart(offered),
        ...(workload.arrival === "requests" && offered.some(({ mode }) => mode === "inWindows")
          ? [paragraph(`${MODE_NAMES.inWindows}: ${OUTSIDE_WINDOWS}.`)]
          : []),
      ],
    },
    { heading: "From when on", blocks: [breakEvenChart(comparison, pricing), hoursChart(comparison, pricing)] },
    { heading: "How sure", blocks: surenessBlocks(comparison) },
    {
      heading: "Not priced here",
      blocks: [list(notPriced.map(({ name, fitsBetterWhen }) => `${name} fits better when ${fitsBetterWhen}.`))],
    },
    { heading: "What this rests on", blocks: [notes(assumptions)] },
  ];
  return page({
    title: "Should this workload move to managed instances?",
    lead: verdict(comparison),
    sections,
    foot: `Prices of ${prices.region}, on demand, read on ${prices.date}.`,
  });
}
