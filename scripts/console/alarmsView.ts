// The alarms of what is deployed, in one call.
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

/** @param prefix of the alarms' names @returns by name; the first hundred */
export async function readAlarms(client: CloudWatchClient, prefix: string): Promise<Map<string, ShownAlarm>> {
  const { DescribeAlarmsCommand } = await import("@aws-sdk/client-cloudwatch");
  const { MetricAlarms = [], CompositeAlarms = [] } = await client.send(
    new DescribeAlarmsCommand({
      AlarmNamePrefix: prefix,
      AlarmTypes: ["MetricAlarm", "CompositeAlarm"],
      MaxRecords: 100,
    }),
  );
  return new Map([...CompositeAlarms, ...MetricAlarms].map((alarm) => [String(alarm.AlarmName), shown(alarm)]));
}
