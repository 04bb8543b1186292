// A comparison as a report: the answer, what each way to run the workload costs, from when on another wins, how sure that is.
import { type Block, list, onPage, paragraph } from "../../report/block.ts";
import { count, usd } from "../../report/figures.ts";
import { keyFigures } from "../../report/keyFigures.ts";
import type { Report, Section } from "../../report/report.ts";
import { table } from "../../report/table.ts";
import { COUNT, USD } from "../../report/units.ts";
import { restsOn } from "../restsOn.ts";
import type { BreakEven } from "./breakEven.ts";
import type { Comparison } from "./compare.ts";
import { breakEvenChart, hoursChart, optionsChart } from "./compareCharts.ts";
import { described, figure } from "./described.ts";
import { optionName, verdict } from "./naming.ts";
import type { Pricing, RunOption } from "./options.ts";
import type { InputSureness } from "./sureness.ts";
import { MODE_NAMES } from "./waysToRun.ts";

/** A plan under which nothing is committed to is no plan. */
const isOffered = ({ commitmentYears, commitmentUsdPerHour }: RunOption): boolean =>
  commitmentYears === 0 || commitmentUsdPerHour > 0;

function optionsTable(offered: readonly RunOption[]): Block {
  const part = ({ parts }: RunOption, ...whats: readonly string[]): number | undefined => {
    const found = parts.filter(({ what }) => whats.includes(what));
    return found.length === 0 ? undefined : found.reduce((total, { usdPerMonth }) => total + usdPerMonth, 0);
  };
  return table({
    caption: "US dollars a month; what is committed to, an hour",
    columns: [
      { head: "Option" },
      { head: "a month", unit: USD },
      { head: "compute", unit: USD },
      { head: "fee", unit: USD },
      { head: "requests", unit: USD },
      { head: "egress", unit: USD },
      { head: "committed/h", unit: USD },
    ],
    rows: offered.map(
      (option) =>
        [
          optionName(option),
          option.usdPerMonth,
          part(option, "duration", "EC2"),
          part(option, "management fee"),
          part(option, "requests"),
          part(option, "egress"),
          option.commitmentUsdPerHour > 0 ? option.commitmentUsdPerHour : undefined,
        ] as const,
    ),
  });
}

const breakEvenText = (at: BreakEven | undefined): string =>
  at === undefined
    ? "never: ordinary Lambda is cheaper however much comes"
    : `${count(at.requestsPerMonth)} requests a month, ${at.gbInFlight.toFixed(2)} GB in flight on average`;

function breakEvenTable({ breakEven }: Comparison): Block {
  const { floor, alwaysOn } = breakEven;
  if (floor === undefined || !("alwaysOn" in breakEven)) return paragraph("None: only one side is possible.");
  return table({
    caption: "Break-even with ordinary Lambda",
    columns: [{ head: "Managed instances" }, { head: "Break-even with ordinary Lambda" }],
    rows: [
      [`if 3 x ${floor.instanceType} carry it`, breakEvenText(floor)],
      ["sized for the load, always on", breakEvenText(alwaysOn)],
      ...("inWindows" in breakEven
        ? [["sized for the load, in windows only", breakEvenText(breakEven.inWindows)] as const]
        : []),
    ],
  });
}

function startsSection({ starts }: Comparison): Section[] {
  if (starts.length === 0) return [];
  const rows = starts.map(({ name, usdPerMonth, waits, how }) => [name, usdPerMonth, waits, how] as const);
  const columns = [
    { head: "Way to start" },
    { head: "a month", unit: USD },
    { head: "a request may wait for" },
    { head: "how" },
  ] as const;
  return [{ heading: "Cold starts", blocks: [table({ caption: "Without commitments", columns, rows })] }];
}

const SURENESS = {
  sure: "Sure: of what was not measured, nothing changes the winner within a factor of two",
  likely: "Likely: an input that was not measured changes the winner within a factor of two, or nothing was measured",
  open: "Open: an input that was not measured changes the winner within a quarter of its value",
} as const;

function surenessBlocks({ inputs, sureness, workload }: Comparison): Block[] {
  const measured = Object.entries(workload.certainty).flatMap(([name, how]) => (how === "measured" ? [name] : []));
  const flips = ({ below, above }: InputSureness) =>
    [
      below && `below ${figure(below.at)} ${MODE_NAMES[below.winner]} wins`,
      above && `above ${figure(above.at)} ${MODE_NAMES[above.winner]} wins`,
    ].filter((text) => text !== undefined);
  return [
    paragraph(
      `${SURENESS[sureness]}; ${measured.length > 0 ? `measured: ${measured.join(", ")}` : "nothing was measured"}.`,
    ),
    table({
      caption: "What would change the answer",
      columns: [{ head: "Input" }, { head: "Value", unit: COUNT }, { head: "Known how" }, { head: "Another wins" }],
      rows: inputs.map(
        (input) =>
          [
            input.input,
            input.value,
            input.certainty,
            flips(input).join("; ") || "nowhere within a factor of ten",
          ] as const,
      ),
    }),
  ];
}

export function compareReport(comparison: Comparison, pricing: Pricing): Report {
  const { winner, winnerWithCommitment, breakEven, load, assumptions, notPriced, prices } = comparison;
  const offered = comparison.options.filter(isOffered);
  const crossing = breakEven.inWindows ?? breakEven.alwaysOn;
  const committed =
    winnerWithCommitment.commitmentUsdPerHour === 0
      ? "No Savings Plan makes anything cheaper than that."
      : `With a commitment, ${optionName(winnerWithCommitment)}: ${usd(winnerWithCommitment.usdPerMonth)} a month.`;
  return {
    title: "Should this workload move to managed instances?",
    lead: verdict(comparison),
    sections: [
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
                : "alwaysOn" in breakEven
                  ? "ordinary Lambda is cheaper at any load"
                  : "only one side is possible",
            },
            { label: "In flight at the peak", value: count(load.peakInFlight), note: "invocations at once" },
          ]),
          paragraph(committed),
          onPage(() => optionsChart(offered)),
          optionsTable(offered),
        ],
      },
      { heading: "The workload and what carries it", blocks: [list(described(comparison, offered))] },
      {
        heading: "From when on",
        blocks: [
          breakEvenTable(comparison),
          onPage(() => breakEvenChart(comparison, pricing)),
          onPage(() => hoursChart(comparison, pricing)),
        ],
      },
      ...startsSection(comparison),
      { heading: "How sure", blocks: surenessBlocks(comparison) },
      {
        heading: "Not priced here",
        blocks: [
          list(
            notPriced.map(
              ({ name, fitsBetterWhen, documentation }) =>
                `${name} fits better when ${fitsBetterWhen} (${documentation})`,
            ),
          ),
        ],
      },
      restsOn(assumptions, prices),
    ],
    foot: `Prices of ${prices.region}, on demand, read on ${prices.date}.`,
  };
}
