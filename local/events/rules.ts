// The synthesised EventBridge rules with their targets.
import { LocalError } from "../localError.ts";
import { block, blocks, text } from "../terraform/blocks.ts";
import type { Resolver } from "../terraform/resolve.ts";
import type { Resource, Synthesized } from "../terraform/synthesized.ts";
import { type RetryPolicy, readPolicy } from "./deliveries.ts";
import { compileTransformer, InputTransformerError } from "./inputTransformer.ts";
import { compilePattern } from "./patterns.ts";

export interface EventRule {
  name: string;
  arn: string;
  enabled: boolean;
  matches(event: unknown): boolean;
  targets: RuleTarget[];
}

export interface RuleTarget {
  /** A Lambda function's ARN, possibly qualified. */
  arn: string;
  /** The JSON that the function is given for an event. @throws InputTransformerError if the event lacks what is needed */
  input(event: unknown): string;
  /** @default 185 retries in 24 hours */
  policy?: RetryPolicy | undefined;
  /** The queue for events that cannot be delivered. */
  deadLetterArn?: string | undefined;
}

/** A rule, target or schedule uses what is not run here; the message names the resource and the attribute. */
export class UnsupportedEventError extends LocalError {
  override name = "UnsupportedEventError";
}

export const LAMBDA_ARN = /^arn:[\w-]+:lambda:/;

/** Every `aws_cloudwatch_event_rule` with an event pattern, with its `aws_cloudwatch_event_target`s. @throws UnsupportedEventError, UnsupportedPatternError */
export function readRules(synthesized: Synthesized, resolver: Resolver): EventRule[] {
  const targets = synthesized.resources("aws_cloudwatch_event_target").map((resource) => ({
    rule: text(resolver.attribute(resource, "rule")),
    target: () => toTarget(resource, resolver),
  }));
  return synthesized.resources("aws_cloudwatch_event_rule").map((resource) => {
    const read = (attribute: string) => resolver.attribute(resource, attribute);
    const name = String(read("name"));
    const pattern = text(read("event_pattern"));
    if (pattern === undefined) {
      throw unsupported(resource, "has no event_pattern; use aws_scheduler_schedule for schedules");
    }
    if ((text(read("event_bus_name")) ?? "default") !== "default") {
      throw unsupported(resource, `event_bus_name must be default, got ${read("event_bus_name")}`);
    }
    return {
      name,
      arn: String(read("arn")),
      enabled: read("state") !== "DISABLED" && read("is_enabled") !== false,
      matches: compilePattern(JSON.parse(pattern), `${resource.address} event_pattern`),
      targets: targets.filter(({ rule }) => rule === name).map(({ target }) => target()),
    };
  });
}

function toTarget(resource: Resource, resolver: Resolver): RuleTarget {
  if (resource.config.input_path !== undefined) throw unsupported(resource, "input_path is not supported; use input");
  const arn = String(resolver.attribute(resource, "arn"));
  if (!LAMBDA_ARN.test(arn)) throw unsupported(resource, `arn must be a Lambda function's, got ${arn}`);
  const deadLetterArn = text(block(resolver.attribute(resource, "dead_letter_config")).arn);
  const policy = readPolicy(resolver.attribute(resource, "retry_policy"));
  return { arn, policy, deadLetterArn, input: inputOf(resource, resolver) };
}

function inputOf(resource: Resource, resolver: Resolver): RuleTarget["input"] {
  const fixed = text(resolver.attribute(resource, "input"));
  if (fixed !== undefined) return () => fixed;
  const [transformer] = blocks(resolver.attribute(resource, "input_transformer"));
  if (!transformer) return (event) => JSON.stringify(event);
  try {
    const paths = (transformer.input_paths ?? {}) as Record<string, string>;
    return compileTransformer(paths, String(transformer.input_template));
  } catch (error) {
    if (!(error instanceof InputTransformerError)) throw error;
    throw unsupported(resource, `input_transformer: ${error.message}`);
  }
}

/** One line that names the resource. */
export const unsupported = ({ address, stack }: Resource, problem: string) =>
  new UnsupportedEventError(`${address} (stack ${stack}): ${problem}`);
