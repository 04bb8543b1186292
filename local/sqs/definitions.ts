// The synthesised queues, and the event source mappings that call functions with their messages.
import { block, number, text } from "../terraform/blocks.ts";
import type { Resolver } from "../terraform/resolve.ts";
import type { Synthesized } from "../terraform/synthesized.ts";

export interface QueueSpec {
  readonly name: string;
  readonly arn: string;
  readonly visibilitySeconds: number;
  readonly retentionSeconds: number;
  readonly delaySeconds: number;
  /** Where a message goes that was received so often. */
  readonly redrive?: { readonly deadLetterArn: string; readonly maxReceiveCount: number };
}

/** Every `aws_sqs_queue`, with AWS's own defaults: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
export function readQueues(synthesized: Synthesized, resolver: Resolver): QueueSpec[] {
  return synthesized.resources("aws_sqs_queue").map((resource) => {
    const read = (attribute: string) => resolver.attribute(resource, attribute);
    const redrive = text(read("redrive_policy"));
    const { deadLetterTargetArn, maxReceiveCount } = redrive === undefined ? {} : JSON.parse(redrive);
    return {
      name: String(read("name")),
      arn: String(read("arn")),
      visibilitySeconds: number(read("visibility_timeout_seconds")) ?? 30,
      retentionSeconds: number(read("message_retention_seconds")) ?? 345_600,
      delaySeconds: number(read("delay_seconds")) ?? 0,
      ...(redrive !== undefined && {
        redrive: { deadLetterArn: String(deadLetterTargetArn), maxReceiveCount: Number(maxReceiveCount) },
      }),
    };
  });
}

export interface MappingSpec {
  readonly queueArn: string;
  readonly functionArn: string;
  readonly batchSize: number;
  readonly windowSeconds: number;
  readonly maxConcurrency: number;
  /** Whether the function's answer says which messages failed; else all did, or none. */
  readonly reportsFailures: boolean;
}

/** As many batches at once as Lambda begins with: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html */
const BATCHES = 5;

/** Every enabled `aws_lambda_event_source_mapping` of a queue. */
export function readMappings(synthesized: Synthesized, resolver: Resolver): MappingSpec[] {
  return synthesized.resources("aws_lambda_event_source_mapping").flatMap((resource) => {
    const read = (attribute: string) => resolver.attribute(resource, attribute);
    const queueArn = String(read("event_source_arn"));
    if (!queueArn.includes(":sqs:") || read("enabled") === false) return [];
    const types = (read("function_response_types") ?? []) as string[];
    return {
      queueArn,
      functionArn: String(read("function_name")),
      batchSize: number(read("batch_size")) ?? 10,
      windowSeconds: number(read("maximum_batching_window_in_seconds")) ?? 0,
      maxConcurrency: number(block(read("scaling_config")).maximum_concurrency) ?? BATCHES,
      reportsFailures: types.includes("ReportBatchItemFailures"),
    };
  });
}

/** What calls what, in a line. */
export const describeMapping = ({ queueArn, functionArn, batchSize }: MappingSpec): string =>
  `${lastOf(queueArn).padEnd(22)}calls ${lastOf(functionArn)} with up to ${batchSize} messages`;

const lastOf = (arn: string) => arn.split(":").at(-1) ?? arn;
