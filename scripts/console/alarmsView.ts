// The alarms of what is deployed: in one call, unless there are more than a hundred.
import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import type { ShownAlarm } from "../../local/console/model.ts";

interface Described {
  readonly AlarmName?: string;
  readonly StateValue?: string;
  readonly AlarmDescription?: string;
  readonly StateReason?: string;
  readonly StateTransitionedTimestamp?: Date;
  readonly StateUpdatedTimestamp?: Date;
}

const shown = ({ AlarmName: name = "", ...alarm }: Described): ShownAlarm => ({
  name,
  state: (alarm.StateValue ?? "INSUFFICIENT_DATA") as ShownAlarm["state"],
  description: alarm.AlarmDescription ?? "",
  reason: alarm.StateReason ?? "",
  since: (alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp)?.getTime() ?? 0,
});

/** More pages of a hundred are not asked for: an environment has some dozens of alarms. */
const MOST_PAGES = 10;

/** @param prefix of the alarms' names @returns by name */
export async function readAlarms(client: CloudWatchClient, prefix: string): Promise<Map<string, ShownAlarm>> {
  const { DescribeAlarmsCommand } = await import("@aws-sdk/client-cloudwatch");
  const alarms = new Map<string, ShownAlarm>();
  let nextToken: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer = await client.send(
      new DescribeAlarmsCommand({
        AlarmNamePrefix: prefix,
        AlarmTypes: ["MetricAlarm", "CompositeAlarm"],
        MaxRecords: 100,
        ...(nextToken !== undefined && { NextToken: nextToken }),
      }),
    );
    for (const alarm of [...(answer.CompositeAlarms ?? []), ...(answer.MetricAlarms ?? [])])
      alarms.set(String(alarm.AlarmName), shown(alarm));
    nextToken = answer.NextToken;
    if (nextToken === undefined) break;
  }
  return alarms;
}
