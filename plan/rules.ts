// Every rule of the review.
import { accessRules } from "./rules/access/accessRules.ts";
import { capacityRules } from "./rules/capacity/capacityRules.ts";
import { dataRules } from "./rules/data/dataRules.ts";
import { driftRules } from "./rules/drift/driftRules.ts";
import { egressRules } from "./rules/egress/egressRules.ts";
import type { Rule } from "./rules/finding.ts";
import { networkRules } from "./rules/network/networkRules.ts";
import { protectionRules } from "./rules/protection/protectionRules.ts";
import { workRules } from "./rules/work/workRules.ts";

export const RULES: readonly Rule[] = [
  ...dataRules,
  ...capacityRules,
  ...driftRules,
  ...accessRules,
  ...protectionRules,
  ...networkRules,
  ...egressRules,
  ...workRules,
];

/** Types that a rule looks at. */
export const judgedTypes = (): ReadonlySet<string> => JUDGED;

const JUDGED: ReadonlySet<string> = new Set(
  `
    alb api_gateway_authorizer api_gateway_domain_name api_gateway_integration api_gateway_method
    api_gateway_rest_api api_gateway_rest_api_policy api_gateway_stage apigatewayv2_api apigatewayv2_authorizer
    apigatewayv2_domain_name apigatewayv2_integration apigatewayv2_route apigatewayv2_stage backup_plan
    backup_selection backup_vault backup_vault_lock_configuration backup_vault_policy cloudtrail
    cloudwatch_event_bus cloudwatch_event_bus_policy cloudwatch_event_rule cloudwatch_event_target
    cloudwatch_log_group cloudwatch_log_resource_policy config_configuration_recorder db_instance
    default_network_acl default_route_table default_security_group default_subnet dms_replication_instance
    docdb_cluster dynamodb_kinesis_streaming_destination dynamodb_resource_policy dynamodb_table dynamodb_table_item
    ebs_encryption_by_default ebs_volume ec2_carrier_gateway ec2_transit_gateway ecr_registry_policy ecr_repository
    ecr_repository_policy efs_backup_policy efs_file_system efs_file_system_policy elasticache_replication_group
    flow_log guardduty_detector iam_group iam_group_policy iam_group_policy_attachment
    iam_group_policy_attachments_exclusive iam_policy iam_policy_attachment iam_role iam_role_policy
    iam_role_policy_attachment iam_role_policy_attachments_exclusive iam_user iam_user_policy
    iam_user_policy_attachment iam_user_policy_attachments_exclusive instance internet_gateway
    kinesis_resource_policy kinesis_stream kms_external_key kms_key kms_key_policy kms_replica_external_key
    kms_replica_key lambda_capacity_provider lambda_event_source_mapping lambda_function
    lambda_function_scaling_config lambda_function_url lambda_permission launch_template lb
    lb_target_group_attachment main_route_table_association mq_broker nat_gateway neptune_cluster network_acl
    network_acl_rule network_interface opensearch_domain rds_cluster rds_cluster_instance rds_global_cluster
    redshift_cluster redshiftserverless_workgroup route route_table route_table_association
    s3_account_public_access_block s3_bucket s3_bucket_acl s3_bucket_logging s3_bucket_object_lock_configuration
    s3_bucket_policy s3_bucket_public_access_block s3_bucket_replication_configuration
    s3_bucket_server_side_encryption_configuration s3_bucket_versioning s3_directory_bucket scheduler_schedule
    secretsmanager_secret secretsmanager_secret_policy security_group security_group_rule sfn_state_machine
    sns_topic sns_topic_policy sqs_queue sqs_queue_policy sqs_queue_redrive_policy
    ssoadmin_managed_policy_attachment subnet vpc vpc_endpoint vpc_endpoint_policy
    vpc_endpoint_route_table_association vpc_endpoint_security_group_association vpc_peering_connection
    vpc_security_group_egress_rule vpc_security_group_ingress_rule
  `
    .trim()
    .split(/\s+/)
    .map((type) => `aws_${type}`),
);
