// The operations of CloudWatch's API that are answered here, for the door. What changes alarms and dashboards is Terraform's.
import type { AwsService, Operation } from "../aws/call.ts";
import type { Request } from "../aws/members.ts";
import { ownedByTerraform } from "../aws/ownedByTerraform.ts";
import { describeAlarmHistory, describeAlarms, setAlarmState } from "./alarmCalls.ts";
import type { CloudWatch } from "./cloudWatch.ts";
import { getMetricData, getMetricStatistics, listMetrics, putMetricData } from "./metricCalls.ts";

type Answer = (cloudWatch: CloudWatch, request: Request, now: number) => object;

const ANSWERS: Readonly<Record<string, Answer>> = {
  DescribeAlarmHistory: describeAlarmHistory,
  DescribeAlarms: describeAlarms,
  GetMetricData: getMetricData,
  GetMetricStatistics: getMetricStatistics,
  ListMetrics: listMetrics,
  PutMetricData: putMetricData,
  SetAlarmState: setAlarmState,
};

const CHANGES = ["DeleteAlarms", "DeleteDashboards", "PutCompositeAlarm", "PutDashboard", "PutMetricAlarm"];

/** @param now milliseconds since the epoch */
export function cloudWatchOperations(cloudWatch: CloudWatch, now: () => number): AwsService {
  const answered = Object.entries(ANSWERS).map(([name, answer]): [string, Operation] => [
    name,
    async ({ json = {} }) => ({ status: 200, value: answer(cloudWatch, json, now()) }),
  ]);
  return new Map([...answered, ...ownedByTerraform("cloudwatch", CHANGES)]);
}
