// The alarms about work and what it costs: runs, videos that wait, queues, and a day's budget.
import { ownFunctionsOf } from "../config/functions.ts";
import { vCpusOf } from "../config/limits.ts";
import { managedFunctionsOf } from "../config/managedFunctions.ts";
import type { EnvironmentConfig } from "../config/schema.ts";
import { functionNameOf, namesOf } from "../shared/names.ts";
import { type Alarm, ANY, aws, type Watched } from "./alarm.ts";
import { emitted } from "./metric.ts";

/** Lambda's fee on top of an instance's price: https://aws.amazon.com/lambda/pricing/ */
const FEE = 1.15;

export function videoAlarms(config: EnvironmentConfig, { stateMachineArn }: Watched): Alarm[] {
  const { dispatcher } = namesOf(config);
  const { timeoutSeconds } = config.functions.processor;
  const runs = (name: string) => aws("States", name, "Sum", { StateMachineArn: stateMachineArn });
  return [
    {
      kind: "failed-runs",
      about: "A run failed, timed out or was aborted; its videos are queued again",
      metrics: {
        failed: runs("ExecutionsFailed"),
        late: runs("ExecutionsTimedOut"),
        aborted: runs("ExecutionsAborted"),
      },
      expression: "FILL(failed, 0) + FILL(late, 0) + FILL(aborted, 0)",
      fires: ANY,
      periodSeconds: 300,
      periods: [1, 1],
      missing: "notBreaching",
    },
    {
      kind: "given-up",
      about: "A video failed because no attempt at it could be run",
      metrics: { given: emitted("accidents", "GivenUp", "Sum", { service: dispatcher }) },
      fires: ANY,
      periodSeconds: 300,
      periods: [1, 1],
      missing: "notBreaching",
    },
    {
      kind: "oldest-waiting",
      about: `A video has waited for longer than ${2 * timeoutSeconds} s, twice the longest that one takes`,
      metrics: { oldest: emitted("queue", "OldestWaitingSeconds", "Maximum", { service: dispatcher }) },
      fires: { when: ">", threshold: 2 * timeoutSeconds },
      periods: [5, 5],
      missing: "notBreaching",
    },
  ];
}

const DAY_SECONDS = 24 * 60 * 60;

/** Of the queue for failed events, and of the queues that call functions of a team's own. */
export function queueAlarms(config: EnvironmentConfig): Alarm[] {
  const deadLetters = (QueueName: string, of?: string): Alarm => ({
    kind: "dead-letters",
    ...(of !== undefined && { of }),
    about: `Messages came to nothing and wait in ${QueueName}`,
    metrics: { visible: aws("SQS", "ApproximateNumberOfMessagesVisible", "Maximum", { QueueName }) },
    fires: ANY,
    periodSeconds: 300,
    periods: [1, 1],
    missing: "notBreaching",
  });
  const own = ownFunctionsOf(config).flatMap(([id, { queue }]): Alarm[] => {
    if (!queue) return [];
    const name = functionNameOf(config, id);
    return [
      deadLetters(`${name}-dead-letters`, id),
      {
        kind: "queue-age",
        of: id,
        about: `A message has waited in ${name}-queue for half of the time after which it is lost`,
        metrics: { age: aws("SQS", "ApproximateAgeOfOldestMessage", "Maximum", { QueueName: `${name}-queue` }) },
        fires: { when: ">", threshold: (queue.retentionDays * DAY_SECONDS) / 2 },
        periodSeconds: 300,
        periods: [1, 1],
        missing: "notBreaching",
      },
    ];
  });
  return [deadLetters(namesOf(config).deadLetters), ...own];
}

/** What the scaler sees applied at least, and what Terraform always gives: a lower bound of what runs. */
export function budgetAlarms(config: EnvironmentConfig): Alarm[] {
  const budget = config.operations.alarms?.dailyBudget;
  if (!budget) return [];
  const { scaler } = namesOf(config);
  const managed = managedFunctionsOf(config);
  const reconciled = managed.filter(({ isReconciled }) => isReconciled);
  const always = managed
    .filter(({ isReconciled }) => !isReconciled)
    .reduce((sum, { baseline, config: size }) => sum + baseline.min * vCpusOf(size), 0);
  const terms = reconciled.map(({ config: size }, index) => `${vCpusOf(size)} * FILL(m${index}, 0)`);
  return [
    {
      kind: "daily-cost",
      about: `Managed instances cost more than $${budget.dollars} a day`,
      metrics: Object.fromEntries(
        reconciled.map(({ id }, index) => {
          const dimensions = { service: scaler, FunctionName: functionNameOf(config, id) };
          return [`m${index}`, emitted("capacity", "AppliedMin", "Average", dimensions)];
        }),
      ),
      expression: `${24 * budget.dollarsPerVCpuHour * FEE} * (${[always, ...terms].join(" + ")})`,
      fires: { when: ">", threshold: budget.dollars },
      periodSeconds: DAY_SECONDS,
      periods: [1, 1],
      missing: "notBreaching",
    },
  ];
}
