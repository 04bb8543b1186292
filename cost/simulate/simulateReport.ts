// Simulated configurations as a report: side by side, then each of them by period.

import { type Block, list, onPage } from "../../report/block.ts";
import { count, percent, usd } from "../../report/figures.ts";
import { keyFigures } from "../../report/keyFigures.ts";
import type { Report, Section } from "../../report/report.ts";
import { sparklines } from "../../report/sparklines.ts";
import { table } from "../../report/table.ts";
import { COUNT, PERCENT, TIME, USD } from "../../report/units.ts";
import type { Assumption } from "../constants.ts";
import type { PriceTable } from "../prices/priceTable.ts";
import { restsOn } from "../restsOn.ts";
import { bucketsOf } from "./buckets.ts";
import { THROTTLE_REASONS } from "./model.ts";
import { throttledIn } from "./series.ts";
import type { Simulation } from "./simulate.ts";
import { comparedCharts, type SimulatedConfig, simulatedCharts } from "./simulateCharts.ts";
import type { SimulatedCost } from "./totals.ts";
import type { Traffic } from "./traffic.ts";

export interface Simulated {
  readonly traffic: Traffic;
  readonly configs: readonly SimulatedConfig[];
  /** Of the traffic and the verdict, in whole sentences. */
  readonly notes: readonly string[];
  /** Minutes of one row of the tables. */
  readonly everyMinutes: number;
  /** Of a terminal that sparklines are drawn for; none when left out. */
  readonly columns?: number;
}

type Row = readonly [label: string, of: (simulation: Simulation) => string];

const COSTS: readonly (readonly [string, keyof SimulatedCost])[] = [
  ["EC2", "ec2Usd"],
  ["management fee", "feeUsd"],
  ["requests served", "requestsUsd"],
  ["total", "totalUsd"],
];

function summaryRows(simulations: readonly Simulation[]): Row[] {
  const seen = THROTTLE_REASONS.filter((reason) => simulations.some(({ totals }) => totals.throttledBy[reason] > 0));
  return [
    ["requests", ({ totals }) => count(totals.requests)],
    ["throttled", ({ totals }) => `${count(totals.throttled)} (${percent(totals.throttledShare)})`],
    ...seen.map((reason): Row => [`  by ${reason}`, ({ totals }) => count(totals.throttledBy[reason])]),
    ["one environment takes", ({ model }) => `${count(model.invocations)} in flight (${model.limitedBy})`],
    [
      "environments, min/mean/max",
      ({ totals: { environments } }) => [environments.min, environments.mean, environments.max].map(count).join(" / "),
    ],
    ["instances, mean/max", ({ totals: { instances } }) => `${count(instances.mean)} / ${count(instances.max)}`],
    ["instance type", ({ instanceType, totals }) => (totals.instances.max > 0 ? instanceType : "-")],
    [
      "CPU of environments, mean/peak",
      ({ totals: { cpuUtilization } }) => `${percent(cpuUtilization.mean)} / ${percent(cpuUtilization.peak)}`,
    ],
    ...COSTS.map(
      ([label, part]): Row => [
        `${label}, simulated / a month`,
        ({ totals }) => `${usd(totals.cost[part])} / ${usd(totals.costPerMonth[part])}`,
      ],
    ),
  ];
}

const summaryTable = (configs: readonly SimulatedConfig[]): Block =>
  table({
    caption: "The whole time, and a month of it",
    columns: [{ head: "" }, ...configs.map(({ name }) => ({ head: name }))],
    rows: summaryRows(configs.map(({ simulation }) => simulation)).map(([label, of]): [string, ...string[]] => [
      label,
      ...configs.map(({ simulation }) => of(simulation)),
    ]),
  });

const periodTable = (simulation: Simulation, everyMinutes: number): Block =>
  table({
    caption: "By period",
    columns: [
      { head: "from, UTC" },
      { head: "requests", unit: COUNT },
      { head: "throttled", unit: COUNT },
      { head: "environments", unit: COUNT },
      { head: "instances", unit: COUNT },
      { head: "CPU", unit: PERCENT },
      { head: "cost", unit: USD },
    ],
    rows: bucketsOf(simulation, everyMinutes).map(
      ({ at, requests, throttled, environments, instances, meanCpuUtilization, usd: cost }) =>
        [TIME.cell(at), requests, throttled, environments, instances, meanCpuUtilization, cost] as const,
    ),
  });

const lineOf = ({ series }: Simulation, width: number): Block =>
  sparklines(
    [
      { name: "requests", values: series.requests, per: "a minute" },
      { name: "environments", values: series.environments },
      {
        name: "throttled",
        values: Float64Array.from(series.requests, (_, minute) => throttledIn(series, minute)),
        per: "a minute",
      },
    ],
    width,
  );

const figuresOf = ({ totals, instanceType }: Simulation): Block =>
  keyFigures([
    {
      label: "A month like this",
      value: usd(totals.costPerMonth.totalUsd),
      note: `of it ${usd(totals.costPerMonth.feeUsd)} management fee`,
    },
    { label: "Throttled", value: percent(totals.throttledShare), note: `${count(totals.throttled)} requests` },
    {
      label: "Environments at most",
      value: count(totals.environments.max),
      note: `${count(totals.environments.mean)} on average`,
    },
    { label: "Instances at most", value: count(totals.instances.max), note: instanceType },
  ]);

const sectionOf = (config: SimulatedConfig, { everyMinutes, columns }: Simulated): Section => ({
  heading: config.name,
  blocks: [
    figuresOf(config.simulation),
    ...simulatedCharts(config).map((chart) => onPage(() => chart)),
    ...(columns === undefined ? [] : [lineOf(config.simulation, columns)]),
    periodTable(config.simulation, everyMinutes),
  ],
});

/** `1 d`, `36 h` */
function timeOf({ requests }: Traffic): string {
  const hours = requests.length / 60;
  return hours % 24 === 0 ? `${hours / 24} d` : `${count(hours)} h`;
}

export function simulateReport(
  simulated: Simulated,
  assumptions: readonly Assumption[],
  prices: Pick<PriceTable, "region" | "date" | "source">,
): Report {
  const { traffic, configs, notes } = simulated;
  const verdicts = configs.map(
    ({ name, simulation: { totals } }) =>
      `${name} throttles ${percent(totals.throttledShare)} and costs ${usd(totals.costPerMonth.totalUsd)} a month`,
  );
  const said = [
    ...notes,
    ...configs.flatMap(({ name, simulation }) => simulation.notes.map((note) => `${name}: ${note}`)),
  ];
  return {
    title: "Traffic against managed instances",
    lead: `${timeOf(traffic)} from ${TIME.text(traffic.from)} UTC, minute by minute: ${verdicts.join("; ")}.`,
    sections: [
      {
        heading: "Side by side",
        blocks: [
          ...(configs.length > 1 ? comparedCharts(configs).map((chart) => onPage(() => chart)) : []),
          summaryTable(configs),
        ],
      },
      ...configs.map((config) => sectionOf(config, simulated)),
      { heading: "What to know", blocks: said.length > 0 ? [list(said)] : [] },
      restsOn(assumptions, prices),
    ],
    foot: `Prices of ${prices.region}, on demand, read on ${prices.date}.`,
  };
}
