// What the page of a simulation shows that a terminal cannot: its minutes as lines, and configurations as bars.

import type { Block } from "../../report/block.ts";
import { barChart } from "../../report/chart/barChart.ts";
import { lineChart } from "../../report/chart/lineChart.ts";
import type { Band, Point } from "../../report/chart/lineData.ts";
import { COUNT, USD } from "../../report/units.ts";
import { bucketsOf } from "./buckets.ts";
import { THROTTLE_REASONS } from "./model.ts";
import { throttledIn } from "./series.ts";
import { minuteAt, type Simulation } from "./simulate.ts";
import { MINUTE } from "./traffic.ts";

/** A configuration, and what it made of the traffic. */
export interface SimulatedConfig {
  readonly name: string;
  readonly simulation: Simulation;
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

/** Traffic, capacity and cost, minute by minute. */
export function simulatedCharts({ name, simulation }: SimulatedConfig): Block[] {
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

/** What the configurations cost, and what they refuse. */
export function comparedCharts(configs: readonly SimulatedConfig[]): Block[] {
  const group = <Name extends string>(values: (simulation: Simulation) => Record<Name, number>) =>
    configs.map(({ name, simulation }) => ({ name, values: values(simulation) }));
  return [
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
  ];
}
