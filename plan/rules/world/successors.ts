// What is destroyed at one address and created at another under what AWS knows it by, as after a rename without `moved`:
// one change, so that every rule sees what it was and what it will be.
import type { Change, Plan } from "../../plan.ts";

/**
 * What AWS knows a resource by. Stores of data are not among them: what is destroyed there is lost, whatever comes after it;
 * nor are attachments, which rules compare by what they are attached to.
 */
const IDENTITIES: Readonly<Record<string, readonly string[]>> = {
  aws_api_gateway_authorizer: ["rest_api_id", "name"],
  aws_api_gateway_method: ["rest_api_id", "resource_id", "http_method"],
  aws_api_gateway_rest_api: ["name"],
  aws_api_gateway_stage: ["rest_api_id", "stage_name"],
  aws_apigatewayv2_api: ["name"],
  aws_apigatewayv2_authorizer: ["api_id", "name"],
  aws_apigatewayv2_route: ["api_id", "route_key"],
  aws_apigatewayv2_stage: ["api_id", "name"],
  aws_backup_plan: ["name"],
  aws_cloudwatch_composite_alarm: ["alarm_name"],
  aws_cloudwatch_event_rule: ["name", "event_bus_name"],
  aws_cloudwatch_event_target: ["rule", "arn"],
  aws_cloudwatch_metric_alarm: ["alarm_name"],
  aws_iam_policy: ["name"],
  aws_iam_role: ["name"],
  aws_iam_user: ["name"],
  aws_lambda_event_source_mapping: ["event_source_arn", "function_name"],
  aws_lambda_function: ["function_name"],
  aws_lambda_function_event_invoke_config: ["function_name"],
  aws_lambda_function_url: ["function_name"],
  aws_route: ["route_table_id", "destination_cidr_block", "destination_ipv6_cidr_block", "destination_prefix_list_id"],
  aws_s3_bucket_lifecycle_configuration: ["bucket"],
  aws_s3_bucket_policy: ["bucket"],
  aws_s3_bucket_public_access_block: ["bucket"],
  aws_s3_bucket_replication_configuration: ["bucket"],
  aws_s3_bucket_server_side_encryption_configuration: ["bucket"],
  aws_s3_bucket_versioning: ["bucket"],
  aws_scheduler_schedule: ["name"],
  aws_sfn_state_machine: ["name"],
  aws_sns_topic_policy: ["arn"],
  aws_sqs_queue_policy: ["queue_url"],
  aws_sqs_queue_redrive_policy: ["queue_url"],
  aws_vpc_endpoint_policy: ["vpc_endpoint_id"],
};

/** A state has an empty text for what is not set. Undefined where an attribute is missing, or known only after the apply. */
function identityOf({ type, stack }: Change, attributes: Change["before"]): string | undefined {
  const values = IDENTITIES[type]?.map((name) => attributes?.[name]) ?? [];
  const isKnown = (value: unknown) => typeof value === "string" || value === undefined || value === null;
  if (typeof values[0] !== "string" || !values.every(isKnown)) return undefined;
  return JSON.stringify([stack, type, ...values.map((value) => value || null)]);
}

/** The change at the address of what is created, with what it was before at the other one. */
const joined = (gone: Change, created: Change): Change => ({
  ...created,
  previousAddress: gone.address,
  action: "deleteThenCreate",
  before: gone.before,
});

/** The plan with each such pair as one replacement. */
export function withSuccessors(plan: Plan): Plan {
  const isPlain = ({ mode, deposed }: Change) => mode === "managed" && deposed === undefined;
  const going = new Map<string, Change>();
  for (const change of plan.changes.filter((one) => isPlain(one) && one.action === "delete")) {
    const identity = identityOf(change, change.before);
    if (identity !== undefined) going.set(identity, change);
  }
  if (going.size === 0) return plan;
  const pairs = new Map<Change, Change>();
  for (const change of plan.changes.filter((one) => isPlain(one) && one.action === "create")) {
    const identity = identityOf(change, change.after);
    const gone = identity === undefined ? undefined : going.get(identity);
    if (identity === undefined || gone === undefined) continue;
    going.delete(identity);
    pairs.set(change, gone);
  }
  if (pairs.size === 0) return plan;
  const joinedOnes = new Set(pairs.values());
  return {
    ...plan,
    changes: plan.changes.flatMap((change) => {
      const gone = pairs.get(change);
      if (gone) return [joined(gone, change)];
      return joinedOnes.has(change) ? [] : [change];
    }),
  };
}
