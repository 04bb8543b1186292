// SQS queues, and what takes messages and events that fail.
import type { Rule } from "../../rule.ts";
import { falls, goes } from "../judges.ts";
import { settingRule } from "../settingRule.ts";

export const queueRules: readonly Rule[] = [
  settingRule({
    id: "queue-retention-shortened",
    severity: "medium",
    title: "Messages wait in a queue for a shorter time",
    why: "What is not received by then is deleted, also of the messages that wait now.",
    remedy:
      "Keep the retention longer than a consumer may stand still, in a dead-letter queue the longest that there is: 1209600 seconds.",
    settings: [
      {
        types: ["aws_sqs_queue"],
        path: ["message_retention_seconds"],
        judge: falls(),
        what: "Messages wait in the queue for a shorter time",
      },
    ],
  }),
  settingRule({
    id: "dead-letters-off",
    severity: "medium",
    title: "Messages or events that fail no longer go to a dead-letter queue",
    why: "A message that fails comes back until it expires, and then it is gone.",
    remedy: "Keep redrive_policy.",
    settings: [
      {
        types: ["aws_sqs_queue"],
        path: ["redrive_policy"],
        judge: goes,
        what: "The queue no longer has a dead-letter queue",
      },
      {
        types: ["aws_sns_topic_subscription"],
        path: ["redrive_policy"],
        judge: goes,
        what: "What a subscription cannot deliver goes nowhere",
        why: "After its retries SNS drops the message.",
      },
      {
        types: ["aws_lambda_function"],
        path: ["dead_letter_config", 0, "target_arn"],
        judge: goes,
        what: "Events that the function fails on go nowhere",
        why: "After its retries an asynchronous event is dropped.",
        remedy: "Keep dead_letter_config, or a destination for failures.",
      },
    ],
    guards: [
      {
        type: "aws_sqs_queue_redrive_policy",
        guarded: { attribute: "queue_url", type: "aws_sqs_queue" },
        what: "A queue that stays no longer has a dead-letter queue.",
        remedy: "Keep the redrive policy.",
      },
    ],
  }),
];
