// What becomes of an event that a function failed on: how often Lambda tries again, and where it puts what came to nothing.
import type { Caller, RoleCaller } from "../iam/caller.ts";
import { block, number, text } from "../terraform/blocks.ts";
import type { Resolver } from "../terraform/resolve.ts";
import type { Synthesized } from "../terraform/synthesized.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_FunctionEventInvokeConfig.html */
export interface EventSettings {
  /** @default 2 */
  readonly retries?: number | undefined;
  /** @default 21,600 */
  readonly ageSeconds?: number | undefined;
  /** The on-failure destination, to which Lambda writes in the function's role. */
  readonly destination?: { readonly arn: string; readonly writer: RoleCaller } | undefined;
}

/** The synthesised ones, by a function's name. */
export function readEventSettings(synthesized: Synthesized, resolver: Resolver): ReadonlyMap<string, EventSettings> {
  const attributes = (type: string) =>
    synthesized.resources(type).map((resource) => (name: string) => resolver.attribute(resource, name));
  const roles = new Map(
    attributes("aws_lambda_function").map((read) => [String(read("function_name")), String(read("role"))]),
  );
  return new Map(
    attributes("aws_lambda_function_event_invoke_config").map((read) => {
      const name = String(read("function_name"));
      const arn = text(block(block(read("destination_config")).on_failure).destination);
      const writer = { roleArn: roles.get(name) ?? "", session: name };
      const retries = number(read("maximum_retry_attempts"));
      const ageSeconds = number(read("maximum_event_age_in_seconds"));
      return [name, { retries, ageSeconds, destination: arn === undefined ? undefined : { arn, writer } }];
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

/** Where events go that came to nothing. */
export interface Queueing {
  /** By function name. @default two retries, and no destination */
  readonly eventSettings?: ReadonlyMap<string, EventSettings>;
  /** Says why a queue refuses an event; undefined if it takes it. @default it takes all */
  readonly refusedByQueue?: (caller: Caller, queueArn: string) => string | undefined;
  /** Gives a queue an event that it takes. @default keeps none */
  readonly toQueue?: (queueArn: string, body: string) => void;
}

/** @returns why the queue refuses it; undefined if it has it now */
export function giveTo(
  { refusedByQueue, toQueue }: Queueing,
  caller: Caller,
  queueArn: string,
  body: string,
): string | undefined {
  const refusal = refusedByQueue?.(caller, queueArn);
  if (refusal === undefined) toQueue?.(queueArn, body);
  return refusal;
}

/** Lambda writes to the function's on-failure destination, if it has one, in the function's role. @returns as giveTo */
export function giveToDestination(
  queueing: Queueing,
  { name, arn }: { readonly name: string; readonly arn: string },
  failure: Failure,
): string | undefined {
  const destination = queueing.eventSettings?.get(name)?.destination;
  return destination && giveTo(queueing, destination.writer, destination.arn, failureRecord(arn, failure));
}
