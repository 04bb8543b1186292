// Which types of resources the bill prices, and which cost nothing by themselves. All others have a price that is not known here.

/** Types of which the inventory is made, and those that change how much of one of them runs. */
const PRICED = new Set([
  "aws_apigatewayv2_api",
  "aws_cloudwatch_composite_alarm",
  "aws_cloudwatch_dashboard",
  "aws_cloudwatch_log_group",
  "aws_cloudwatch_metric_alarm",
  "aws_dynamodb_table",
  "aws_eip",
  "aws_kms_key",
  "aws_lambda_capacity_provider",
  "aws_lambda_function",
  "aws_lambda_function_scaling_config",
  "aws_lambda_provisioned_concurrency_config",
  "aws_nat_gateway",
  "aws_scheduler_schedule",
  "aws_sfn_state_machine",
  "aws_sqs_queue",
  "aws_vpc_endpoint",
]);

/** Of AWS: rights, places in a network, and settings of something else that is billed, if at all, for what it is. */
const FREE = [
  "acm_certificate(_validation)?",
  "api_gateway_(account|authorizer|base_path_mapping|deployment|integration|method|model|request_validator|resource|usage_plan).*",
  "apigatewayv2_(api_mapping|authorizer|deployment|domain_name|integration|model|route|stage).*",
  "appautoscaling_.*",
  "autoscaling_(attachment|policy|schedule|lifecycle_hook)",
  "cloudfront_(origin_access_|cache_policy|origin_request_policy|response_headers_policy).*",
  "cloudwatch_(event_rule|event_target|event_bus_policy|event_permission|event_connection|event_bus)",
  "cloudwatch_log_(metric_filter|resource_policy|stream|data_protection_policy)",
  "db_(parameter_group|subnet_group|option_group)",
  "default_.*",
  "dynamodb_(resource_policy|table_item|tag)",
  "ec2_(managed_prefix_list|tag).*",
  "ecr_(lifecycle_policy|repository_policy|registry_policy|registry_scanning_configuration)",
  "ecs_(cluster|task_definition|cluster_capacity_providers|account_setting_default)",
  "efs_(access_point|mount_target|file_system_policy|backup_policy)",
  "egress_only_internet_gateway",
  "eip_association",
  "elasticache_(parameter_group|subnet_group)",
  "iam_.*",
  "internet_gateway.*",
  "key_pair",
  "kms_(alias|grant|key_policy)",
  "lambda_(alias|code_signing_config|event_source_mapping|function_event_invoke_config|function_recursion_config|function_url|invocation|layer_version|layer_version_permission|permission|runtime_management_config)",
  "launch_template",
  "lb_(listener|listener_certificate|listener_rule|target_group|target_group_attachment)",
  "main_route_table_association",
  "nat_gateway_eip_association",
  "network_acl.*",
  "network_interface.*",
  "placement_group",
  "rds_cluster_parameter_group",
  "resourcegroups_.*",
  "route",
  "route53_record",
  "route_table.*",
  "s3_account_public_access_block",
  "s3_bucket_(acl|cors_configuration|lifecycle_configuration|logging|notification|object_lock_configuration|ownership_controls|policy|public_access_block|server_side_encryption_configuration|versioning|website_configuration)",
  "scheduler_schedule_group",
  "secretsmanager_secret_(policy|version|rotation)",
  "security_group.*",
  "servicequotas_.*",
  "sfn_(activity|alias)",
  "sns_topic(_policy|_subscription)?",
  "sqs_queue_(policy|redrive_policy|redrive_allow_policy)",
  "ssm_(document|parameter)",
  "subnet",
  "volume_attachment",
  "vpc",
  "vpc_(dhcp_options|dhcp_options_association|endpoint_.*|ipv4_cidr_block_association|peering_connection.*|security_group_.*)",
];
const FREE_OF_AWS = new RegExp(`^aws_(?:${FREE.join("|")})$`);

/** Made by Terraform alone. */
const OF_TERRAFORM = /^(?:archive|local|null|random|template|terraform|time|tls)_/;

export const isPriced = (type: string): boolean => PRICED.has(type);

/** Whether a type costs nothing by itself; what it lets others do may. */
export const isFree = (type: string): boolean => FREE_OF_AWS.test(type) || OF_TERRAFORM.test(type);
