import { describe, expect, it } from "@jest/globals";
import { queueEncryption } from "../../../../plan/rules/protection/queueEncryption.ts";
import { tableEncryption } from "../../../../plan/rules/protection/tableEncryption.ts";
import type { ChangeSpec } from "../../../support/plan/json.ts";
import { brief, create, findingsOf, type Json, update } from "../capacity/samples.ts";

const found = (change: ChangeSpec) => brief(findingsOf([queueEncryption, tableEncryption], [change]));

describe("a queue", () => {
  const QUEUE = "aws_sqs_queue.dead-letters";
  const managed = { sqs_managed_sse_enabled: true, kms_master_key_id: null };
  const key = { sqs_managed_sse_enabled: false, kms_master_key_id: "alias/queues" };
  const none = { sqs_managed_sse_enabled: false, kms_master_key_id: "" };

  it.each<[string, Json, Json, string[]]>([
    ["that is no longer encrypted", managed, none, ["high"]],
    ["that loses its key and all encryption", key, none, ["high"]],
    ["that loses its key", key, managed, ["medium"]],
    ["that gets a key", managed, key, []],
    ["with another key", key, { ...key, kms_master_key_id: "alias/other" }, []],
    ["that never was encrypted", none, none, []],
  ])("%s", (_, before, after, severities) => {
    expect(found(update(QUEUE, before, after))).toEqual(
      severities.map((severity) => `${severity} queue-encryption-weakened ${QUEUE}`),
    );
  });

  it("may lose a key that only the apply knows", () => {
    const { kms_master_key_id: _, ...later } = key;
    expect(found(update(QUEUE, key, later, { afterUnknown: { kms_master_key_id: true } }))).toEqual([
      `low queue-encryption-weakened ${QUEUE}`,
    ]);
  });

  it("that is new is as it is", () => {
    expect(found(create(QUEUE, none))).toEqual([]);
  });
});

describe("a table", () => {
  const TABLE = "aws_dynamodb_table.videos";
  const table = (...blocks: Json[]): Json => ({ server_side_encryption: blocks });
  const key = (kms_key_arn: string | null): Json => ({ enabled: true, kms_key_arn });

  it.each<[string, Json, Json, string[]]>([
    ["without the customer's key", table(key("arn:key")), table({ enabled: false }), ["high"]],
    ["without its block", table(key("arn:key")), table(), ["high"]],
    ["with a key that DynamoDB owns", table(key(null)), table({ enabled: false }), ["medium"]],
    ["with the account's key of DynamoDB", table(key("arn:key")), table(key(null)), ["high"]],
    ["with another key", table(key("arn:key")), table(key("arn:other")), []],
    ["with a key of its own at last", table(), table(key("arn:key")), []],
  ])("%s", (_, before, after, severities) => {
    expect(found(update(TABLE, before, after))).toEqual(
      severities.map((severity) => `${severity} table-encryption-weakened ${TABLE}`),
    );
  });

  it("may be encrypted in a way that only the apply knows", () => {
    const change = update(TABLE, table(key("arn:key")), {}, { afterUnknown: { server_side_encryption: true } });
    expect(found(change)).toEqual([`medium table-encryption-weakened ${TABLE}`]);
  });
});
