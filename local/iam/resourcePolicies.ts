// What the synthesised resources let services do with them: the permissions of functions, the policies of queues and buckets.

import type { FunctionPermission } from "../lambda/functionSpec.ts";
import type { Place } from "../terraform/assigned.ts";
import { text } from "../terraform/blocks.ts";
import type { Resolver } from "../terraform/resolve.ts";
import type { Resource, Synthesized } from "../terraform/synthesized.ts";
import { readStatements, type Statement, UnsupportedPolicyError } from "./statements.ts";

const SERVICE = /^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/;

/** Arguments of aws_lambda_permission that decide and are not evaluated here. */
const NOT_READ = ["event_source_token", "function_url_auth_type", "principal_org_id"];

/** The statements of every `aws_lambda_permission` and `aws_sqs_queue_policy`. @throws UnsupportedPolicyError */
export function readResourcePolicies(synthesized: Synthesized, resolver: Resolver): Statement[] {
  return [
    ...readFunctionPermissions(synthesized, resolver).flatMap(({ address, statement }) =>
      readStatements(address, JSON.stringify({ Statement: [statement] })),
    ),
    ...policiesOf("aws_sqs_queue_policy", synthesized, resolver),
  ];
}

/** The statements of every `aws_s3_bucket_policy`. @throws UnsupportedPolicyError */
export const readBucketPolicies = (synthesized: Synthesized, resolver: Resolver): Statement[] =>
  policiesOf("aws_s3_bucket_policy", synthesized, resolver);

const policiesOf = (type: string, synthesized: Synthesized, resolver: Resolver): Statement[] =>
  synthesized.resources(type).flatMap((resource) => {
    const policy = `${resource.address} (stack ${resource.stack})`;
    return readStatements(policy, String(resolver.attribute(resource, "policy")));
  });

/** Every `aws_lambda_permission`, by the resource that it is. @throws UnsupportedPolicyError */
export const readFunctionPermissions = (synthesized: Synthesized, resolver: Resolver) =>
  synthesized.resources("aws_lambda_permission").map((resource) => ofFunction(resource, resolver));

/** The statement that AddPermission makes of its parameters. https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html */
function ofFunction(resource: Resource, resolver: Resolver): FunctionPermission & { address: string } {
  const read = (attribute: string) => text(resolver.attribute(resource, attribute));
  const policy = `${resource.address} (stack ${resource.stack})`;
  const unread = NOT_READ.find((attribute) => read(attribute) !== undefined);
  if (unread) throw new UnsupportedPolicyError(`${policy}: ${unread} is not evaluated locally`);
  const principal = String(read("principal"));
  if (!SERVICE.test(principal))
    throw new UnsupportedPolicyError(`${policy}: principal must be a service locally, got ${principal}`);

  const [sourceArn, sourceAccount, qualifier] = [read("source_arn"), read("source_account"), read("qualifier")];
  const arn = functionArn(String(read("function_name")), resolver.place(resource.stack));
  const statement = {
    Sid: read("statement_id"),
    Effect: "Allow",
    Principal: { Service: principal },
    Action: read("action"),
    Resource: qualifier === undefined ? arn : `${arn}:${qualifier}`,
    Condition: {
      ...(sourceArn !== undefined && { ArnLike: { "AWS:SourceArn": sourceArn } }),
      ...(sourceAccount !== undefined && { StringEquals: { "AWS:SourceAccount": sourceAccount } }),
    },
  };
  return { address: policy, functionName: arn.split(":").at(6) ?? "", qualifier, statement };
}

const functionArn = (nameOrArn: string, { partition, region, accountId }: Place) =>
  nameOrArn.startsWith("arn:") ? nameOrArn : `arn:${partition}:lambda:${region}:${accountId}:function:${nameOrArn}`;
