// What AWS knows resources by, whatever their address in Terraform.

/**
 * The attributes that name a resource in its account and Region. Stores of data are not among them: what is destroyed there is
 * lost, whatever comes after it; nor are attachments, which rules compare by what they are attached to; nor is a scaling config:
 * if it is destroyed last, that puts back Lambda's default.
 */
export const IDENTITIES: Readonly<Record<string, readonly string[]>> = {
  aws_api_gateway_authorizer: ["rest_api_id", "name"],
  aws_api_gateway_method: ["rest_api_id", "resource_id", "http_method"],
  aws_api_gateway_resource: ["rest_api_id", "parent_id", "path_part"],
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
  aws_cloudwatch_log_metric_filter: ["log_group_name", "name"],
  aws_cloudwatch_log_subscription_filter: ["log_group_name", "name"],
  aws_cloudwatch_metric_alarm: ["alarm_name"],
  aws_iam_policy: ["name"],
  aws_iam_role: ["name"],
  aws_iam_user: ["name"],
  aws_lambda_event_source_mapping: ["event_source_arn", "function_name"],
  aws_lambda_capacity_provider: ["name"],
  aws_lambda_function: ["function_name"],
  aws_lambda_alias: ["function_name", "name"],
  aws_lambda_function_event_invoke_config: ["function_name", "qualifier"],
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
  aws_sns_topic_subscription: ["topic_arn", "protocol", "endpoint"],
  aws_sqs_queue_policy: ["queue_url"],
  aws_sqs_queue_redrive_policy: ["queue_url"],
  aws_vpc_endpoint_policy: ["vpc_endpoint_id"],
  aws_wafv2_web_acl: ["name", "scope"],
};
