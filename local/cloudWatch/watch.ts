// CloudWatch with its sources: where the running system tells it what happens.
import type { Step } from "../aws/call.ts";
import type { Served } from "../httpApi/gateway.ts";
import type { Clock } from "../lambda/clock.ts";
import type { Measured } from "../lambda/measured.ts";
import type { LambdaEvent } from "../lambda/service.ts";
import { InstanceLogs, type InstanceLogsOptions } from "../logs/instanceLogs.ts";
import type { Queues } from "../sqs/queues.ts";
import type { Execution } from "../stepFunctions/execution.ts";
import { CloudWatch } from "./cloudWatch.ts";
import type { Watching } from "./definitions.ts";
import { type ShownCapacity, serviceMetrics } from "./serviceMetrics.ts";

export interface WatchOptions extends Omit<InstanceLogsOptions, "onLine" | "now"> {
  readonly watching: Watching;
  readonly queues: Queues;
  readonly clock: Clock;
  /** Prints a line. */
  readonly say: (subject: string, what: string) => void;
  /** What functions and capacity providers look like now; not asked before the first evaluation. */
  readonly capacity: () => ShownCapacity;
}

export interface Watch {
  readonly cloudWatch: CloudWatch;
  /** A line of a function's log. */
  readonly logged: (logGroup: string, message: string, at: number) => void;
  readonly measured: (measured: Measured) => void;
  readonly lambda: (event: LambdaEvent) => void;
  readonly execution: (execution: Execution) => void;
  readonly request: (apiId: string, served: Served) => void;
  /** The same step, whose throttles are counted. */
  readonly counted: (step: Step) => Step;
}

/** A CloudWatch that is told what happens; it does not evaluate anything before it is started. */
export function watchSystem({ watching, queues, clock, say, capacity, ...logs }: WatchOptions): Watch {
  const now = () => clock.now();
  const cloudWatch = new CloudWatch({
    watching,
    clock,
    say,
    gauge: (put, at) => {
      const gauges = serviceMetrics(put, () => at);
      for (const queue of queues) gauges.queue(queue);
      gauges.capacity(capacity());
    },
  });
  const metrics = serviceMetrics(cloudWatch.put, now);
  const logged = (logGroup: string, message: string, at: number) => cloudWatch.logged(logGroup, message, at);
  const instances = new InstanceLogs({ ...logs, now, onLine: logged });
  return {
    cloudWatch,
    logged,
    measured: metrics.invocation,
    execution: metrics.execution,
    request: metrics.request,
    lambda: (event) => {
      if (event.kind !== "launch-blocked") return;
      const { capacityProvider, vCpus, maxVCpus } = event;
      instances.launchFailed(capacityProvider, `${vCpus} more vCPUs would pass the ${maxVCpus} that are allowed`);
    },
    counted: (step) => async (call) => {
      const refusal = await step(call);
      if (refusal) metrics.refusal(call, refusal);
      return refusal;
    },
  };
}
