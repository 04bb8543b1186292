import { describe, expect, it } from "@jest/globals";
import { protectionRules } from "../../../../plan/rules/protection/protectionRules.ts";
import type { ChangeSpec } from "../../../support/plan/json.ts";
import { brief, create, DELETE_FIRST, destroy, findingsOf, keep, update } from "../capacity/samples.ts";

const found = (...changes: ChangeSpec[]) => brief(findingsOf(protectionRules, changes));

describe("what guards something else", () => {
  it.each([
    ["aws_s3_bucket_public_access_block", "high bucket-public-access-unblocked", "bucket", "aws_s3_bucket"],
    ["aws_s3_bucket_versioning", "high bucket-versioning-off", "bucket", "aws_s3_bucket"],
    [
      "aws_s3_bucket_server_side_encryption_configuration",
      "medium bucket-encryption-weakened",
      "bucket",
      "aws_s3_bucket",
    ],
    ["aws_s3_bucket_logging", "medium access-log-off", "bucket", "aws_s3_bucket"],
    ["aws_s3_bucket_replication_configuration", "medium replication-off", "bucket", "aws_s3_bucket"],
    ["aws_flow_log", "medium flow-log-removed", "vpc_id", "aws_vpc"],
    ["aws_sns_topic_subscription", "medium alarm-topic-unsubscribed", "topic_arn", "aws_sns_topic"],
    ["aws_backup_selection", "medium backup-retention-shortened", "plan_id", "aws_backup_plan"],
    ["aws_dynamodb_table_replica", "high replica-removed", "global_table_arn", "aws_dynamodb_table"],
    ["aws_sqs_queue_redrive_policy", "medium dead-letters-off", "queue_url", "aws_sqs_queue"],
  ])("is missed when it goes: %s", (type, expected, attribute, guarded) => {
    const address = `${type}.guard`;
    const values = { [attribute]: "it" };
    const gone = destroy(address, values);
    expect(found(gone)).toEqual([`${expected} ${address}`]);
    expect(found(keep(address, values))).toEqual([]);
    const what = { id: "it", name: "it", arn: "it" };
    expect(found(gone, keep(`${guarded}.it`, what))).toHaveLength(1);
    expect(found(gone, destroy(`${guarded}.it`, what))).toEqual([]);
  });

  const block = { bucket: "media", block_public_acls: true };
  const BLOCK = "aws_s3_bucket_public_access_block.media";

  it("may go when another takes over, for the same and not for something else", () => {
    const other = "aws_s3_bucket_public_access_block.other";
    expect(found(destroy(BLOCK, block), create(other, block))).toEqual([]);
    expect(found(destroy(BLOCK, block), create(other, { ...block, bucket: "logs" }))).toHaveLength(1);
  });

  it("stays in a replacement, and in the account when Terraform forgets it", () => {
    expect(found(update(BLOCK, block, block, { actions: DELETE_FIRST }))).toEqual([]);
    expect(found(destroy(BLOCK, block, { actions: ["forget"] }))).toEqual([]);
  });
});
