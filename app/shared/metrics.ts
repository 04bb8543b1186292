// The metrics that the functions emit, as log lines in CloudWatch's embedded metric format: what no service of AWS knows by itself.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
import { Metrics } from "@aws-lambda-powertools/metrics";

export const NAMESPACE = "Videos";

/** By what they are about, with their units. Each carries the dimension `service`, the name of the function that emits it. */
export const METRICS = {
  /** Of each tick of the scaler. */
  tick: { Reconciles: "Count", ReconcileFailures: "Count" },
  /** Of each function that the scaler reconciled in a tick; also by `FunctionName`. */
  capacity: {
    DemandMin: "Count",
    DemandMax: "Count",
    RequestedMin: "Count",
    RequestedMax: "Count",
    AppliedMin: "Count",
    AppliedMax: "Count",
    SecondsUnsettled: "Seconds",
    LiveLeases: "Count",
    OldestLeaseSeconds: "Seconds",
    HoldActive: "Count",
    ForeignChanges: "Count",
    FunctionFailed: "Count",
  },
  /** Of each sweep: videos of the queue for any time; those that wait for a window wait on purpose. */
  queue: { Waiting: "Count", OldestWaitingSeconds: "Seconds" },
  /** Of each call of the dispatcher that put videos back, or ended one that could not be run. */
  accidents: { Restarted: "Count", GivenUp: "Count" },
  /** Of each attempt; also by `outcome`. */
  attempts: { Attempts: "Count" },
  /** Of each attempt that its engine worked on: its own time, what `/tmp` held after it, and the attempts of its worker. */
  work: { EngineSeconds: "Seconds", TmpBytes: "Bytes", JobsInFlight: "Count" },
} as const;

export type MetricGroup = keyof typeof METRICS;

/** Values by name; what is not known is left out. */
export type Values<G extends MetricGroup> = { readonly [Name in keyof (typeof METRICS)[G]]?: number | undefined };

/** Prints one line with these values; none when there are none. */
export function emit<G extends MetricGroup>(
  group: G,
  values: Values<G>,
  dimensions: Readonly<Record<string, string>> = {},
): void {
  const known = Object.entries<number | undefined>(values).flatMap(([name, value]) =>
    value === undefined ? [] : [{ name, value, unit: METRICS[group][name as keyof (typeof METRICS)[G]] }],
  );
  if (known.length === 0) return;
  // One of its own for each line: invocations that run at once must not fill each other's.
  const metrics = new Metrics({ namespace: NAMESPACE });
  for (const [name, value] of Object.entries(dimensions)) metrics.addDimension(name, value);
  for (const { name, unit, value } of known) metrics.addMetric(name, unit as "Count", value);
  metrics.publishStoredMetrics();
}
