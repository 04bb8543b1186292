// What an alarm can hold: CloudWatch computes with ten metrics at most.
import { LIMITS } from "../limits.ts";
import { managedFunctionsOf } from "../managedFunctions.ts";
import type { EnvironmentConfig } from "../schema.ts";

export function* alarmRules(config: EnvironmentConfig): Generator<string> {
  const reconciled = managedFunctionsOf(config).filter(({ isReconciled }) => isReconciled).length;
  const { value: most } = LIMITS.maxMetricsPerAlarm;
  if (config.operations.alarms?.dailyBudget && reconciled > most) {
    yield `operations.alarms.dailyBudget: must be left out with more than ${most} functions whose scaling config the reconciler owns, got ${reconciled}`;
  }
}
