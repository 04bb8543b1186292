// A queue whose messages call a function of a team's own, and a second queue for those that it could not handle.

import { LambdaEventSourceMapping } from "@cdktf/provider-aws/lib/lambda-event-source-mapping/index.js";
import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function/index.js";
import { SqsQueue, type SqsQueueConfig } from "@cdktf/provider-aws/lib/sqs-queue/index.js";
import { SqsQueuePolicy } from "@cdktf/provider-aws/lib/sqs-queue-policy/index.js";
import { Construct } from "constructs";
import { LIMITS } from "../config/limits.ts";
import { type QueueConfig, visibilitySeconds } from "../config/queue.ts";
import type { Statement } from "../shared/policy.ts";

const DAY_SECONDS = 24 * 60 * 60;

export interface FunctionQueueOptions {
  readonly functionName: string;
  readonly timeoutSeconds: number;
  readonly queue: QueueConfig;
}

export class FunctionQueue extends Construct {
  readonly url: string;
  /** What the function may do, because Lambda polls in its role. */
  readonly right: Statement;
  readonly #queue: SqsQueue;
  readonly #config: QueueConfig;

  constructor(scope: Construct, id: string, { functionName, timeoutSeconds, queue }: FunctionQueueOptions) {
    super(scope, id);
    this.#config = queue;
    const deadLetters = this.#add("dead-letters", {
      name: `${functionName}-dead-letters`,
      messageRetentionSeconds: LIMITS.maxQueueRetentionDays.value * DAY_SECONDS,
    });
    this.#queue = this.#add("queue", {
      name: `${functionName}-queue`,
      messageRetentionSeconds: queue.retentionDays * DAY_SECONDS,
      visibilityTimeoutSeconds: visibilitySeconds(queue, timeoutSeconds),
      redrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLetters.arn, maxReceiveCount: queue.maxReceiveCount }),
    });
    this.url = this.#queue.url;
    this.right = {
      sid: "Queue",
      actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
      resources: [this.#queue.arn],
    };
  }

  /** Messages call the function from now on: its published version, because that is what an unqualified ARN calls. */
  feed(target: LambdaFunction): void {
    const { batchSize, maximumBatchingWindowSeconds, maximumConcurrency } = this.#config;
    new LambdaEventSourceMapping(this, "mapping", {
      eventSourceArn: this.#queue.arn,
      functionName: target.arn,
      batchSize,
      maximumBatchingWindowInSeconds: maximumBatchingWindowSeconds,
      functionResponseTypes: ["ReportBatchItemFailures"],
      ...(maximumConcurrency !== undefined && { scalingConfig: { maximumConcurrency } }),
      dependsOn: [target],
    });
  }

  /** An encrypted queue that is reached by TLS only. */
  #add(id: string, config: SqsQueueConfig): SqsQueue {
    const queue = new SqsQueue(this, id, { ...config, sqsManagedSseEnabled: true });
    const statement = {
      Effect: "Deny",
      Principal: "*",
      Action: "sqs:*",
      Resource: queue.arn,
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    };
    new SqsQueuePolicy(this, `${id}-policy`, {
      queueUrl: queue.url,
      policy: JSON.stringify({ Version: "2012-10-17", Statement: [statement] }),
    });
    return queue;
  }
}
