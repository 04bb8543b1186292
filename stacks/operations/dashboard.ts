// The dashboard, out of the list of alarms and the table of emitted metrics: what is alarmed or emitted is shown.
import { METRICS, type MetricGroup, NAMESPACE } from "../../app/shared/metrics.ts";
import { type Alarm, COMPOSITE, idOf } from "./alarm.ts";
import type { Metric } from "./metric.ts";

export interface DashboardOptions {
  readonly region: string;
  readonly alarms: readonly Alarm[];
  readonly alarmArn: (id: string) => string;
  /** By group of emitted metrics. */
  readonly dimensions: Readonly<Record<MetricGroup, readonly Metric["dimensions"][]>>;
}

const COLUMNS = 3;
const [WIDTH, HEIGHT] = [8, 6];
/** Of one widget: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
const MOST_ALARMS = 100;

/** What adds up; of all others the largest value counts. */
const SUMS = new Set<MetricGroup>(["tick", "accidents", "attempts"]);

/** The body, as JSON: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
export function dashboardBody({ region, alarms, alarmArn, dimensions }: DashboardOptions): string {
  const ofAlarms = alarms.map((alarm) => ({
    title: idOf(alarm),
    annotations: { alarms: [alarmArn(idOf(alarm))] },
  }));
  const groups = Object.entries(METRICS) as [MetricGroup, Readonly<Record<string, string>>][];
  const ofMetrics = groups.flatMap(([group, metrics]) =>
    Object.entries(metrics).map(([name, unit]) => ({
      title: `${name} (${unit})`,
      stat: SUMS.has(group) ? "Sum" : "Maximum",
      period: 60,
      metrics: dimensions[group].map((having) => [NAMESPACE, name, ...Object.entries(having).flat()]),
    })),
  );
  // The one that pages first: a composite has no graph.
  const states = {
    type: "alarm",
    x: 0,
    y: 0,
    width: COLUMNS * WIDTH,
    height: HEIGHT,
    properties: {
      title: "States of all alarms",
      alarms: [COMPOSITE, ...alarms.map(idOf)].slice(0, MOST_ALARMS).map(alarmArn),
    },
  };
  const widgets = [...ofAlarms, ...ofMetrics].map((properties, index) => ({
    type: "metric",
    x: (index % COLUMNS) * WIDTH,
    y: HEIGHT + Math.floor(index / COLUMNS) * HEIGHT,
    width: WIDTH,
    height: HEIGHT,
    properties: { region, view: "timeSeries", ...properties },
  }));
  return JSON.stringify({ widgets: [states, ...widgets] });
}
