import { describe, expect, it } from "@jest/globals";
import { merged } from "../../../../plan/rules/access/cidr.ts";
import { policiesWidened } from "../../../../plan/rules/access/policies.ts";
import { brief, create, findingsOf, type Json, keep, update } from "../capacity/samples.ts";

const BUCKET = "aws_s3_bucket_policy.x";
const bucketPolicy = (Principal: unknown, Condition?: Json): Json => ({
  bucket: "b",
  policy: JSON.stringify({
    Statement: [{ Effect: "Allow", Principal, Action: "s3:GetObject", Resource: "arn:aws:s3:::b/*", Condition }],
  }),
});
const found = (condition: Json) => brief(findingsOf(policiesWidened, [create(BUCKET, bucketPolicy("*", condition))]));
const open = [`critical resource-policy-wide ${BUCKET}`];

describe("a condition that everybody meets is no bound", () => {
  it.each<[string, Json]>([
    ["the internet", { IpAddress: { "aws:SourceIp": "0.0.0.0/0" } }],
    ["the internet in two halves", { IpAddress: { "aws:SourceIp": ["0.0.0.0/1", "128.0.0.0/1"] } }],
    ["one half of it", { IpAddress: { "aws:SourceIp": "128.0.0.0/1" } }],
    ["IPv6", { IpAddress: { "aws:SourceIp": "::/0" } }],
    ["IPv6 in two halves", { IpAddress: { "aws:SourceIp": ["8000::/1", "::/1"] } }],
    ["a range and the internet", { IpAddress: { "aws:SourceIp": ["198.51.100.0/24", "0.0.0.0/0"] } }],
    ["all but a range", { NotIpAddress: { "aws:SourceIp": "198.51.100.0/24" } }],
    ["all but nothing", { NotIpAddress: { "aws:SourceIp": [] } }],
    ["any text", { StringLike: { "aws:SourceAccount": "*" } }],
    ["any ARN", { ArnLike: { "aws:SourceArn": "arn:*:*:*:*:*" } }],
    ["any organization", { StringLike: { "aws:PrincipalOrgID": "o-*" } }],
    ["any account's root", { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:root" } }],
    ["any role", { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/*" } }],
    ["a key that need not be there", { StringEqualsIfExists: { "aws:SourceAccount": "111122223333" } }],
    ["all of no values", { "ForAllValues:StringEquals": { "aws:SourceAccount": "111122223333" } }],
    ["a key that is there", { Null: { "aws:SourceArn": "false" } }],
    ["a time", { DateGreaterThan: { "aws:CurrentTime": "1970-01-01T00:00:00Z" } }],
  ])("%s", (_, condition) => {
    expect(found(condition)).toEqual(open);
  });

  it.each<[string, Json]>([
    ["a range", { IpAddress: { "aws:SourceIp": "198.51.100.0/24" } }],
    ["two ranges", { IpAddress: { "aws:SourceIp": ["198.51.100.0/24", "2001:db8::/32"] } }],
    ["a private range", { IpAddress: { "aws:VpcSourceIp": "10.0.0.0/8" } }],
    ["an account", { StringEquals: { "aws:SourceAccount": "111122223333" } }],
    ["roles of an account", { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/*" } }],
    ["a role of any account", { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/deploy" } }],
  ])("but %s is", (_, condition) => {
    expect(found(condition)).toEqual([]);
  });

  it("and goes without a word where nothing is let in by it", () => {
    const met = { StringLikeIfExists: { "aws:SourceAccount": "*" } };
    const before = bucketPolicy("*");
    expect(brief(findingsOf(policiesWidened, [update(BUCKET, bucketPolicy("*", met), before)]))).toEqual([]);
  });
});

it.each([
  [["0.0.0.0/1", "128.0.0.0/1"], ["0.0.0.0/0"]],
  [["0.0.0.0/2", "64.0.0.0/2", "128.0.0.0/2", "192.0.0.0/2"], ["0.0.0.0/0"]],
  [
    ["10.0.1.0/24", "10.0.2.0/24"],
    ["10.0.1.0/24", "10.0.2.0/24"],
  ],
  [["10.0.2.0/24", "10.0.3.0/24"], ["10.0.2.0/23"]],
  [["10.0.0.0/8", "10.1.0.0/16", "10.0.0.0/8"], ["10.0.0.0/8"]],
  [
    ["::/1", "8000::/1", "0.0.0.0/0"],
    ["0.0.0.0/0", "::/0"],
  ],
  [
    ["::ffff:1.2.3.4/128", "x"],
    ["::ffff:1.2.3.4/128", "x"],
  ],
])("ranges %j are %j", (given, expected) => {
  expect([...merged(given)].toSorted()).toEqual([...expected].toSorted());
});

describe("severities", () => {
  const identity = (...Action: string[]) => ({
    role: "app",
    policy: JSON.stringify({ Statement: [{ Effect: "Allow", Action, Resource: "*" }] }),
  });
  const role = keep("aws_iam_role.app", { name: "app" });

  it.each([
    ["logs:CreateLogGroup", "medium"],
    ["tag:GetResources", "medium"],
    ["ce:GetCostAndUsage", "medium"],
    ["tag:TagResources", "high"],
    ["ce:CreateAnomalyMonitor", "high"],
    ["logs:DeleteLogGroup", "high"],
  ])("%s on every resource is %s", (action, severity) => {
    expect(brief(findingsOf(policiesWidened, [role, create("aws_iam_role_policy.x", identity(action))]))).toEqual([
      `${severity} policy-widened aws_iam_role_policy.x`,
    ]);
  });

  const caller = keep("aws_sns_topic.t", { arn: "arn:aws:sns:eu-west-1:111122223333:t" });

  it.each([
    ["156460612806", []],
    ["999988887777", [`high resource-policy-wide ${BUCKET}`]],
  ])("account %s", (account, expected) => {
    const policy = bucketPolicy({ AWS: `arn:aws:iam::${account}:root` });
    expect(brief(findingsOf(policiesWidened, [caller, create(BUCKET, policy)]))).toEqual(expected);
  });

  const ROLE = "aws_iam_role.ci";
  const trust = (sub: string) => ({
    name: "ci",
    assume_role_policy: JSON.stringify({
      Statement: [
        {
          Effect: "Allow",
          Principal: { Federated: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" },
          Action: "sts:AssumeRoleWithWebIdentity",
          Condition: {
            StringLike: { "token.actions.githubusercontent.com:sub": sub },
            StringEquals: { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" },
          },
        },
      ],
    }),
  });
  const branch = trust("repo:org/app:ref:refs/heads/main");

  it.each([
    ["repo:org/*", "high"],
    ["repo:org/*:ref:refs/heads/main", "high"],
    ["repo:org*", "high"],
    ["repo:org/app:*", "medium"],
    ["repo:*", "critical"],
  ])("a subject from a branch to %s is %s", (sub, severity) => {
    expect(brief(findingsOf(policiesWidened, [update(ROLE, branch, trust(sub))]))).toEqual([
      `${severity} trust-widened ${ROLE}`,
    ]);
  });
});
