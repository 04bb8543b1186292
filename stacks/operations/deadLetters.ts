// The queue for events that came to nothing: schedules and rules write there what they could not deliver, and Lambda what a
// function threw at every attempt.
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue/index.js";
import { SqsQueuePolicy } from "@cdktf/provider-aws/lib/sqs-queue-policy/index.js";
import { Construct } from "constructs";

const FOURTEEN_DAYS = 14 * 24 * 60 * 60;

export class DeadLetters extends Construct {
  readonly arn: string;
  readonly #queue: SqsQueue;

  constructor(scope: Construct, id: string, name: string) {
    super(scope, id);
    this.#queue = new SqsQueue(this, "queue", {
      name,
      messageRetentionSeconds: FOURTEEN_DAYS,
      sqsManagedSseEnabled: true,
    });
    this.arn = this.#queue.arn;
  }

  /** EventBridge rules write with a queue policy, not with a role. */
  allowRules(ruleArns: readonly string[]): void {
    new SqsQueuePolicy(this, "policy", {
      queueUrl: this.#queue.url,
      policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { Service: "events.amazonaws.com" },
            Action: "sqs:SendMessage",
            Resource: this.arn,
            Condition: { ArnEquals: { "aws:SourceArn": ruleArns } },
          },
        ],
      }),
    });
  }
}
