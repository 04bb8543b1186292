// A key of the team's own in place of AWS's: for tables, logs, queues and the bucket, wherever a stack has one.
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js";
import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table/index.js";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration/index.js";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue/index.js";
import { Aspects } from "cdktf";
import type { IConstruct } from "constructs";
import type { EnvironmentConfig } from "../config/schema.ts";
import type { Statement } from "./policy.ts";

function encrypt(node: IConstruct, key: string): void {
  if (node instanceof CloudwatchLogGroup) node.kmsKeyId = key;
  if (node instanceof DynamodbTable) node.putServerSideEncryption({ enabled: true, kmsKeyArn: key });
  if (node instanceof SqsQueue) {
    node.resetSqsManagedSseEnabled();
    node.kmsMasterKeyId = key;
  }
  if (node instanceof S3BucketServerSideEncryptionConfigurationA) {
    const applyServerSideEncryptionByDefault = { sseAlgorithm: "aws:kms", kmsMasterKeyId: key };
    // One call of KMS for many objects: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html
    node.putRule([{ applyServerSideEncryptionByDefault, bucketKeyEnabled: true }]);
  }
}

/** Encrypts with the environment's key, if it has one, all that is in the stack when it is synthesised. */
export function useCustomerKey(stack: IConstruct, { encryption }: EnvironmentConfig): void {
  if (encryption) Aspects.of(stack).add({ visit: (node) => encrypt(node, encryption.kmsKeyArn) });
}

/** What a role may do with the key: through the services that hold its data, and no other way. Nothing without a key. */
export function customerKeyRights({ encryption, region }: EnvironmentConfig): Statement[] {
  if (!encryption) return [];
  return [
    {
      sid: "CustomerKey",
      actions: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"],
      resources: [encryption.kmsKeyArn],
      conditions: {
        StringEquals: {
          "kms:ViaService": ["dynamodb", "s3", "sqs"].map((service) => `${service}.${region}.amazonaws.com`),
        },
      },
    },
  ];
}
