// Where Lambda puts an event that a function failed on at every attempt: the synthesised on-failure destinations.
import { block, text } from "../terraform/blocks.ts";
import type { Resolver } from "../terraform/resolve.ts";
import type { Synthesized } from "../terraform/synthesized.ts";

/** By a function's name: the ARN of its destination. */
export function readDestinations(synthesized: Synthesized, resolver: Resolver): ReadonlyMap<string, string> {
  return new Map(
    synthesized.resources("aws_lambda_function_event_invoke_config").flatMap((resource) => {
      const read = (attribute: string) => resolver.attribute(resource, attribute);
      const destination = text(block(block(read("destination_config")).on_failure).destination);
      return destination === undefined ? [] : [[String(read("function_name")), destination]];
    }),
  );
}

/** An event that was given up. */
export interface Failure {
  readonly payload: string;
  readonly condition: "RetriesExhausted" | "EventAgeExceeded";
  readonly attempts: number;
  /** The function's last answer. */
  readonly answer: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** What Lambda writes there: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
export function failureRecord(functionArn: string, { payload, condition, attempts, answer, at }: Failure): string {
  const json = (value: string): unknown => {
    try {
      return JSON.parse(value);
    } catch {
      return value;
    }
  };
  return JSON.stringify({
    version: "1.0",
    timestamp: new Date(at).toISOString(),
    requestContext: {
      functionArn: `${functionArn}:$LATEST`,
      condition,
      approximateInvokeCount: attempts,
    },
    requestPayload: json(payload),
    responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
    responsePayload: json(answer),
  });
}
