// What an alarm can hold: CloudWatch computes with ten metrics at most, and calls five topics of its own Region.
import { protocolOf } from "../alarms.ts";
import { LIMITS } from "../limits.ts";
import { managedFunctionsOf } from "../managedFunctions.ts";
import type { EnvironmentConfig } from "../schema.ts";

/**
 * Topics of chat channels beside our own, which has all other subscribers: an alarm has five actions.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
const MOST_TOPICS = 4;

export function* alarmRules(config: EnvironmentConfig): Generator<string> {
  const reconciled = managedFunctionsOf(config).filter(({ isReconciled }) => isReconciled).length;
  const { value: most } = LIMITS.maxMetricsPerAlarm;
  if (config.operations.alarms?.dailyBudget && reconciled > most) {
    yield `operations.alarms.dailyBudget: must be left out with more than ${most} functions whose scaling config the reconciler owns, got ${reconciled}`;
  }
  for (const kind of ["page", "ticket"] as const) {
    const topics = (config.operations.alarms?.[kind] ?? []).filter((one) => protocolOf(one) === "topic");
    const path = `operations.alarms.${kind}`;
    if (topics.length > MOST_TOPICS) {
      yield `${path}: must name at most ${MOST_TOPICS} topics, because an alarm calls five with our own, got ${topics.length}`;
    }
    for (const topic of topics.filter((arn) => arn.split(":")[3] !== config.region)) {
      yield `${path}: must name topics in ${config.region}, because an alarm calls no other Region's, got ${topic}`;
    }
  }
}
