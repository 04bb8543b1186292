// What lmi cost simulate prints for people: the configurations side by side, then each of them by the hour.
import type { Assumption } from "../../../cost/constants.ts";
import type { PriceTable } from "../../../cost/prices/priceTable.ts";
import { bucketsOf } from "../../../cost/simulate/buckets.ts";
import { THROTTLE_REASONS } from "../../../cost/simulate/model.ts";
import { throttledIn } from "../../../cost/simulate/series.ts";
import type { Simulation } from "../../../cost/simulate/simulate.ts";
import type { SimulatedCost } from "../../../cost/simulate/totals.ts";
import { columns } from "../../../report/columns.ts";
import { count, percent, usd } from "../../../report/figures.ts";
import { sparkline } from "../../../report/sparkline.ts";
import { utc } from "../utc.ts";
import { assumptionLines } from "./assumptionLines.ts";
import type { Loaded } from "./simulatedTraffic.ts";

/** A configuration, and what it made of the traffic. */
export interface SimulatedConfig {
  readonly name: string;
  readonly simulation: Simulation;
}

export interface Shown {
  readonly loaded: Loaded;
  readonly prices: PriceTable;
  /** Constants of the table. */
  readonly used: readonly Assumption[];
  readonly everyMinutes: number;
  /** Of a terminal that charts are drawn for; none when left out. */
  readonly chartColumns?: number;
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

const summaryLines = (configs: readonly SimulatedConfig[]): string[] =>
  columns([
    ["", ...configs.map(({ name }) => name)],
    ...summaryRows(configs.map(({ simulation }) => simulation)).map(([label, of]) => [
      label,
      ...configs.map(({ simulation }) => of(simulation)),
    ]),
  ]);

const tableLines = (simulation: Simulation, everyMinutes: number): string[] =>
  columns([
    ["from", "requests", "throttled", "environments", "instances", "CPU", "cost"],
    ...bucketsOf(simulation, everyMinutes).map((bucket) => [
      utc(bucket.at),
      count(bucket.requests),
      count(bucket.throttled),
      count(bucket.environments),
      count(bucket.instances),
      percent(bucket.meanCpuUtilization),
      usd(bucket.usd),
    ]),
  ]);

/** Load, environments and throttles, one line each. */
function chartLines({ series }: Simulation, width: number): string[] {
  const throttles = Float64Array.from(series.requests, (_, minute) => throttledIn(series, minute));
  const charts: readonly (readonly [label: string, values: Float64Array, unit: string])[] = [
    ["requests", series.requests, " a minute"],
    ["environments", series.environments, ""],
    ["throttled", throttles, " a minute"],
  ];
  const labels = columns(
    charts.map(([label, values, unit]) => [
      label,
      `to ${count(values.reduce((top, value) => Math.max(top, value), 0))}${unit}`,
    ]),
  );
  const labelWidth = Math.max(...labels.map(({ length }) => length)) + 2;
  return charts.map(([, values], index) =>
    `${labels[index]?.padEnd(labelWidth)}${sparkline(values, Math.max(10, width - labelWidth - 1))}`.trimEnd(),
  );
}

export function simulateLines(configs: readonly SimulatedConfig[], shown: Shown): string[] {
  const { loaded, prices, used, everyMinutes, chartColumns } = shown;
  const { from, requests } = loaded.traffic;
  const hours = requests.length / 60;
  return [
    `${hours % 24 === 0 ? `${hours / 24} d` : `${count(hours)} h`} from ${utc(from)}, minute by minute`,
    "",
    ...summaryLines(configs),
    ...configs.flatMap(({ name, simulation }) => [
      "",
      `${name}:`,
      ...(chartColumns === undefined ? [] : [...chartLines(simulation, chartColumns), ""]),
      ...tableLines(simulation, everyMinutes),
    ]),
    "",
    ...[
      ...loaded.notes,
      ...configs.flatMap(({ name, simulation }) => simulation.notes.map((note) => `${name}: ${note}`)),
    ].map((note) => `Note: ${note}`),
    ...assumptionLines(used, prices),
  ];
}
