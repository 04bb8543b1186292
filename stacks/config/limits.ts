// Every limit of AWS that a configuration is held to or that calls run into, each with the page that states it.
import { MAX_EXECUTION_ENVIRONMENTS } from "../../app/capacity/scalingConfig.ts";

export interface Limit<T = unknown> {
  readonly value: T;
  readonly unit: string;
  readonly documentation: string;
}

export const GUIDE = "https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances";
const API = "https://docs.aws.amazon.com/lambda/latest/api";
const HTTP_API_QUOTAS = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html";
const SQS = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference";
const IAM_TAG = "https://docs.aws.amazon.com/IAM/latest/APIReference/API_Tag.html";
const ZONES = "https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-availability-zones.html";

const REGIONS = [
  "af-south-1",
  "ap-east-1",
  "ap-east-2",
  "ap-northeast-1",
  "ap-northeast-2",
  "ap-northeast-3",
  "ap-south-1",
  "ap-south-2",
  "ap-southeast-1",
  "ap-southeast-2",
  "ap-southeast-3",
  "ap-southeast-4",
  "ap-southeast-5",
  "ap-southeast-7",
  "ca-central-1",
  "ca-west-1",
  "eu-central-1",
  "eu-central-2",
  "eu-north-1",
  "eu-south-1",
  "eu-south-2",
  "eu-west-1",
  "eu-west-2",
  "eu-west-3",
  "mx-central-1",
  "sa-east-1",
  "us-east-1",
  "us-east-2",
  "us-west-1",
  "us-west-2",
] as const;

/** @param documentation the page of AWS that states it */
export const limit = <const T>(value: T, unit: string, documentation: string): Limit<T> => ({
  value,
  unit,
  documentation,
});

export const LIMITS = {
  minMemoryMib: limit(2_048, "MiB per execution environment", `${GUIDE}-scaling.html`),
  maxMemoryMib: limit(32_768, "MiB per execution environment", `${GUIDE}-scaling.html`),
  memoryGibPerVCpu: limit([2, 4, 8], "GiB per vCPU", `${GUIDE}-capacity-providers.html`),
  /** By GiB per vCPU. */
  maxVCpusPerEnvironment: limit(
    { 2: 16, 4: 8, 8: 4 },
    "vCPUs per execution environment",
    `${GUIDE}-capacity-providers.html`,
  ),
  maxConcurrencyPerVCpu: limit(64, "invocations at once per vCPU", `${GUIDE}-scaling.html`),
  maxConcurrency: limit(
    1_600,
    "invocations at once per execution environment",
    `${API}/API_LambdaManagedInstancesCapacityProviderConfig.html`,
  ),
  minProviderVCpus: limit(2, "vCPUs per capacity provider", `${API}/API_CapacityProviderScalingConfig.html`),
  maxProviderVCpus: limit(15_000, "vCPUs per capacity provider", `${API}/API_CapacityProviderScalingConfig.html`),
  maxExecutionEnvironments: limit(MAX_EXECUTION_ENVIRONMENTS, "execution environments", `${GUIDE}-scaling.html`),
  firstPublishEnvironments: limit(3, "execution environments started by a first publish", `${GUIDE}.html`),
  maxVersionsPerProvider: limit(100, "function versions per capacity provider", `${GUIDE}-quotas.html`),
  maxInstanceTypes: limit(400, "instance types in a list", `${API}/API_InstanceRequirements.html`),

  maxSubnets: limit(16, "subnets per capacity provider", `${API}/API_CapacityProviderVpcConfig.html`),
  minAvailabilityZones: limit(2, "Availability Zones", `${GUIDE}-networking.html`),
  maxSyncTimeoutSeconds: limit(
    900,
    "seconds per synchronous invocation",
    "https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html",
  ),
  maxManagedAsyncTimeoutSeconds: limit(
    5_400,
    "seconds per asynchronous or event-source invocation on managed instances",
    `${API}/API_CreateFunction.html`,
  ),
  maxSyncPayloadMb: limit(
    6,
    "MB of payload per synchronous invocation",
    "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html",
  ),
  maxAsyncPayloadMb: limit(
    1,
    "MB of payload per asynchronous invocation or message",
    "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html",
  ),
  accountConcurrency: limit(
    1_000,
    "invocations at once of all functions on ordinary Lambda in an account and Region, unless AWS raised it",
    "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html",
  ),
  maxQueueBatch: limit(10_000, "messages per batch", `${API}/API_CreateEventSourceMapping.html`),
  visibilityPerTimeout: limit(
    6,
    "times the function's timeout, recommended",
    "https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html",
  ),
  maxVisibilitySeconds: limit(43_200, "seconds of visibility timeout", `${SQS}/API_SetQueueAttributes.html`),
  maxQueueRetentionDays: limit(14, "days that SQS keeps a message", `${SQS}/API_SetQueueAttributes.html`),
  minOrdinaryMemoryMib: limit(
    128,
    "MiB per function on ordinary Lambda",
    "https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html",
  ),
  maxOrdinaryMemoryMib: limit(
    10_240,
    "MiB per function on ordinary Lambda",
    "https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html",
  ),
  defaultEphemeralStorageMib: limit(
    512,
    "MiB of /tmp per execution environment, unless configured",
    "https://docs.aws.amazon.com/lambda/latest/dg/configuration-ephemeral-storage.html",
  ),
  /** Of the default 1,000 an account keeps 100 unreserved. */
  maxOrdinaryConcurrency: limit(
    900,
    "invocations at once that may be reserved on ordinary Lambda",
    "https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html",
  ),
  maxHttpApiTimeoutSeconds: limit(30, "seconds per HTTP API integration", HTTP_API_QUOTAS),
  maxAudiences: limit(50, "audiences per authorizer of an HTTP API", HTTP_API_QUOTAS),
  maxScopes: limit(10, "scopes per route of an HTTP API", HTTP_API_QUOTAS),
  maxIssuerLength: limit(
    2_048,
    "characters of an authorizer's issuer",
    "https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-authorizers.html",
  ),
  maxTags: limit(
    50,
    "tags per resource",
    "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TaggingRestrictions.html",
  ),
  maxTagKeyLength: limit(128, "characters of a tag's key", IAM_TAG),
  maxTagValueLength: limit(256, "characters of a tag's value", IAM_TAG),
  maxItemBytes: limit(
    409_600,
    "bytes per DynamoDB item, such as what is declared for a function",
    "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html",
  ),
  maxObjectKeyBytes: limit(
    1_024,
    "bytes of an S3 key, such as that of a state",
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html",
  ),
  elasticIps: limit(
    5,
    "Elastic IP addresses per account and Region, one per NAT gateway; adjustable, so that more is said and not refused",
    "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html",
  ),
  instanceFamilies: limit(["c", "m", "r"], "family of instance types", `${GUIDE}-capacity-providers.html`),
  architectures: limit(["arm64", "x86_64"], "architecture", `${API}/API_InstanceRequirements.html`),
  runtimes: limit(["nodejs22.x", "nodejs24.x", "nodejs26.x"], "Node.js runtime", `${GUIDE}-runtimes.html`),
  managedRuntimes: limit(
    [
      "nodejs22.x",
      "nodejs24.x",
      "nodejs26.x",
      "python3.13",
      "python3.14",
      "python3.15",
      "java21",
      "java25",
      "dotnet8",
      "dotnet10",
      "provided.al2023",
    ],
    "runtime of a function of one's own",
    `${GUIDE}-runtimes.html`,
  ),
  /** Names that Lambda sets itself. */
  reservedVariables: limit(
    [
      "_HANDLER",
      "_X_AMZN_TRACE_ID",
      "AWS_ACCESS_KEY",
      "AWS_ACCESS_KEY_ID",
      "AWS_DEFAULT_REGION",
      "AWS_EXECUTION_ENV",
      "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
      "AWS_LAMBDA_FUNCTION_NAME",
      "AWS_LAMBDA_FUNCTION_VERSION",
      "AWS_LAMBDA_INITIALIZATION_TYPE",
      "AWS_LAMBDA_LOG_GROUP_NAME",
      "AWS_LAMBDA_LOG_STREAM_NAME",
      "AWS_LAMBDA_MAX_CONCURRENCY",
      "AWS_LAMBDA_RUNTIME_API",
      "AWS_REGION",
      "AWS_SECRET_ACCESS_KEY",
      "AWS_SESSION_TOKEN",
      "LAMBDA_RUNTIME_DIR",
      "LAMBDA_TASK_ROOT",
    ],
    "environment variables that Lambda sets itself",
    "https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html",
  ),
  maxVariablesBytes: limit(
    4_096,
    "bytes of a function's environment variables",
    "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html",
  ),
  maxInlinePolicyCharacters: limit(
    10_240,
    "characters of a role's inline policies, without white space",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",
  ),
  /** All commercial Regions except Tel Aviv, Bahrain, UAE and Auckland. */
  regions: limit(REGIONS, "Region", `${GUIDE}.html`),
  /** Where a bucket for state may be: the others too. */
  stateRegions: limit(
    [...REGIONS, "ap-southeast-6", "il-central-1", "me-central-1", "me-south-1"],
    "Region of a bucket",
    ZONES,
  ),
  maxMetricsPerAlarm: limit(
    10,
    "metrics per alarm with metric math",
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create-alarm-on-metric-math-expression.html",
  ),
  /** By Region, where it is not 3. Which letters an account has of them is its own: some accounts lack one in between. */
  zoneLetters: limit(
    { "ap-northeast-1": 4, "ap-northeast-2": 4, "ca-central-1": 4, "us-east-1": 6, "us-west-2": 4 },
    "letters of Availability Zones (3 elsewhere)",
    ZONES,
  ),
} as const;

/** vCPUs of one execution environment: memory divided by the ratio. */
export const vCpusOf = ({ memoryMib, memoryGibPerVCpu }: { memoryMib: number; memoryGibPerVCpu: number }): number =>
  memoryMib / 1024 / memoryGibPerVCpu;
