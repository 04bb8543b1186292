// What tells a team that something is wrong: topics, alarms and the dashboard that shows them.
import { CloudwatchDashboard } from "@cdktf/provider-aws/lib/cloudwatch-dashboard/index.js";
import type { AlarmsConfig } from "../config/alarms.ts";
import type { ServiceStack } from "../service/serviceStack.ts";
import type { EnvironmentStack } from "../shared/environmentStack.ts";
import { functionNameOf } from "../shared/names.ts";
import { AlarmResources } from "./alarmResources.ts";
import { alarmsOf } from "./alarms.ts";
import { AlarmTopics } from "./alarmTopics.ts";
import { dashboardBody } from "./dashboard.ts";
import { countLaunchFailures } from "./launchFailures.ts";
import { dimensionsOf } from "./metric.ts";

export function addAlarming(stack: EnvironmentStack, config: AlarmsConfig, service: ServiceStack): void {
  const { accountId, names, config: environment } = stack;
  const name = names.alarm;
  const { actions } = new AlarmTopics(stack, "alarm-topics", {
    name,
    accountId,
    rootArn: stack.arn("iam", "root", { region: "" }),
    alarms: config,
  });
  const launchFailures = new Map(
    [...service.providerNames].map(([id, providerName]) => {
      const of = functionNameOf(environment, id);
      return [id, countLaunchFailures(stack, `launch-failures-${id}`, providerName, of)] as const;
    }),
  );
  const stateMachineArn = service.workflow.arn;
  const alarms = alarmsOf(environment, { apiId: service.httpApiId, stateMachineArn, launchFailures });
  new AlarmResources(stack, "alarms", { name, alarms, actions, runbook: config.runbook });
  new CloudwatchDashboard(stack, "dashboard", {
    dashboardName: name,
    dashboardBody: dashboardBody({
      region: environment.region,
      alarms,
      alarmArn: (id) => stack.arn("cloudwatch", `alarm:${name}-${id}`),
      dimensions: dimensionsOf(environment),
    }),
  });
}
