// Simulated configurations as a page with charts.

import { type Block, list, paragraph } from "../../report/block.ts";
import { barChart } from "../../report/chart/barChart.ts";
import { lineChart } from "../../report/chart/lineChart.ts";
import type { Band, Point } from "../../report/chart/lineData.ts";
import { count, percent, usd } from "../../report/figures.ts";
import { keyFigures } from "../../report/keyFigures.ts";
import { notes } from "../../report/notes.ts";
import { page } from "../../report/page.ts";
import type { Section } from "../../report/report.ts";
import { COUNT, USD } from "../../report/units.ts";
import type { Assumption } from "../constants.ts";
import type { PriceTable } from "../prices/priceTable.ts";
import { bucketsOf } from "./buckets.ts";
import { THROTTLE_REASONS } from "./model.ts";
import { throttledIn } from "./series.ts";
import { minuteAt, type Simulation } from "./simulate.ts";
import { MINUTE } from "./traffic.ts";

export interface SimulatedPage {
  readonly configs: readonly { readonly name: string; readonly simulation: Simulation }[];
  readonly notes: readonly string[];
  readonly assumptions: readonly Assumption[];
  readonly prices: Pick<PriceTable, "region" | "date">;
}

const pointsOf = (simulation: Simulation, values: ArrayLike<number>): Point[] =>
  Array.from({ length: values.length }, (_, minute) => [minuteAt(simulation, minute), values[minute] ?? 0] as const);

/** When the function was deactivated. */
function deactivated(simulation: Simulation): Band[] {
  const spans: [number, number][] = [];
  simulation.series.maxEnvironments.forEach((max, minute) => {
    if (max > 0) return;
    const at = minuteAt(simulation, minute);
    const last = spans.at(-1);
    if (last?.[1] === at) last[1] = at + MINUTE;
    else spans.push([at, at + MINUTE]);
  });
  return spans.length > 0 ? [{ label: "deactivated", spans }] : [];
}

const TIME_AXIS = { title: "Time, UTC", scale: "time" } as const;

function chartsOf(name: string, simulation: Simulation): Block[] {
  const { series } = simulation;
  const bands = deactivated(simulation);
  const throttled = Float64Array.from(series.requests, (_, minute) => throttledIn(series, minute));
  const spent = bucketsOf(simulation, 60).map(({ at, usd: value }) => [at, value] as const);
  // A step has no width after its last point.
  const end = [minuteAt(simulation, series.usd.length), spent.at(-1)?.[1] ?? 0] as const;
  return [
    lineChart({
      title: `${name}: traffic`,
      description: "Requests a minute, and those of them that were refused.",
      x: TIME_AXIS,
      y: { title: "Requests a minute", unit: COUNT },
      series: [
        { name: "requests", points: pointsOf(simulation, series.requests), area: true },
        { name: "throttled", points: pointsOf(simulation, throttled), curve: "step" },
      ],
      bands,
      height: "half",
    }),
    lineChart({
      title: `${name}: capacity`,
      description: "Execution environments that take work, and instances that bill.",
      x: TIME_AXIS,
      y: { title: "How many", unit: COUNT },
      series: [
        { name: "environments", points: pointsOf(simulation, series.environments), curve: "step" },
        { name: "instances", points: pointsOf(simulation, series.instances), curve: "step" },
      ],
      bands,
      height: "half",
    }),
    lineChart({
      title: `${name}: cost`,
      description: "EC2 and the management fee, by the hour.",
      x: TIME_AXIS,
      y: { title: "US dollars an hour", unit: USD },
      series: [
        {
          name: "cost",
          points: [...spent, end],
          curve: "step",
          area: true,
        },
      ],
      bands,
      height: "half",
    }),
  ];
}

function figuresOf({ totals, instanceType }: Simulation): Block {
  const { throttled, throttledShare, costPerMonth, environments, instances } = totals;
  return keyFigures([
    {
      label: "A month like this",
      value: usd(costPerMonth.totalUsd),
      note: `of it ${usd(costPerMonth.feeUsd)} management fee`,
    },
    { label: "Throttled", value: percent(throttledShare), note: `${count(throttled)} requests` },
    { label: "Environments at most", value: count(environments.max), note: `${count(environments.mean)} on average` },
    { label: "Instances at most", value: count(instances.max), note: instanceType },
  ]);
}

function comparison(configs: SimulatedPage["configs"]): Section[] {
  if (configs.length < 2) return [];
  const group = <Name extends string>(values: (simulation: Simulation) => Record<Name, number>) =>
    configs.map(({ name, simulation }) => ({ name, values: values(simulation) }));
  return [
    {
      heading: "Side by side",
      blocks: [
        barChart({
          title: "Cost",
          description: "What a month like the simulated time costs.",
          valueTitle: "US dollars a month",
          unit: USD,
          groupTitle: "Configuration",
          layout: "stacked",
          series: ["EC2", "management fee", "requests"],
          groups: group(({ totals: { costPerMonth } }) => ({
            EC2: costPerMonth.ec2Usd,
            "management fee": costPerMonth.feeUsd,
            requests: costPerMonth.requestsUsd,
          })),
        }),
        barChart({
          title: "Throttles",
          description: "Requests that were refused, by reason.",
          valueTitle: "Requests",
          unit: COUNT,
          groupTitle: "Configuration",
          layout: "stacked",
          series: THROTTLE_REASONS,
          groups: group(({ totals }) => ({ ...totals.throttledBy })),
        }),
      ],
    },
  ];
}

/** The text of one HTML file. */
export function simulatePage({ configs, notes: said, assumptions, prices }: SimulatedPage): string {
  const [first] = configs;
  const hours = (first?.simulation.series.requests.length ?? 0) / 60;
  return page({
    title: "Traffic against managed instances",
    lead: `${count(hours)} hours, minute by minute: ${configs
      .map(
        ({ name, simulation: { totals } }) =>
          `${name} throttles ${percent(totals.throttledShare)} and costs ${usd(totals.costPerMonth.totalUsd)} a month`,
      )
      .join("; ")}.`,
    sections: [
      ...comparison(configs),
      ...configs.map(({ name, simulation }) => ({
        heading: name,
        blocks: [
          figuresOf(simulation),
          ...chartsOf(name, simulation),
          ...(simulation.notes.length > 0 ? [list(simulation.notes)] : []),
        ],
      })),
      { heading: "What this rests on", blocks: [...said.map((note) => paragraph(note)), notes(assumptions)] },
    ],
    foot: `Prices of ${prices.region}, on demand, read on ${prices.date}.`,
  });
}
