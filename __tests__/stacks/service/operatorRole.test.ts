import { afterAll, describe, expect, it } from "@jest/globals";
import { defineEnvironment } from "../../../stacks/config/environment.ts";
import { instanceLogGroupName } from "../../../stacks/service/capacityProvider.ts";
import { EXISTING_VPC, environmentInput } from "../../support/stacks/environments.ts";
import {
  ACCOUNT_ID,
  actionsOf,
  handedOver,
  PARTITION,
  ref,
  removeTemporaryFolders,
  resourcesOf,
  type Statement,
  synthesise,
} from "../../support/stacks/template.ts";

const KEY = "arn:aws:kms:eu-west-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef";
const synthesised = synthesise([
  defineEnvironment(environmentInput()),
  defineEnvironment(
    environmentInput({
      name: "keyed",
      "functions.api.capacityProvider.kmsKeyArn": KEY,
      "functions.processor.capacityProvider.kmsKeyArn": KEY,
    }),
  ),
  defineEnvironment(environmentInput({ name: "existing", network: EXISTING_VPC, operatorTrust: "anyAccount" })),
]);
afterAll(removeTemporaryFolders);

const ec2 = (resource: string) => `arn:${PARTITION}:ec2:eu-west-1:${ACCOUNT_ID}:${resource}`;

function statement(environment: string, sid: string): Statement {
  const statements = synthesised.stack(`${environment}-service`).statementsOf(`${environment}-video-operator`);
  const [found, ...others] = statements.filter(({ Sid }) => Sid === sid);
  if (!found || others.length > 0) throw new Error(`${sid}: not one statement`);
  return found;
}

describe("the operator role", () => {
  it("launches only what Lambda itself operates", () => {
    expect(statement("test", "RunWhatLambdaOperates")).toEqual({
      Sid: "RunWhatLambdaOperates",
      Effect: "Allow",
      Action: ["ec2:RunInstances", "ec2:CreateTags", "ec2:AttachNetworkInterface"],
      Resource: [ec2("instance/*"), ec2("network-interface/*"), ec2("volume/*")],
      Condition: { StringEquals: { "ec2:ManagedResourceOperator": "scaler.lambda.amazonaws.com" } },
    });
  });

  it("launches into exactly the private subnets, with exactly the instances' security group", () => {
    const output = (name: string) => handedOver("test-network", name);

    const { Action, Resource } = statement("test", "InThisNetwork");

    expect(Action).toEqual(["ec2:RunInstances", "ec2:CreateNetworkInterface"]);
    expect(Resource).toEqual([
      ...["a", "b", "c"].map((zone) => ec2(`subnet/${output(`aws_subnetprivate-eu-west-1${zone}id`)}`)),
      ec2(`security-group/${output("aws_security_groupinstancesid")}`),
    ]);
  });

  it("launches into exactly the subnets that an existing network gives, of whichever account has them", () => {
    const subnets = resourcesOf(statement("existing", "InThisNetwork")).filter((arn) => arn.includes(":subnet/"));
    const ownedBy = (id: string) =>
      `arn:${PARTITION}:ec2:eu-west-1:${ref({ address: `data.aws_subnet.${id}` }, "owner_id")}:subnet/${id}`;
    expect(subnets).toEqual([ownedBy("subnet-aaaa1111"), ownedBy("subnet-bbbb2222")]);
    // The security group in them is the own account's.
    const [group = ""] = resourcesOf(statement("existing", "InThisNetwork")).filter((arn) => !arn.includes(":subnet/"));
    expect(group).toContain(`:${ACCOUNT_ID}:security-group/`);
  });

  it("may use a key of one's own for volumes, by EC2 alone and for its own resources: whoever runs instances needs it", () => {
    const ByEc2 = { "kms:ViaService": "ec2.eu-west-1.amazonaws.com" };

    expect(statement("keyed", "EncryptVolumes")).toEqual({
      Sid: "EncryptVolumes",
      Effect: "Allow",
      Action: [
        "kms:Decrypt",
        "kms:DescribeKey",
        "kms:GenerateDataKeyWithoutPlaintext",
        "kms:ReEncryptFrom",
        "kms:ReEncryptTo",
      ],
      Resource: [KEY],
      Condition: { StringEquals: ByEc2 },
    });
    expect(statement("keyed", "LetVolumesUseTheKey")).toEqual({
      Sid: "LetVolumesUseTheKey",
      Effect: "Allow",
      Action: ["kms:CreateGrant"],
      Resource: [KEY],
      Condition: { StringEquals: ByEc2, Bool: { "kms:GrantIsForAWSResource": "true" } },
    });
    const statements = synthesised.stack("test-service").statementsOf("test-video-operator");
    expect(statements.flatMap(actionsOf).filter((action) => action.startsWith("kms:"))).toEqual([]);
  });

  it("is Lambda's on behalf of this account alone, unless a switch says that Lambda does not say for whom", () => {
    const trustOf = (environment: string) =>
      synthesised.stack(`${environment}-service`).trust.find(({ role }) => role === `${environment}-video-operator`)
        ?.statements;
    const lambda = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };
    expect(trustOf("test")).toEqual([{ ...lambda, Condition: { StringEquals: { "aws:SourceAccount": ACCOUNT_ID } } }]);
    expect(trustOf("existing")).toEqual([lambda]);
  });

  it("launches from Amazon's images only, which belong to no account", () => {
    expect(statement("test", "FromAmazonImages")).toEqual({
      Sid: "FromAmazonImages",
      Effect: "Allow",
      Action: ["ec2:RunInstances"],
      Resource: [`arn:${PARTITION}:ec2:eu-west-1::image/*`],
      Condition: { StringEquals: { "ec2:Owner": "amazon" } },
    });
  });

  it("writes to exactly the log groups of the two capacity providers", () => {
    const names = synthesised
      .stack("test-service")
      .resources<{ name: string }>("aws_lambda_capacity_provider")
      .map(({ name }) => instanceLogGroupName(name));

    const { Action, Resource } = statement("test", "InstanceEvents");

    expect(Action).toEqual(["logs:CreateLogStream", "logs:PutLogEvents"]);
    expect(names).toHaveLength(2);
    expect(Resource).toEqual(names.map((name) => `arn:${PARTITION}:logs:eu-west-1:${ACCOUNT_ID}:log-group:${name}:*`));
  });

  it("looks at everything in EC2 but changes nothing by that", () => {
    const actions = actionsOf(statement("test", "LookAround"));
    expect(actions.filter((action) => !action.startsWith("ec2:Describe"))).toEqual([]);
  });

  it("may do nothing else", () => {
    const sids = synthesised
      .stack("test-service")
      .statementsOf("test-video-operator")
      .map(({ Sid }) => Sid);
    expect(sids).toEqual([
      "RunWhatLambdaOperates",
      "InThisNetwork",
      "FromAmazonImages",
      "LookAround",
      "InstanceEvents",
    ]);
  });
});
