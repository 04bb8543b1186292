// Encryption of tables: a customer's key, the account's key of DynamoDB, or one that DynamoDB owns.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.howitworks.html

import type { Attributes } from "../../value.ts";
import { rule } from "../rule.ts";
import { changesOf, placeOf } from "../world/changes.ts";
import { shown } from "../world/words.ts";
import { isOpaque, reach } from "./reach.ts";

const BLOCK = ["server_side_encryption", 0] as const;

const enabledIn = (attributes: Attributes) => reach(attributes, [...BLOCK, "enabled"]);
const keyIn = (attributes: Attributes) => reach(attributes, [...BLOCK, "kms_key_arn"]);

const TEXTS = {} as const;

export const tableEncryption = rule({
  id: "table-encryption-weakened",
  severity: ["high", "medium"],
  title: "A table is no longer encrypted with a key of this account",
  why: "The key's policy and its log no longer say who may read the table and who did, and this account cannot take the key away.",
  remedy: "Keep server_side_encryption enabled, with kms_key_arn where the key is your own.",
  types: ["aws_dynamodb_table"],
  *check(reviewed) {
    for (const change of changesOf(reviewed, "aws_dynamodb_table")) {
      const { before, after, action } = change;
      if (!before || !after || action === "noOp" || action === "forget") continue;
      const [was, is] = [enabledIn(before), enabledIn(after)];
      const [key, next] = [keyIn(before), keyIn(after)];
      const place = { ...TEXTS, ...placeOf(change) };
      if (was !== true) continue;
      if (isOpaque(was, is)) {
        const what = `Whether the table stays encrypted with a key of this account is not known before the apply (enabled: true to ${shown(is)}).`;
        yield { ...place, severity: "medium", attribute: "server_side_encryption[0].enabled", what };
      } else if (is !== true) {
        const from = key === null ? "the account's key of DynamoDB" : shown(key);
        yield {
          ...place,
          severity: key === null ? "medium" : "high",
          attribute: "server_side_encryption[0].enabled",
          what: `The table is encrypted with a key that DynamoDB owns, and was with ${from} (enabled: true to ${shown(is)}).`,
        };
      } else if (key !== null && next === null) {
        yield {
          ...place,
          severity: "high",
          attribute: "server_side_encryption[0].kms_key_arn",
          what: `The table is encrypted with the account's key of DynamoDB, and was with ${shown(key)}.`,
        };
      }
    }
  },
});
