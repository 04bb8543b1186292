// Every alarm, as data: what it looks at, when it fires, and what missing data mean. Alarms, composite and dashboard follow from
// this list, and docs/runbook.md has a section for each kind.
import { managedFunctionsOf } from "../config/managedFunctions.ts";
import type { EnvironmentConfig } from "../config/schema.ts";
import { functionNameOf, namesOf } from "../shared/names.ts";
import { type Alarm, ANY, aws, type Watched } from "./alarm.ts";
import { emitted, type Metric } from "./metric.ts";
import { budgetAlarms, queueAlarms, videoAlarms } from "./workAlarms.ts";

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
        about: `${FunctionName} has had more capacity than anything asks for in 20 minutes`,
        metrics: { applied: metric("AppliedMax"), demand: metric("DemandMax") },
        expression: "IF(applied > demand, 1, 0)",
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
