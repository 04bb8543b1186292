// What AWS assigns to a resource and Terraform only knows after apply: ARNs, ids, URLs. One row per resource type.
import { createHash } from "node:crypto";

/** Where the resources would be. */
export interface Place {
  accountId: string;
  region: string;
  partition: string;
}

/** A resource as the table sees it. */
export interface Subject {
  stack: string;
  address: string;
  place: Place;
  /** The configured value of a top-level attribute, resolved; undefined if it is not configured. */
  get(attribute: string): unknown;
}

type Assign = (subject: Subject) => unknown;

const hash = ({ stack, address }: Subject, length: number) =>
  createHash("sha256").update(`${stack}/${address}`).digest("hex").slice(0, length);

const arn =
  (service: string, resource: (subject: Subject) => unknown): Assign =>
  (subject) => {
    const { partition, region, accountId } = subject.place;
    return `arn:${partition}:${service}:${region}:${accountId}:${resource(subject)}`;
  };

const configured =
  (attribute: string): Assign =>
  (subject) =>
    subject.get(attribute);

/** The configured name, else one as Terraform generates it. */
const named =
  (attribute = "name"): Assign =>
  (subject) =>
    subject.get(attribute) ?? `${subject.get(`${attribute}_prefix`) ?? "terraform-"}${hash(subject, 26)}`;

const name = named();
const hashed = (length: number, prefix = "") => ((subject) => `${prefix}${hash(subject, length)}`) satisfies Assign;

/** id and arn of an EC2 resource. */
const ec2 = (prefix: string, kind: string): Record<string, Assign> => {
  const id = hashed(17, `${prefix}-`);
  return { id, arn: arn("ec2", (subject) => `${kind}/${id(subject)}`) };
};

const iam = (kind: string): Assign => {
  return (subject) =>
    `arn:${subject.place.partition}:iam::${subject.place.accountId}:${kind}${subject.get("path") ?? "/"}${name(subject)}`;
};

const functionArn = arn("lambda", (subject) => `function:${subject.get("function_name")}`);
const invokeArn = (lambda: Assign): Assign => {
  return (subject) =>
    `arn:${subject.place.partition}:apigateway:${subject.place.region}:lambda:path/2015-03-31/functions/${lambda(subject)}/invocations`;
};
const version: Assign = (subject) => {
  if (subject.get("publish_to") === "LATEST_PUBLISHED") return "$LATEST.PUBLISHED";
  return subject.get("publish") === true ? "1" : "$LATEST";
};
const qualifiedArn: Assign = (subject) => `${functionArn(subject)}:${version(subject)}`;

const tableArn = arn("dynamodb", (subject) => `table/${subject.get("name")}`);
const machineArn = arn("states", (subject) => `stateMachine:${name(subject)}`);
const queueUrl: Assign = (subject) =>
  `https://sqs.${subject.place.region}.amazonaws.com/${subject.place.accountId}/${name(subject)}`;
const apiId = hashed(10);
const apiHost = (id: unknown, { place }: Subject) => `${id}.execute-api.${place.region}.amazonaws.com`;
const stagePath = (subject: Subject) => (subject.get("name") === "$default" ? "" : subject.get("name"));
const bucketName = named("bucket");
const bucketArn: Assign = (subject) => `arn:${subject.place.partition}:s3:::${bucketName(subject)}`;
const keyId = hashed(32);
const group = (subject: Subject) => subject.get("group_name") ?? "default";
const alarmArn = arn("cloudwatch", (subject) => `alarm:${subject.get("alarm_name")}`);
const topicArn = arn("sns", name);
const ruleArn = arn("events", (subject) => {
  const bus = subject.get("event_bus_name") ?? "default";
  return bus === "default" ? `rule/${name(subject)}` : `rule/${bus}/${name(subject)}`;
});

/** Assigned attributes by resource type (`data.` before a data source's), each a function of the configuration and the place. */
export const ASSIGNED: Readonly<Record<string, Readonly<Record<string, Assign>>>> = {
  aws_lambda_function: {
    arn: functionArn,
    id: configured("function_name"),
    version,
    qualified_arn: qualifiedArn,
    invoke_arn: invokeArn(functionArn),
    qualified_invoke_arn: invokeArn(qualifiedArn),
  },
  aws_lambda_capacity_provider: { arn: arn("lambda", (subject) => `capacity-provider:${subject.get("name")}`) },
  aws_lambda_layer_version: {
    arn: arn("lambda", (subject) => `layer:${subject.get("layer_name")}:1`),
    layer_arn: arn("lambda", (subject) => `layer:${subject.get("layer_name")}`),
    version: () => "1",
  },
  aws_dynamodb_table: {
    arn: tableArn,
    id: configured("name"),
    stream_arn: (subject) => `${tableArn(subject)}/stream/1970-01-01T00:00:00.000`,
  },
  aws_s3_bucket: {
    arn: bucketArn,
    id: bucketName,
    bucket: bucketName,
    bucket_domain_name: (subject) => `${bucketName(subject)}.s3.amazonaws.com`,
    bucket_regional_domain_name: (subject) => `${bucketName(subject)}.s3.${subject.place.region}.amazonaws.com`,
  },
  aws_iam_role: { arn: iam("role"), id: name, name, unique_id: hashed(17, "AROA") },
  aws_iam_policy: { arn: iam("policy"), id: iam("policy"), name },
  aws_kms_key: { arn: arn("kms", (subject) => `key/${keyId(subject)}`), id: keyId, key_id: keyId },
  aws_sfn_state_machine: { arn: machineArn, id: machineArn, name },
  aws_cloudwatch_log_group: { arn: arn("logs", (subject) => `log-group:${name(subject)}`), id: name, name },
  aws_cloudwatch_metric_alarm: { arn: alarmArn, id: configured("alarm_name") },
  aws_cloudwatch_composite_alarm: { arn: alarmArn, id: configured("alarm_name") },
  aws_cloudwatch_event_rule: { arn: ruleArn, id: name, name },
  aws_cloudwatch_event_bus: {
    arn: arn("events", (subject) => `event-bus/${subject.get("name")}`),
    id: configured("name"),
  },
  aws_scheduler_schedule: {
    arn: arn("scheduler", (subject) => `schedule/${group(subject)}/${name(subject)}`),
    id: (subject) => `${group(subject)}/${name(subject)}`,
    name,
  },
  aws_scheduler_schedule_group: {
    arn: arn("scheduler", (subject) => `schedule-group/${name(subject)}`),
    id: name,
    name,
  },
  aws_lambda_event_source_mapping: { uuid: hashed(32), id: hashed(32) },
  aws_sqs_queue: { arn: arn("sqs", name), id: queueUrl, url: queueUrl, name },
  aws_sns_topic: { arn: topicArn, id: topicArn, name },
  aws_apigatewayv2_api: {
    id: apiId,
    arn: (subject) => `arn:${subject.place.partition}:apigateway:${subject.place.region}::/apis/${apiId(subject)}`,
    execution_arn: arn("execute-api", apiId),
    api_endpoint: (subject) => `https://${apiHost(apiId(subject), subject)}`,
  },
  aws_apigatewayv2_stage: {
    id: configured("name"),
    execution_arn: arn("execute-api", (subject) => `${subject.get("api_id")}/${subject.get("name")}`),
    invoke_url: (subject) => `https://${apiHost(subject.get("api_id"), subject)}/${stagePath(subject)}`,
  },
  aws_apigatewayv2_integration: { id: hashed(7) },
  aws_apigatewayv2_route: { id: hashed(7) },
  aws_apigatewayv2_authorizer: { id: hashed(6) },
  aws_vpc: {
    ...ec2("vpc", "vpc"),
    default_security_group_id: hashed(17, "sg-"),
    main_route_table_id: hashed(17, "rtb-"),
    default_route_table_id: hashed(17, "rtb-"),
  },
  aws_subnet: ec2("subnet", "subnet"),
  aws_security_group: { ...ec2("sg", "security-group"), name },
  aws_vpc_endpoint: { ...ec2("vpce", "vpc-endpoint"), prefix_list_id: hashed(8, "pl-") },
  aws_route_table: ec2("rtb", "route-table"),
  aws_internet_gateway: ec2("igw", "internet-gateway"),
  aws_nat_gateway: ec2("nat", "natgateway"),
  aws_eip: { ...ec2("eipalloc", "elastic-ip"), allocation_id: hashed(17, "eipalloc-") },
  aws_flow_log: ec2("fl", "vpc-flow-log"),
  "data.aws_caller_identity": {
    account_id: ({ place }) => place.accountId,
    id: ({ place }) => place.accountId,
    arn: ({ place }) => `arn:${place.partition}:iam::${place.accountId}:root`,
  },
  "data.aws_partition": {
    id: ({ place }) => place.partition,
    partition: ({ place }) => place.partition,
    dns_suffix: ({ place }) => (place.partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com"),
  },
  "data.aws_region": {
    id: ({ place }) => place.region,
    name: ({ place }) => place.region,
    region: ({ place }) => place.region,
  },
  "data.aws_subnet": { owner_id: ({ place }) => place.accountId },
  "data.aws_availability_zones": {
    names: ({ place }) => ["a", "b", "c"].map((zone) => `${place.region}${zone}`),
  },
};
