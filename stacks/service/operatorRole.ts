// The role with which Lambda runs instances in this account: only instances that Lambda itself operates, only in this
// network. https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-operator-role.html
import type { Statement } from "../shared/policy.ts";

/** The value of ec2:ManagedResourceOperator on what Lambda launches. */
const LAMBDA_SCALER = "scaler.lambda.amazonaws.com";

export interface OperatorScope {
  /** An ARN of EC2 in this account and Region, such as `…:instance/*`. */
  arn(resource: string): string;
  /** EC2 images belong to no account in their ARN. */
  imageArn: string;
  readonly subnetArns: readonly string[];
  readonly securityGroupIds: readonly string[];
  /** ARN of the log group that Lambda writes the instances' events to. */
  readonly logGroupArns: readonly string[];
  /** ARNs of the keys that the instances' volumes are encrypted with. */
  readonly volumeKeyArns: readonly string[];
  readonly region: string;
}

export function operatorStatements(scope: OperatorScope): Statement[] {
  const { arn, imageArn, subnetArns, securityGroupIds, logGroupArns, volumeKeyArns, region } = scope;
  return [
    {
      sid: "RunWhatLambdaOperates",
      actions: ["ec2:RunInstances", "ec2:CreateTags", "ec2:AttachNetworkInterface"],
      resources: [arn("instance/*"), arn("network-interface/*"), arn("volume/*")],
      conditions: { StringEquals: { "ec2:ManagedResourceOperator": LAMBDA_SCALER } },
    },
    {
      sid: "InThisNetwork",
      actions: ["ec2:RunInstances", "ec2:CreateNetworkInterface"],
      resources: [...subnetArns, ...securityGroupIds.map((id) => arn(`security-group/${id}`))],
    },
    {
      sid: "FromAmazonImages",
      actions: ["ec2:RunInstances"],
      resources: [imageArn],
      conditions: { StringEquals: { "ec2:Owner": "amazon" } },
    },
    {
      sid: "LookAround", // EC2's Describe calls know no resources
      actions: [
        "ec2:DescribeAvailabilityZones",
        "ec2:DescribeCapacityReservations",
        "ec2:DescribeInstanceStatus",
        "ec2:DescribeInstanceTypeOfferings",
        "ec2:DescribeInstanceTypes",
        "ec2:DescribeInstances",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeSubnets",
        "ec2:DescribeVpcEncryptionControls",
      ],
      resources: ["*"],
    },
    {
      sid: "InstanceEvents",
      actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
      resources: logGroupArns.map((logGroup) => `${logGroup}:*`),
    },
    ...volumeKeyRights(volumeKeyArns, region),
  ];
}

/**
 * Whoever runs instances needs the key of their volumes; without it they end as soon as they have begun.
 * https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption-requirements.html#ebs-encryption-permissions
 */
function volumeKeyRights(resources: readonly string[], region: string): Statement[] {
  if (resources.length === 0) return [];
  const byEc2 = { StringEquals: { "kms:ViaService": `ec2.${region}.amazonaws.com` } };
  const actions = [
    "kms:Decrypt",
    "kms:DescribeKey",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
  ];
  return [
    { sid: "EncryptVolumes", actions, resources, conditions: byEc2 },
    {
      sid: "LetVolumesUseTheKey",
      actions: ["kms:CreateGrant"],
      resources,
      conditions: { ...byEc2, Bool: { "kms:GrantIsForAWSResource": "true" } },
    },
  ];
}
