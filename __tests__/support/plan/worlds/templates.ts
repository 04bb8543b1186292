// What random worlds are made of: resources as a configuration has them, and changes of each that mean something, or nothing.

export type Json = Readonly<Record<string, unknown>>;

/** The local name of a resource, which says what it is for. */
export type Key = keyof typeof TEMPLATES;

interface Template {
  readonly type: string;
  /** In Terraform's JSON. */
  readonly config: Json;
  /** Attributes with other values. */
  readonly variants: readonly Json[];
}

const allow = (action: string | readonly string[], resource: string, more: Json = {}): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: action, Resource: resource, ...more }],
  });
const trust = (principal: Json): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: principal }],
  });
const LAMBDA = trust({ Service: "lambda.amazonaws.com" });

/** A reference, as Terraform's JSON writes it. */
const to = (attribute: string): string => `\${${attribute}}`;

const alarm = { comparison_operator: "GreaterThanThreshold", evaluation_periods: 1, period: 60, threshold: 5 };
const code = {
  handler: "index.handler",
  runtime: "nodejs24.x",
  s3_bucket: "artifacts",
  s3_key: "code.zip",
  architectures: ["arm64"],
};

const cap = (vCpus: number): Json => ({ max_vcpu_count: vCpus, scaling_mode: "Auto", scaling_policies: null });

const template = (type: string, config: Json, ...variants: readonly Json[]): Template => ({ type, config, variants });

export const TEMPLATES = {
  role: template(
    "aws_iam_role",
    { name: "role", assume_role_policy: LAMBDA },
    { assume_role_policy: trust({ AWS: "*" }) },
    { description: "new words" },
  ),
  policy: template(
    "aws_iam_role_policy",
    { name: "policy", role: to("aws_iam_role.role.name"), policy: allow("s3:GetObject", "arn:aws:s3:::media/*") },
    { policy: allow("s3:*", "*") },
    { policy: allow("s3:GetObject", "arn:aws:s3:::media/a/*") },
    { policy: allow(["s3:GetObject"], "arn:aws:s3:::media/*") },
  ),
  queue: template(
    "aws_sqs_queue",
    { name: "queue", message_retention_seconds: 1_209_600 },
    { message_retention_seconds: 600 },
    { delay_seconds: 5 },
  ),
  logs: template(
    "aws_cloudwatch_log_group",
    { name: "/logs", retention_in_days: 90 },
    { retention_in_days: 30 },
    { retention_in_days: 365 },
  ),
  table: template(
    "aws_dynamodb_table",
    {
      name: "table",
      billing_mode: "PAY_PER_REQUEST",
      hash_key: "id",
      attribute: [{ name: "id", type: "S" }],
      deletion_protection_enabled: true,
      point_in_time_recovery: [{ enabled: true }],
    },
    { deletion_protection_enabled: false },
    { point_in_time_recovery: [{ enabled: false }] },
  ),
  topic: template("aws_sns_topic", { name: "topic" }, { display_name: "Topic" }),
  alarm: template(
    "aws_cloudwatch_metric_alarm",
    {
      alarm_name: "alarm",
      namespace: "AWS/SQS",
      metric_name: "Age",
      statistic: "Maximum",
      ...alarm,
      alarm_actions: [to("aws_sns_topic.topic.arn")],
    },
    { alarm_actions: [] },
    { threshold: 50 },
    { threshold: 1 },
  ),
  operator: template("aws_iam_role", { name: "operator", assume_role_policy: LAMBDA }, { description: "new words" }),
  provider: template(
    "aws_lambda_capacity_provider",
    {
      name: "provider",
      vpc_config: [{ subnet_ids: ["subnet-a", "subnet-b"], security_group_ids: ["sg-a"] }],
      permissions_config: [{ capacity_provider_operator_role_arn: to("aws_iam_role.operator.arn") }],
      instance_requirements: [
        { architectures: ["arm64"], allowed_instance_types: null, excluded_instance_types: null },
      ],
      capacity_provider_scaling_config: [cap(64)],
    },
    { capacity_provider_scaling_config: [cap(8)] },
    { capacity_provider_scaling_config: [cap(128)] },
  ),
  runtime: template("aws_iam_role", { name: "runtime", assume_role_policy: LAMBDA }, { max_session_duration: 7_200 }),
  managed: template(
    "aws_lambda_function",
    {
      ...code,
      function_name: "managed",
      role: to("aws_iam_role.runtime.arn"),
      memory_size: 4_096,
      timeout: 60,
      publish: true,
      publish_to: "LATEST_PUBLISHED",
      capacity_provider_config: [
        {
          lambda_managed_instances_capacity_provider_config: [
            {
              capacity_provider_arn: to("aws_lambda_capacity_provider.provider.arn"),
              execution_environment_memory_gib_per_vcpu: 2,
            },
          ],
        },
      ],
    },
    { timeout: 120 },
    { memory_size: 8_192 },
  ),
  scaling: template(
    "aws_lambda_function_scaling_config",
    {
      function_name: to("aws_lambda_function.managed.function_name"),
      qualifier: "$LATEST.PUBLISHED",
      function_scaling_config: [{ min_execution_environments: 3, max_execution_environments: 10 }],
    },
    { function_scaling_config: [{ min_execution_environments: 8, max_execution_environments: 10 }] },
    { function_scaling_config: [{ min_execution_environments: 3, max_execution_environments: 4 }] },
  ),
  ordinary: template(
    "aws_lambda_function",
    {
      ...code,
      function_name: "ordinary",
      role: to("aws_iam_role.role.arn"),
      memory_size: 512,
      timeout: 30,
      reserved_concurrent_executions: 10,
    },
    { reserved_concurrent_executions: -1 },
    { timeout: 60 },
  ),
  api: template("aws_apigatewayv2_api", { name: "api", protocol_type: "HTTP" }, { description: "new words" }),
  route: template(
    "aws_apigatewayv2_route",
    { api_id: to("aws_apigatewayv2_api.api.id"), route_key: "GET /videos", authorization_type: "AWS_IAM" },
    { authorization_type: "NONE" },
    { operation_name: "list" },
  ),
  bucket: template("aws_s3_bucket", { bucket: "bucket" }, { force_destroy: true }, { tags: { a: "b" } }),
  block: template(
    "aws_s3_bucket_public_access_block",
    {
      bucket: to("aws_s3_bucket.bucket.id"),
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    },
    { block_public_policy: false },
  ),
  nat: template(
    "aws_nat_gateway",
    { connectivity_type: "public", subnet_id: "subnet-a", allocation_id: "eipalloc-a" },
    { tags: { a: "b" } },
  ),
  routes: template("aws_route_table", { vpc_id: "vpc-a" }, { tags: { a: "b" } }),
  way: template(
    "aws_route",
    { route_table_id: to("aws_route_table.routes.id"), destination_cidr_block: "0.0.0.0/0", nat_gateway_id: "nat-a" },
    { nat_gateway_id: null, gateway_id: "igw-a" },
  ),
} as const satisfies Readonly<Record<string, Template>>;

export const KEYS = Object.keys(TEMPLATES) as Key[];

export const templateOf = (key: Key): Template => TEMPLATES[key];

const REFERENCE = /\$\{(\w+\.\w+)\.\w+\}/g;

export const addressOf = (key: Key): string => `${templateOf(key).type}.${key}`;

/** What a resource refers to. */
export const neededBy = (key: Key): readonly Key[] =>
  [...JSON.stringify(templateOf(key).config).matchAll(REFERENCE)].flatMap(
    ([, address]) => KEYS.find((other) => addressOf(other) === address) ?? [],
  );

/** With all that they need, and that these need. */
export const withNeeded = (keys: readonly Key[]): ReadonlySet<Key> => {
  const all = new Set(keys);
  for (const key of all) for (const needed of neededBy(key)) all.add(needed);
  return all;
};
