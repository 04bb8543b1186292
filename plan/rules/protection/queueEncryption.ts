// Encryption of queues: a KMS key, or one that SQS keeps, and never both.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-server-side-encryption.html

import type { Attributes } from "../../value.ts";
import { rule } from "../rule.ts";
import { changesOf, placeOf } from "../world/changes.ts";
import { shown } from "../world/words.ts";
import { isOpaque, reach } from "./reach.ts";

type Strength = "key" | "managed" | "none";

const STRENGTH: readonly Strength[] = ["none", "managed", "key"];

const isSet = (attributes: Attributes, attribute: string): boolean => {
  const value = reach(attributes, [attribute]);
  return value !== null && value !== "" && value !== false;
};

function strengthOf(attributes: Attributes): Strength {
  if (isSet(attributes, "kms_master_key_id")) return "key";
  return isSet(attributes, "sqs_managed_sse_enabled") ? "managed" : "none";
}

const WORDS: Readonly<Record<Strength, string>> = {
  key: "with a KMS key",
  managed: "with a key that SQS keeps",
  none: "not at all",
};

export const queueEncryption = rule({
  id: "queue-encryption-weakened",
  severity: ["high", "medium", "low"],
  title: "Messages of a queue are encrypted with a weaker key, or not at all",
  why: "Who may read messages is bounded by the policy of the queue's KMS key; without any key messages wait in the clear.",
  remedy: "Keep kms_master_key_id, or sqs_managed_sse_enabled = true.",
  types: ["aws_sqs_queue"],
  *check(reviewed) {
    for (const change of changesOf(reviewed, "aws_sqs_queue")) {
      const { before, after, action } = change;
      if (!before || !after || action === "noOp" || action === "forget") continue;
      const place = placeOf(change);
      const [was, is] = [strengthOf(before), strengthOf(after)];
      const key = [reach(before, ["kms_master_key_id"]), reach(after, ["kms_master_key_id"])] as const;
      // An unknown value counts as set, and what is set where a key was is a key.
      if (STRENGTH.indexOf(is) >= STRENGTH.indexOf(was)) {
        if (was !== "key" || !isOpaque(...key)) continue;
        yield {
          ...place,
          severity: "low",
          attribute: "kms_master_key_id",
          what: `Whether the queue keeps its KMS key is not known before the apply (kms_master_key_id: ${shown(key[0])} to ${shown(key[1])}).`,
          why: "The key's policy bounds who may read messages.",
          remedy: "Make sure that the key is one of this system.",
        };
        continue;
      }
      yield {
        ...place,
        severity: is === "none" ? "high" : "medium",
        attribute: was === "key" ? "kms_master_key_id" : "sqs_managed_sse_enabled",
        what: `Messages of the queue are encrypted ${WORDS[is]}, and were ${WORDS[was]}.`,
        why:
          is === "none"
            ? "Messages wait in the clear."
            : "The key's policy and its log no longer say who may read messages and who did.",
        remedy: was === "key" ? "Keep kms_master_key_id." : "Keep sqs_managed_sse_enabled = true.",
      };
    }
  },
});
