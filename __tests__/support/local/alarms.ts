// Alarms to start from, and a CloudWatch that has them.
import { CloudWatch } from "../../../local/cloudWatch/cloudWatch.ts";
import type { CompositeAlarm, MetricAlarm } from "../../../local/cloudWatch/definitions.ts";
import { type Clock, systemClock } from "../../../local/lambda/clock.ts";
import { ACCOUNT, REGION } from "../lambda/simulation.ts";

export const TOPIC = `arn:aws:sns:${REGION}:${ACCOUNT}:tickets`;

export const alarmArn = (name: string): string => `arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:${name}`;

/** An alarm named after its metric of the namespace Videos, on the largest value of a minute. */
export const alarmOn = (metric: string, changes: Partial<MetricAlarm> = {}): MetricAlarm => ({
  name: metric,
  arn: alarmArn(metric),
  description: `About ${metric}`,
  actions: { alarm: [TOPIC], ok: [TOPIC], insufficientData: [] },
  actionsEnabled: true,
  operator: "GreaterThanThreshold",
  threshold: 0,
  evaluationPeriods: 1,
  datapointsToAlarm: 1,
  missing: "notBreaching",
  periodSeconds: 60,
  queries: [
    {
      id: "m",
      metric: { id: { namespace: "Videos", name: metric, dimensions: {} }, stat: "Maximum", periodSeconds: 60 },
      returnsData: true,
    },
  ],
  ...changes,
});

/** A CloudWatch that watches these. @param said gets every line that it prints */
export function watchedBy(
  alarm: MetricAlarm | readonly MetricAlarm[],
  {
    clock = systemClock,
    said = [],
    composites = [],
  }: { clock?: Clock; said?: string[]; composites?: readonly CompositeAlarm[] } = {},
): CloudWatch {
  return new CloudWatch({
    watching: {
      alarms: [alarm].flat(),
      composites,
      topics: [{ arn: TOPIC, subscribers: ["team@example.com"] }],
      filters: [],
    },
    clock,
    say: (subject, what) => said.push(`${subject}: ${what}`),
  });
}
