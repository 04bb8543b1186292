// A metric as alarms and the dashboard name it, and those that the functions emit.

import type { Outcome } from "../../app/processor/processVideo.ts";
import { type METRICS, type MetricGroup, NAMESPACE } from "../../app/shared/metrics.ts";
import { managedFunctionsOf } from "../config/managedFunctions.ts";
import type { EnvironmentConfig } from "../config/schema.ts";
import { functionNameOf, namesOf } from "../shared/names.ts";

export type Statistic = "Sum" | "Maximum" | "Average" | "p99";

export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly stat: Statistic;
}

/** A metric of our own: the name of one that exists. */
export const emitted = <G extends MetricGroup>(
  _group: G,
  name: keyof (typeof METRICS)[G] & string,
  stat: Statistic,
  dimensions: Readonly<Record<string, string>>,
): Metric => ({ namespace: NAMESPACE, name, dimensions, stat });

/** What an attempt may come to. */
export const OUTCOMES = ["completed", "failed", "superseded", "late"] satisfies Outcome[];

/** The dimensions that the metrics of each group come with in this environment. */
export function dimensionsOf(
  config: EnvironmentConfig,
): Readonly<Record<MetricGroup, readonly Metric["dimensions"][]>> {
  const names = namesOf(config);
  const reconciled = managedFunctionsOf(config).filter(({ isReconciled }) => isReconciled);
  const processors = [names.processor, ...(config.functions.processor.overflow ? [names.overflow] : [])];
  return {
    tick: [{ service: names.scaler }],
    capacity: reconciled.map(({ id }) => ({ service: names.scaler, FunctionName: functionNameOf(config, id) })),
    queue: [{ service: names.dispatcher }],
    accidents: [{ service: names.dispatcher }],
    attempts: processors.flatMap((service) => OUTCOMES.map((outcome) => ({ service, outcome }))),
    work: processors.map((service) => ({ service })),
  };
}
