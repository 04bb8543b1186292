// Where policies stand: attributes of resources that hold a document.
import type { Attributes, Value } from "../../value.ts";
import { at, isAttributes, isSensitive, isUnknown } from "../../value.ts";
import type { PolicyKind } from "./judgement.ts";
import { layerDocument, permissionDocument } from "./permission.ts";
import { type Document, documentOf } from "./policy/document.ts";

export interface PolicyAttribute {
  readonly attribute: string;
  readonly kind: PolicyKind;
  /** Words for it: `the role's trust policy`. */
  readonly words: string;
  /**
   * The attribute that says whose it is, and the type of that: policies of one identity count together, and a policy that goes
   * with what it belongs to denies nothing.
   */
  readonly owner?: { readonly attribute: string; readonly type: string };
  /** Whether the provider fills it in where the configuration says nothing. @default false */
  readonly isComputed?: boolean;
  /** Whether other attributes are part of the document too. @default false */
  readonly isWhole?: boolean;
  /** @default the attribute, read as JSON */
  read?(attributes: Attributes): Document;
}

const identity = (type: string, attribute: string): PolicyAttribute => ({
  attribute: "policy",
  kind: "identity",
  words: `the policy of a ${attribute}`,
  owner: { attribute, type },
});

const resource = (
  words: string,
  owner?: readonly [attribute: string, type: string],
  attribute = "policy",
): PolicyAttribute => ({
  attribute,
  kind: "resource",
  words,
  ...(owner ? { owner: { attribute: owner[0], type: owner[1] } } : { isComputed: true }),
});

/** Several documents as one. */
function together(documents: readonly Document[]): Document {
  const unreadable = documents.find(({ kind }) => kind !== "known" && kind !== "absent");
  if (unreadable) return unreadable;
  return { kind: "known", statements: documents.flatMap((one) => (one.kind === "known" ? one.statements : [])) };
}

function inlinePolicies(attributes: Attributes): Document {
  const blocks: Value | undefined = at(attributes, "inline_policy");
  if (isUnknown(blocks) || isSensitive(blocks)) return documentOf(blocks);
  if (!Array.isArray(blocks)) return { kind: "absent" };
  return together(
    (blocks as readonly Value[]).map((block) => documentOf(isAttributes(block) ? at(block, "policy") : block)),
  );
}

/** An endpoint without a policy lets everything through: https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html */
const EVERYTHING: Document = {
  kind: "known",
  statements: [{ effect: "allow", principals: ["*"], actions: ["*"], resources: ["*"], conditions: [] }],
};

function endpointPolicy(attributes: Attributes): Document {
  const document = documentOf(at(attributes, "policy"));
  return document.kind === "absent" ? EVERYTHING : document;
}

/** By type of resource. */
export const POLICY_ATTRIBUTES: ReadonlyMap<string, readonly PolicyAttribute[]> = new Map([
  [
    "aws_iam_role",
    [
      { attribute: "assume_role_policy", kind: "trust", words: "the role's trust policy" },
      {
        attribute: "inline_policy",
        kind: "identity",
        words: "the role's inline policies",
        isComputed: true,
        read: inlinePolicies,
      },
    ],
  ],
  ["aws_iam_role_policy", [identity("aws_iam_role", "role")]],
  ["aws_iam_user_policy", [identity("aws_iam_user", "user")]],
  ["aws_iam_group_policy", [identity("aws_iam_group", "group")]],
  ["aws_iam_policy", [{ attribute: "policy", kind: "identity", words: "the managed policy" }]],
  [
    "aws_lambda_permission",
    [{ attribute: "principal", kind: "permission", words: "the permission", isWhole: true, read: permissionDocument }],
  ],
  [
    "aws_lambda_layer_version_permission",
    [
      {
        attribute: "principal",
        kind: "resource",
        words: "the permission of a layer",
        isWhole: true,
        read: layerDocument,
      },
    ],
  ],
  ["aws_s3_bucket", [resource("the bucket policy")]],
  ["aws_s3_bucket_policy", [resource("the bucket policy", ["bucket", "aws_s3_bucket"])]],
  ["aws_sqs_queue", [resource("the queue policy")]],
  ["aws_sqs_queue_policy", [resource("the queue policy", ["queue_url", "aws_sqs_queue"])]],
  ["aws_sns_topic", [resource("the topic policy")]],
  ["aws_sns_topic_policy", [resource("the topic policy", ["arn", "aws_sns_topic"])]],
  ["aws_kms_key", [resource("the key policy")]],
  ["aws_kms_external_key", [resource("the key policy")]],
  ["aws_kms_key_policy", [resource("the key policy", ["key_id", "aws_kms_key"])]],
  ["aws_dynamodb_resource_policy", [resource("the table policy", ["resource_arn", "aws_dynamodb_table"])]],
  ["aws_secretsmanager_secret", [resource("the secret's policy")]],
  ["aws_secretsmanager_secret_policy", [resource("the secret's policy", ["secret_arn", "aws_secretsmanager_secret"])]],
  [
    "aws_cloudwatch_event_bus_policy",
    [resource("the event bus policy", ["event_bus_name", "aws_cloudwatch_event_bus"])],
  ],
  ["aws_cloudwatch_log_resource_policy", [resource("the log resource policy", undefined, "policy_document")]],
  ["aws_api_gateway_rest_api", [resource("the API policy")]],
  ["aws_api_gateway_rest_api_policy", [resource("the API policy", ["rest_api_id", "aws_api_gateway_rest_api"])]],
  [
    "aws_vpc_endpoint",
    [{ attribute: "policy", kind: "endpoint", words: "the endpoint policy", isComputed: true, read: endpointPolicy }],
  ],
  [
    "aws_vpc_endpoint_policy",
    [
      {
        attribute: "policy",
        kind: "endpoint",
        words: "the endpoint policy",
        owner: { attribute: "vpc_endpoint_id", type: "aws_vpc_endpoint" },
        read: endpointPolicy,
      },
    ],
  ],
]);
