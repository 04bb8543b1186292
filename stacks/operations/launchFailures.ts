// Launches of instances that failed, counted from the capacity providers' log groups: no metric of Lambda's has them.
import { CloudwatchLogMetricFilter } from "@cdktf/provider-aws/lib/cloudwatch-log-metric-filter/index.js";
import type { Construct } from "constructs";
import { NAMESPACE } from "../../app/shared/metrics.ts";
import { instanceLogGroupName } from "../service/capacityProvider.ts";
import type { Metric } from "./metric.ts";

/** @param providerName with the hash, as Lambda logs it; @param name what stays when the provider is replaced */
export function countLaunchFailures(scope: Construct, id: string, providerName: string, name: string): Metric {
  // A filter's metric has no dimensions but what a line holds, so the name tells functions apart.
  const metric = `LaunchFailed-${name}`;
  new CloudwatchLogMetricFilter(scope, id, {
    name: metric,
    logGroupName: instanceLogGroupName(providerName),
    pattern: "LaunchFailed",
    metricTransformation: { namespace: NAMESPACE, name: metric, value: "1", unit: "Count" },
  });
  return { namespace: NAMESPACE, name: metric, dimensions: {}, stat: "Sum" };
}
