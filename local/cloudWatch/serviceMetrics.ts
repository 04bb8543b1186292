// The metrics that AWS's services emit by themselves, from what happens in the local ones: those that alarms look at, and what
// belongs to them.
import type { AwsCall, Refusal } from "../aws/call.ts";
import type { Served } from "../httpApi/gateway.ts";
import type { Measured } from "../lambda/measured.ts";
import type { ShownFunction, ShownProvider } from "../lambda/shown.ts";
import type { Queue } from "../sqs/queue.ts";
import type { Execution } from "../stepFunctions/execution.ts";
import type { MetricId } from "./face.ts";
import { MINUTE, type Value } from "./metricStore.ts";

export interface ShownCapacity {
  readonly functions: readonly ShownFunction[];
  readonly providers: readonly ShownProvider[];
}

type Put = (id: MetricId, value: Value) => void;

const lastOf = (arn: string) => arn.split(":").at(-1) ?? arn;

/** https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html */
const ENDED: Readonly<Partial<Record<Execution["status"], string>>> = {
  RUNNING: "ExecutionsStarted",
  SUCCEEDED: "ExecutionsSucceeded",
  FAILED: "ExecutionsFailed",
  TIMED_OUT: "ExecutionsTimedOut",
  ABORTED: "ExecutionsAborted",
};

/** How often Lambda says what a capacity provider has: https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-monitoring.html */
const CAPACITY_MINUTES = 5;
/** There are no instances here, and so none of them has a vCPU to spare. */
const INSTANCE = { InstanceType: "local" };

/** @param now milliseconds since the epoch */
export function serviceMetrics(put: Put, now: () => number) {
  const say = (service: string, dimensions: MetricId["dimensions"], values: Readonly<Record<string, number>>) => {
    for (const [name, value] of Object.entries(values))
      put({ namespace: `AWS/${service}`, name, dimensions }, { at: now(), value });
  };
  const throttled = (FunctionName: string) => say("Lambda", { FunctionName }, { Throttles: 1 });
  return {
    /** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html; a throttled call is no invocation. */
    invocation({ function: FunctionName, outcome, milliseconds }: Measured): void {
      if (outcome === "throttled") throttled(FunctionName);
      else
        say(
          "Lambda",
          { FunctionName },
          { Invocations: 1, Errors: outcome === "failed" ? 1 : 0, Throttles: 0, Duration: milliseconds },
        );
    },
    execution({ stateMachineArn: StateMachineArn, status, startDate, stopDate }: Execution): void {
      const name = ENDED[status];
      if (name === undefined) return;
      say("States", { StateMachineArn }, { [name]: 1 });
      if (stopDate !== undefined) say("States", { StateMachineArn }, { ExecutionTime: stopDate - startDate });
    },
    /** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html */
    request(ApiId: string, { status, milliseconds }: Served): void {
      const of = (kind: number) => (Math.floor(status / 100) === kind ? 1 : 0);
      say("ApiGateway", { ApiId }, { Count: 1, "4xx": of(4), "5xx": of(5), Latency: milliseconds });
    },
    /** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html */
    queue({ spec, counts, oldestSentAt }: Pick<Queue, "spec" | "counts" | "oldestSentAt">): void {
      say(
        "SQS",
        { QueueName: spec.name },
        {
          ApproximateNumberOfMessagesVisible: counts.visible,
          ApproximateNumberOfMessagesNotVisible: counts.hidden,
          ApproximateNumberOfMessagesDelayed: counts.delayed,
          ApproximateAgeOfOldestMessage: oldestSentAt === undefined ? 0 : (now() - oldestSentAt) / 1_000,
        },
      );
    },
    /** https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-monitoring.html; what does not run has none. */
    capacity({ functions, providers }: ShownCapacity): void {
      for (const { name: FunctionName, capacityProvider: CapacityProviderName, slots, environments } of functions)
        if (CapacityProviderName !== undefined)
          for (const { inFlight } of environments)
            say(
              "Lambda",
              { CapacityProviderName, FunctionName },
              { ExecutionEnvironmentConcurrency: inFlight, ExecutionEnvironmentConcurrencyLimit: slots },
            );
      if ((Math.floor(now() / MINUTE) + 1) % CAPACITY_MINUTES !== 0) return;
      for (const { name: CapacityProviderName, takenVCpus } of providers)
        if (takenVCpus > 0)
          say("Lambda", { CapacityProviderName, ...INSTANCE }, { vCPUAllocated: takenVCpus, vCPUAvailable: 0 });
    },
    /** A call that was refused before its service saw it: by a fault, or because it was one too many. */
    refusal({ service, operation = "", path, json = {} }: AwsCall, { status, code }: Refusal): void {
      if (service === "lambda" && operation === "Invoke" && status === 429) throttled(functionIn(path?.FunctionName));
      if (service === "dynamodb" && code === "ThrottlingException" && typeof json.TableName === "string")
        say("DynamoDB", { TableName: lastOf(json.TableName), Operation: operation }, { ThrottledRequests: 1 });
    },
  };
}

/** Out of a name, or an ARN with or without qualifier. */
const functionIn = (name = ""): string => /:function:([^:]+)/.exec(name)?.[1] ?? name.split(":")[0] ?? name;
