import { afterAll, describe, expect, it } from "@jest/globals";
import { defineEnvironment } from "../../../stacks/config/environment.ts";
import { WITH_ALARMS } from "../../support/stacks/alarmed.ts";
import { describeBoundaries } from "../../support/stacks/boundaries.ts";
import { environmentInput } from "../../support/stacks/environments.ts";
import { removeTemporaryFolders, synthesise } from "../../support/stacks/template.ts";

const keyIn = (region: string, account = "123456789012") =>
  `arn:aws:kms:${region}:${account}:key/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f`;
const KEY = keyIn("eu-west-1");
const define = (name: string, changes: object) =>
  defineEnvironment(environmentInput({ name, ...WITH_ALARMS, ...changes }));
const { stacks } = synthesise([define("keyed", { encryption: { kmsKeyArn: KEY } }), define("plain", {})]);
afterAll(removeTemporaryFolders);

type Fields = Record<string, unknown>;
const all = (environment: string, type: string) =>
  stacks.filter(({ name }) => name.startsWith(`${environment}-`)).flatMap((stack) => stack.resources<Fields>(type));

describe("a key of one's own", () => {
  it.each([
    ["aws_cloudwatch_log_group", ({ kms_key_id: key }: Fields) => key],
    ["aws_dynamodb_table", ({ server_side_encryption: sse }: Fields) => (sse as Fields).kms_key_arn],
    ["aws_sqs_queue", ({ kms_master_key_id: key, sqs_managed_sse_enabled: own }: Fields) => own ?? key],
    [
      "aws_s3_bucket_server_side_encryption_configuration",
      ({ rule }: Fields) => {
        const [{ apply_server_side_encryption_by_default: by, bucket_key_enabled: isOfBucket }] = rule as [Fields];
        const { sse_algorithm: algorithm, kms_master_key_id: key } = by as Fields;
        return algorithm === "aws:kms" && isOfBucket && key;
      },
    ],
  ])("is that of every %s", (type, keyOf) => {
    const found = all("keyed", type);
    expect(found.length).toBeGreaterThan(0);
    expect(found.map(keyOf)).toEqual(found.map(() => KEY));
  });

  it("may be used by each function and each schedule, through the services that hold data", () => {
    const statements = stacks
      .filter(({ name }) => name.startsWith("keyed-"))
      .flatMap((stack) => stack.statements.filter(({ Sid }) => Sid === "CustomerKey"));
    const roles = all("keyed", "aws_lambda_function").length + 1; // the tick's
    expect(statements).toEqual(
      Array.from({ length: roles }, () => ({
        Sid: "CustomerKey",
        Effect: "Allow",
        Action: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"],
        Resource: [KEY],
        Condition: {
          StringEquals: {
            "kms:ViaService": ["dynamodb", "s3", "sqs"].map((service) => `${service}.eu-west-1.amazonaws.com`),
          },
        },
      })),
    );
  });

  it("is nowhere when left out", () => {
    const text = stacks
      .filter(({ name }) => name.startsWith("plain-"))
      .map((stack) => stack.text)
      .join();
    expect(text).not.toMatch(/CustomerKey|"kms_key_id"|"kms_key_arn"/);
  });
});

describeBoundaries([
  {
    rule: "the key is in the Region, and of an account that is allowed",
    allowed: [
      { encryption: { kmsKeyArn: KEY } },
      { encryption: { kmsKeyArn: KEY }, allowedAccountIds: ["123456789012"] },
    ],
    refused: [
      [
        { encryption: { kmsKeyArn: keyIn("us-east-1") } },
        `encryption.kmsKeyArn: must be a key in eu-west-1, got ${keyIn("us-east-1")}`,
      ],
      [
        { encryption: { kmsKeyArn: KEY }, allowedAccountIds: ["210987654321"] },
        `encryption.kmsKeyArn: must be a key of an account in allowedAccountIds (210987654321), got ${KEY}`,
      ],
    ],
  },
]);
