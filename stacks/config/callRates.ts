// How often AWS answers before it throttles.
import { GUIDE, type Limit, limit } from "./limits.ts";

/** A token bucket: calls at once after a quiet time, and calls per second after that. */
export interface CallRate {
  readonly perSecond: number;
  readonly burst: number;
}

const LAMBDA_QUOTAS = "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html";
const STATES_QUOTAS = "https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html";

/** Where no burst is documented it is what one second allows. */
const calls = (documentation: string, perSecond: number, burst = perSecond, elsewhere?: CallRate) =>
  limit(
    { perSecond, burst, elsewhere: elsewhere ?? { perSecond, burst } },
    "calls per account and Region",
    documentation,
  );

/**
 * What AWS answers before it throttles, all callers together. `elsewhere` is in other Regions than us-east-1, us-west-2 and eu-west-1.
 * The control plane is every operation of Lambda without a rate of its own but the invocations. The local AWS throttles in the same way.
 */
export const CALL_RATES = {
  "lambda control plane": calls(LAMBDA_QUOTAS, 15),
  "lambda GetFunction": calls(LAMBDA_QUOTAS, 100),
  "lambda GetPolicy": calls(LAMBDA_QUOTAS, 15),
  "lambda capacity provider reads": calls(`${GUIDE}-quotas.html`, 15),
  "lambda capacity provider writes": calls(`${GUIDE}-quotas.html`, 1),
  "states DescribeExecution": calls(STATES_QUOTAS, 15, 300, { perSecond: 10, burst: 250 }),
  "states DescribeStateMachine": calls(STATES_QUOTAS, 20, 200),
  "states GetExecutionHistory": calls(STATES_QUOTAS, 20, 400),
  "states ListExecutions": calls(STATES_QUOTAS, 5, 200, { perSecond: 2, burst: 100 }),
  "states ListStateMachines": calls(STATES_QUOTAS, 5, 100),
  "states RedriveExecution": calls(STATES_QUOTAS, 300, 1_300, { perSecond: 150, burst: 800 }),
  "states StartExecution": calls(STATES_QUOTAS, 300, 1_300, { perSecond: 150, burst: 800 }),
  "states StopExecution": calls(STATES_QUOTAS, 200, 1_000, { perSecond: 25, burst: 500 }),
} as const satisfies Record<string, Limit>;
