// What guards messages that wait.
import { falls, goes } from "../judges.ts";
import type { Setting } from "../setting.ts";

export const QUEUE_SETTINGS: readonly Setting[] = [
  {
    rule: "queue-retention-shortened",
    types: ["aws_sqs_queue"],
    path: ["message_retention_seconds"],
    judge: falls(),
    severity: "medium",
    what: "Messages wait in the queue for a shorter time",
    why: "What is not received by then is deleted, also of the messages that wait now.",
    remedy:
      "Keep the retention longer than a consumer may stand still, in a dead-letter queue the longest that there is: 1209600 seconds.",
  },
  {
    rule: "dead-letters-off",
    types: ["aws_sqs_queue"],
    path: ["redrive_policy"],
    judge: goes,
    severity: "medium",
    what: "The queue no longer has a dead-letter queue",
    why: "A message that fails comes back until it expires, and then it is gone.",
    remedy: "Keep redrive_policy.",
  },
  {
    rule: "dead-letters-off",
    types: ["aws_lambda_function"],
    path: ["dead_letter_config", 0, "target_arn"],
    judge: goes,
    severity: "medium",
    what: "Events that the function fails on go nowhere",
    why: "After its retries an asynchronous event is dropped.",
    remedy: "Keep dead_letter_config, or a destination for failures.",
  },
];
