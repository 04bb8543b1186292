// What AWS answers in a second, for an account in a Region: the rates that it documents, and which operations share one.
// The same numbers are in stacks/config/limits.ts, where the project states them; a test holds the two together.

import type { ServiceName } from "./call.ts";
import type { Rate } from "./tokenBucket.ts";

/** A rate, and what shares it; without one calls are counted only. */
export interface CallRate {
  readonly name: string;
  readonly rate?: Rate;
}

const rate = (perSecond: number, burst = perSecond): Rate => ({ perSecond, burst });

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html; no burst is documented. */
export const LAMBDA = {
  controlPlane: rate(15),
  GetFunction: rate(100),
  GetPolicy: rate(15),
  /** https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-quotas.html */
  capacityProviderReads: rate(15),
  capacityProviderWrites: rate(1),
} as const;

const INVOCATIONS = new Set(["Invoke", "InvokeAsync", "InvokeWithResponseStream"]);
const PROVIDER_READS = new Set([
  "GetCapacityProvider",
  "ListCapacityProviders",
  "ListFunctionVersionsByCapacityProvider",
]);
const PROVIDER_WRITES = new Set(["CreateCapacityProvider", "UpdateCapacityProvider", "DeleteCapacityProvider"]);

/** Where Step Functions answers more. */
const LARGE_REGIONS = new Set(["us-east-1", "us-west-2", "eu-west-1"]);

/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html: in the three large Regions, and elsewhere if that differs. */
export const STATES: Readonly<Record<string, readonly [large: Rate, elsewhere?: Rate]>> = {
  DescribeExecution: [rate(15, 300), rate(10, 250)],
  DescribeStateMachine: [rate(20, 200)],
  GetExecutionHistory: [rate(20, 400)],
  ListExecutions: [rate(5, 200), rate(2, 100)],
  ListStateMachines: [rate(5, 100)],
  RedriveExecution: [rate(300, 1_300), rate(150, 800)],
  StartExecution: [rate(300, 1_300), rate(150, 800)],
  StopExecution: [rate(200, 1_000), rate(25, 500)],
};

/** What a call counts against. DynamoDB's own limits are the tables', and none with on-demand capacity. */
export function callRate(service: ServiceName, operation: string, region: string): CallRate {
  if (service === "lambda") return lambdaRate(operation);
  if (service !== "states") return { name: service };
  const [large, elsewhere = large] = (Object.hasOwn(STATES, operation) && STATES[operation]) || [];
  const allowed = LARGE_REGIONS.has(region) ? large : elsewhere;
  return { name: `states ${operation}`, ...(allowed && { rate: allowed }) };
}

function lambdaRate(operation: string): CallRate {
  if (INVOCATIONS.has(operation)) return { name: "lambda invocations" };
  if (operation === "GetFunction" || operation === "GetPolicy")
    return { name: `lambda ${operation}`, rate: LAMBDA[operation] };
  if (PROVIDER_READS.has(operation))
    return { name: "lambda capacity provider reads", rate: LAMBDA.capacityProviderReads };
  if (PROVIDER_WRITES.has(operation))
    return { name: "lambda capacity provider writes", rate: LAMBDA.capacityProviderWrites };
  return { name: "lambda control plane", rate: LAMBDA.controlPlane };
}
