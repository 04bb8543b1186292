// What AWS accepts of the resources that the stacks make, written down from its documentation and apart from the
// configuration's own limits: what is wrong there must not be wrong here too.
import type { Template } from "../stacks/template.ts";

type Fields = Record<string, unknown>;

/** What is wrong with a value, or nothing. */
type Check = (value: unknown) => string | undefined;

const text =
  (min: number, max: number, pattern?: RegExp): Check =>
  (value) => {
    if (typeof value !== "string") return "is no text";
    const length = resolved(value).length;
    if (length < min || length > max) return `has ${length} characters, not ${min} to ${max}`;
    return pattern && !pattern.test(resolved(value)) ? `does not match ${pattern}` : undefined;
  };

const whole =
  (min: number, max: number): Check =>
  (value) =>
    Number.isInteger(value) && Number(value) >= min && Number(value) <= max ? undefined : `is not ${min} to ${max}`;

const oneOf =
  (...allowed: unknown[]): Check =>
  (value) =>
    allowed.includes(value) ? undefined : `is none of ${allowed.join(", ")}`;

const list =
  (min: number, max: number, each: Check): Check =>
  (value) => {
    if (!Array.isArray(value) || value.length < min || value.length > max) return `is no list of ${min} to ${max}`;
    if (new Set(value).size !== value.length) return "names one twice";
    return value.map(each).find((wrong) => wrong !== undefined);
  };

/** References stand for ids and ARNs, the longest of which have about 100 characters. */
const resolved = (value: string): string => value.replace(/(?<!\$)\$\{[^}]*\}/g, "x".repeat(80));

const ROLE = text(1, 64, /^[\w+=,.@-]+$/);
const RETENTION = oneOf(
  1,
  3,
  5,
  7,
  14,
  30,
  60,
  90,
  120,
  150,
  180,
  365,
  400,
  545,
  731,
  1096,
  1827,
  2192,
  2557,
  2922,
  3288,
  3653,
);
const SCALING = (value: unknown) => {
  const [{ min_execution_environments: min, max_execution_environments: max }] = value as [Record<string, number>];
  return whole(1, 15_000)(min) ?? whole(Number(min), 15_000)(max);
};

/** DynamoDB's own form of a value, such as `{"S": "text"}`, in bytes. */
function attributeBytes(attribute: Fields): number {
  const [[type, value] = ["NULL", null]] = Object.entries(attribute);
  if (type === "S") return Buffer.byteLength(String(value));
  if (type === "N") return Math.ceil(String(value).length / 2) + 1;
  if (type === "L") return (value as Fields[]).reduce((sum, inner) => sum + 1 + attributeBytes(inner), 3);
  if (type === "M") return mapBytes(value as Record<string, Fields>, 1) + 3;
  return 1;
}
const mapBytes = (map: Record<string, Fields>, overhead = 0): number =>
  Object.entries(map).reduce(
    (sum, [name, inner]) => sum + overhead + Buffer.byteLength(name) + attributeBytes(inner),
    0,
  );

const ITEM: Check = (value) => {
  const bytes = mapBytes(JSON.parse(String(value)));
  return bytes > 400 * 1024 ? `is an item of ${bytes} bytes` : undefined;
};

const VARIABLES: Check = (value) => {
  const [{ variables }] = [value].flat() as [{ variables: Record<string, string> }];
  const bytes = Object.entries(variables).reduce((sum, [name, it]) => sum + name.length + resolved(it).length, 0);
  return bytes > 4_096 ? `has variables of ${bytes} bytes` : undefined;
};

const POLICY: Check = (value) => text(1, 10_240)(String(value).replace(/\s/g, ""));

const CIDR: Check = (value) => {
  const [, bits] = /^\d+\.\d+\.\d+\.\d+\/(\d+)$/.exec(String(value)) ?? [];
  return Number(bits) >= 16 && Number(bits) <= 28 ? undefined : "is no /16 to /28";
};

const JWT: Check = (value) => {
  const { issuer, audience } = value as Fields;
  return text(9, 2_048, /^https:\/\/[^\s?#@/]+(\/[^\s?#]*)?$/)(issuer) ?? list(1, 50, text(1, 1_000))(audience);
};

const REQUIREMENTS: Check = (value) => {
  const [{ allowed_instance_types: allowed, excluded_instance_types: excluded }] = value as [Fields];
  if (allowed && excluded) return "allows and excludes";
  return allowed || excluded ? list(1, 400, text(1, 30, /^[a-zA-Z0-9.*-]+$/))(allowed ?? excluded) : undefined;
};

const NETWORK: Check = (value) => {
  const [{ subnet_ids: subnets, security_group_ids: groups }] = value as [Fields];
  return list(1, 16, text(1, 80))(subnets) ?? list(0, 5, text(1, 80))(groups);
};

/** By resource type and attribute; what is left out of a resource is not checked. */
const TABLE: Readonly<Record<string, Readonly<Record<string, Check>>>> = {
  aws_iam_role: { name: ROLE, assume_role_policy: text(1, 2_048) },
  aws_iam_role_policy: { name: text(1, 128, /^[\w+=,.@-]+$/), policy: POLICY },
  aws_lambda_function: {
    function_name: text(1, 64, /^[\w-]+$/),
    description: text(0, 256),
    memory_size: whole(128, 32_768),
    timeout: whole(1, 900),
    runtime: oneOf("nodejs22.x", "nodejs24.x", "nodejs26.x"),
    reserved_concurrent_executions: whole(0, 900),
    environment: VARIABLES,
  },
  aws_lambda_capacity_provider: {
    name: text(1, 140, /^[\w-]+$/),
    kms_key_arn: text(1, 256, /^arn:aws:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/),
    instance_requirements: REQUIREMENTS,
    vpc_config: NETWORK,
  },
  aws_lambda_function_scaling_config: { function_scaling_config: SCALING },
  aws_sfn_state_machine: { name: text(1, 80, /^[\w-]+$/), definition: text(1, 1_048_576) },
  aws_cloudwatch_log_group: { name: text(1, 512, /^[\w./#-]+$/), retention_in_days: RETENTION },
  aws_dynamodb_table: { name: text(3, 255, /^[\w.-]+$/) },
  aws_dynamodb_table_item: { item: ITEM },
  aws_cloudwatch_event_rule: { name: text(1, 64, /^[\w.-]+$/), description: text(0, 512) },
  aws_scheduler_schedule: { name: text(1, 64, /^[\w.-]+$/), description: text(0, 512) },
  aws_sqs_queue: { name: text(1, 80, /^[\w-]+$/) },
  aws_apigatewayv2_api: { name: text(1, 128) },
  aws_apigatewayv2_authorizer: { name: text(1, 128), jwt_configuration: JWT },
  aws_security_group: { name: text(1, 255, /^(?!sg-)[\w .:/()#,@[\]+=&;{}!$*-]+$/), description: text(1, 255) },
  aws_vpc: { cidr_block: CIDR },
  aws_subnet: { cidr_block: CIDR },
};

const TAG = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

function* wrongTags(type: string, tags: Readonly<Record<string, string>>): Generator<string> {
  const entries = Object.entries(tags);
  if (entries.length > 50) yield `${entries.length} tags`;
  for (const [key, value] of entries) {
    if (!TAG.test(key) || key.length < 1 || key.length > 128 || /^aws:/i.test(key)) yield `tag key ${key}`;
    if (!TAG.test(value) || value.length > 256 || /^aws:/i.test(value)) yield `value ${value} of tag ${key}`;
  }
  const lower = new Set(entries.map(([key]) => key.toLowerCase()));
  if (type.startsWith("aws_iam_") && lower.size < entries.length) yield "tags that differ by case only";
}

/** Everything in a stack that AWS would refuse. */
export function* beyondAws(template: Template): Generator<string> {
  const [{ default_tags: [defaults] = [] } = {}] = template.providers.aws as { default_tags?: { tags?: Fields }[] }[];
  const common = (defaults?.tags ?? {}) as Record<string, string>;
  for (const { address, ...resource } of template.resources()) {
    const [type = ""] = address.split(".");
    for (const [attribute, check] of Object.entries(TABLE[type] ?? {})) {
      const wrong = resource[attribute] === undefined ? undefined : check(resource[attribute]);
      if (wrong) yield `${template.name}: ${address}.${attribute} ${wrong}`;
    }
    for (const wrong of wrongTags(type, { ...common, ...(resource.tags as Record<string, string> | undefined) })) {
      yield `${template.name}: ${address} has ${wrong}`;
    }
  }
  const { s3 } = template.terraform.backend as { s3?: { bucket: string; key: string } };
  const wrong = s3 && (text(3, 63, /^[a-z0-9.-]+$/)(s3.bucket) ?? text(1, 1_024, /^[^/].*[^/]$/)(s3.key));
  if (wrong) yield `${template.name}: backend ${wrong}`;
  const cidrs = template.resources<{ cidr_block: string }>("aws_subnet").map(({ cidr_block: cidr }) => cidr);
  if (new Set(cidrs).size !== cidrs.length) yield `${template.name}: two subnets of one CIDR`;
}
