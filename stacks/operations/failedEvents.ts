// Where an event goes that a function was called with asynchronously and could not handle: schedules and rules hand their events
// over and are done, so their own dead-letter queue never sees what the function throws. After two retries Lambda drops an event
// for which there is no destination. https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function/index.js";
import { LambdaFunctionEventInvokeConfig } from "@cdktf/provider-aws/lib/lambda-function-event-invoke-config/index.js";
import type { Construct } from "constructs";

/** As long as rules try to deliver; what is older, the tick and the sweep have found by themselves. */
const LONGEST_AGE_SECONDS = 3_600;

/** The function's role must be allowed to write to the queue: functionRights.ts. */
export const addFailedEvents = (scope: Construct, id: string, target: LambdaFunction, queueArn: string) =>
  // Unqualified, as schedules and rules call it.
  new LambdaFunctionEventInvokeConfig(scope, id, {
    functionName: target.functionName,
    maximumRetryAttempts: 2,
    maximumEventAgeInSeconds: LONGEST_AGE_SECONDS,
    destinationConfig: { onFailure: { destination: queueArn } },
  });
