// The alarms of the list as CloudWatch has them, and the composite of those that page: one call for one incident.
import { CloudwatchCompositeAlarm } from "@cdktf/provider-aws/lib/cloudwatch-composite-alarm/index.js";
import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm/index.js";
import { Construct } from "constructs";
import { type Alarm, COMPOSITE, idOf } from "./alarm.ts";
import type { Actions } from "./alarmTopics.ts";

const OPERATORS = {
  ">": "GreaterThanThreshold",
  ">=": "GreaterThanOrEqualToThreshold",
  "<": "LessThanThreshold",
} as const;

export interface AlarmResourcesOptions {
  /** What every alarm's name begins with. */
  readonly name: string;
  readonly alarms: readonly Alarm[];
  readonly actions: Actions;
  /** Path or URL of the runbook. */
  readonly runbook: string;
}

export class AlarmResources extends Construct {
  constructor(scope: Construct, id: string, { name, alarms, actions, runbook }: AlarmResourcesOptions) {
    super(scope, id);
    const describe = (about: string, section: string) => `${about}. ${runbook}#${section}`;
    const all = alarms.map((alarm) => {
      const { fires, periods, metrics, expression, periodSeconds: period = 60 } = alarm;
      const tells = alarm.pages ? [] : [...actions.ticket];
      const resource = new CloudwatchMetricAlarm(this, idOf(alarm), {
        alarmName: `${name}-${idOf(alarm)}`,
        alarmDescription: describe(alarm.about, alarm.kind),
        comparisonOperator: OPERATORS[fires.when],
        threshold: fires.threshold,
        datapointsToAlarm: periods[0],
        evaluationPeriods: periods[1],
        treatMissingData: alarm.missing,
        metricQuery: [
          ...Object.entries(metrics).map(([key, { namespace, name: metricName, dimensions, stat }]) => ({
            id: key,
            metric: { namespace, metricName, dimensions: { ...dimensions }, stat, period },
            returnData: expression === undefined,
          })),
          ...(expression === undefined ? [] : [{ id: "result", expression, label: alarm.kind, returnData: true }]),
        ],
        ...(tells.length > 0 && { alarmActions: tells, okActions: tells }),
      });
      return { alarm, resource };
    });
    const paging = all.filter(({ alarm }) => alarm.pages);
    new CloudwatchCompositeAlarm(this, COMPOSITE, {
      alarmName: `${name}-${COMPOSITE}`,
      alarmDescription: describe("Capacity, videos or the API need an engineer now", COMPOSITE),
      alarmRule: paging.map(({ alarm }) => `ALARM("${name}-${idOf(alarm)}")`).join(" OR "),
      alarmActions: [...actions.page],
      okActions: [...actions.page],
      dependsOn: paging.map(({ resource }) => resource),
    });
  }
}
