// Every alarm, as data: what it looks at, when it fires, and what missing data mean. Alarms, composite and dashboard follow from
// this list, and docs/runbook.md has a section for each kind.
import { ownFunctionsOf } from "../config/functions.ts";
import { vCpusOf } from "../config/limits.ts";
import { managedFunctionsOf } from "../config/managedFunctions.ts";
import type { EnvironmentConfig } from "../config/schema.ts";
import { functionNameOf, namesOf } from "../shared/names.ts";
import { emitted, type Metric } from "./metric.ts";

export interface Alarm {
  /** Its section of the runbook. */
  readonly kind: string;
  /** Of what; left out where there is one of its kind. */
  readonly of?: string;
  /** What has happened when it fires, in a sentence. */
  readonly about: string;
  readonly metrics: Readonly<Record<string, Metric>>;
  /** Of the metrics, by their keys. @default the only one */
  readonly expression?: string;
  readonly fires: { readonly when: ">" | ">=" | "<"; readonly threshold: number };
  /** @default 60 */
  readonly periodSeconds?: number;
  /** So many of so many periods. */
  readonly periods: readonly [number, number];
  readonly missing: "breaching" | "notBreaching" | "ignore";
  /** Wakes an engineer; all others can wait until morning. */
  readonly pages?: true;
}

/** What is only known when the stacks are applied. */
export interface Watched {
  readonly apiId: string;
  readonly stateMachineArn: string;
  /** Metrics of the filters on the capacity providers' log groups, by the id of the function that has the provider. */
  readonly launchFailures: ReadonlyMap<string, Metric>;
}

export const idOf = ({ kind, of }: Alarm): string => (of === undefined ? kind : `${kind}-${of}`);

/** Lambda's fee on top of an instance's price: https://aws.amazon.com/lambda/pricing/ */
const FEE = 1.15;

const aws = (namespace: string, name: string, stat: Metric["stat"], dimensions: Metric["dimensions"]): Metric => ({
  namespace: `AWS/${namespace}`,
  name,
  dimensions,
  stat,
});

const ANY = { when: ">=", threshold: 1 } as const;

/** Of each function whose scaling config the reconciler owns. */
function capacityAlarms(config: EnvironmentConfig): Alarm[] {
  const { scaler, dispatcher } = namesOf(config);
  const reconciled = managedFunctionsOf(config).filter(({ isReconciled }) => isReconciled);
  return reconciled.flatMap(({ id }): Alarm[] => {
    const FunctionName = functionNameOf(config, id);
    const metric = (name: Parameters<typeof emitted<"capacity">>[1], stat: Metric["stat"] = "Maximum") =>
      emitted("capacity", name, stat, { service: scaler, FunctionName });
    const queue = (name: Parameters<typeof emitted<"queue">>[1]) =>
      emitted("queue", name, "Maximum", { service: dispatcher });
    return [
      {
        kind: "leaked-capacity",
        of: id,
        about: `${FunctionName} has capacity that nothing has asked for in 20 minutes`,
        metrics: { applied: metric("AppliedMax"), demand: metric("DemandMax") },
        expression: "IF(applied > 0 AND demand == 0, 1, 0)",
        fires: ANY,
        periods: [20, 20],
        missing: "notBreaching",
      },
      ...(id === "processor"
        ? [
            {
              kind: "deactivated-with-work",
              about: `Videos wait for more than 5 minutes, and ${FunctionName} is deactivated`,
              metrics: {
                waiting: queue("Waiting"),
                oldest: queue("OldestWaitingSeconds"),
                applied: metric("AppliedMax"),
              },
              expression: "IF(waiting > 0 AND oldest > 300 AND applied == 0, 1, 0)",
              fires: ANY,
              periods: [3, 3],
              missing: "ignore",
              pages: true,
            } as const,
          ]
        : []),
      {
        kind: "never-settles",
        of: id,
        about: `Lambda has not given ${FunctionName} what is asked for in 15 minutes`,
        metrics: { unsettled: metric("SecondsUnsettled") },
        fires: { when: ">", threshold: 900 },
        periods: [1, 1],
        missing: "ignore",
      },
      {
        kind: "version-failed",
        of: id,
        about: `The published version of ${FunctionName} has Failed, and takes no scaling config`,
        metrics: { failed: metric("FunctionFailed") },
        fires: ANY,
        periods: [1, 1],
        missing: "notBreaching",
      },
    ];
  });
}

function scalerAlarms(config: EnvironmentConfig): Alarm[] {
  const dimensions = { service: namesOf(config).scaler };
  const reconciles = emitted("tick", "Reconciles", "Sum", dimensions);
  return [
    {
      kind: "scaler-not-ticking",
      about: "The scaler has reconciled nothing in 5 minutes: capacity neither comes nor goes",
      metrics: { reconciles },
      fires: { when: "<", threshold: 1 },
      periods: [5, 5],
      missing: "breaching",
      pages: true,
    },
    {
      kind: "scaler-failing",
      about: "More than half of the scaler's reconciles fail",
      metrics: { reconciles, failures: emitted("tick", "ReconcileFailures", "Sum", dimensions) },
      expression: "failures / reconciles",
      fires: { when: ">", threshold: 0.5 },
      periods: [3, 5],
      missing: "notBreaching",
    },
  ];
}

/** Of each managed function: requests are refused because all slots are busy. */
const throttleAlarms = (config: EnvironmentConfig): Alarm[] =>
  managedFunctionsOf(config).map(({ id }) => {
    const percent = id === "api" ? 1 : 20;
    const dimensions = { FunctionName: functionNameOf(config, id) };
    return {
      kind: "throttles",
      of: id,
      about: `${dimensions.FunctionName} refuses more than ${percent} % of its calls`,
      metrics: {
        throttles: aws("Lambda", "Throttles", "Sum", dimensions),
        invocations: aws("Lambda", "Invocations", "Sum", dimensions),
      },
      expression: "100 * throttles / (invocations + throttles)",
      fires: { when: ">", threshold: percent },
      periodSeconds: 300,
      periods: [2, 3],
      missing: "notBreaching",
    };
  });

const launchAlarms = (config: EnvironmentConfig, { launchFailures }: Watched): Alarm[] =>
  [...launchFailures].map(([id, metric]) => ({
    kind: "launch-failed",
    of: id,
    about: `Lambda could not launch instances for ${functionNameOf(config, id)}: the vCPU cap, a quota, addresses, or EC2 has none`,
    metrics: { failures: metric },
    fires: ANY,
    periodSeconds: 300,
    periods: [1, 1],
    missing: "notBreaching",
  }));

function videoAlarms(config: EnvironmentConfig, { stateMachineArn }: Watched): Alarm[] {
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
function queueAlarms(config: EnvironmentConfig): Alarm[] {
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

function apiAlarms({ apiId: ApiId }: Watched): Alarm[] {
  const of = (name: string, stat: Metric["stat"]) => aws("ApiGateway", name, stat, { ApiId });
  return [
    {
      kind: "api-errors",
      about: "More than 1 % of the API's requests fail with 5xx, of more than 50 a minute",
      metrics: { errors: of("5xx", "Sum"), requests: of("Count", "Sum") },
      expression: "IF(requests > 50, 100 * errors / requests, 0)",
      fires: { when: ">", threshold: 1 },
      periods: [3, 5],
      missing: "notBreaching",
      pages: true,
    },
    {
      kind: "api-latency",
      about: "One request in a hundred takes longer than 3 s",
      metrics: { latency: of("Latency", "p99") },
      fires: { when: ">", threshold: 3_000 },
      periods: [3, 5],
      missing: "notBreaching",
    },
  ];
}

/** What the scaler sees applied at least, and what Terraform always gives: a lower bound of what runs. */
function budgetAlarms(config: EnvironmentConfig): Alarm[] {
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

/** All alarms of an environment, each with an id of its own. */
export const alarmsOf = (config: EnvironmentConfig, watched: Watched): Alarm[] => [
  ...scalerAlarms(config),
  ...capacityAlarms(config),
  ...apiAlarms(watched),
  ...throttleAlarms(config),
  ...launchAlarms(config, watched),
  ...videoAlarms(config, watched),
  ...queueAlarms(config),
  ...budgetAlarms(config),
];
