// A Lambda permission as the statement that AWS makes of it.
// https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
import { type Attributes, at, isSensitive, isUnknown, type Value } from "../../value.ts";
import { type Document, statementsOf } from "./policy/document.ts";

const CONDITIONS = [
  ["source_arn", "ArnLike", "aws:SourceArn"],
  ["source_account", "StringEquals", "aws:SourceAccount"],
  ["principal_org_id", "StringEquals", "aws:PrincipalOrgID"],
  ["function_url_auth_type", "StringEquals", "lambda:FunctionUrlAuthType"],
  ["event_source_token", "StringEquals", "lambda:EventSourceToken"],
] as const;

/** Stands for what is known only after apply. */
export const LATER = "(known after apply)";

/** A value as the statement has it; what is hidden or not known yet still restricts. */
function text(value: Value | undefined): string | undefined {
  if (isUnknown(value)) return LATER;
  if (isSensitive(value)) return "(sensitive)";
  return typeof value === "string" && value !== "" ? value : undefined;
}

const principalOf = (principal: string): unknown => {
  if (principal === "*") return "*";
  return /^[\w.-]+\.[a-z]+$/.test(principal) ? { Service: principal } : { AWS: principal };
};

/** The same function by name or by ARN. */
const functionOf = (attributes: Attributes): string => {
  const name = text(at(attributes, "function_name")) ?? "";
  const qualifier = text(at(attributes, "qualifier"));
  const plain = name.replace(/^.*:function:/, "");
  return qualifier === undefined ? plain : `${plain}:${qualifier}`;
};

/** One allow statement, with what restricts it as conditions. */
export function permissionDocument(attributes: Attributes): Document {
  const principal = at(attributes, "principal");
  if (isUnknown(principal)) return { kind: "unknown" };
  const hidden = ["function_name", "action", "principal", ...CONDITIONS.map(([name]) => name)]
    .map((name) => at(attributes, name))
    .filter(isSensitive);
  if (isSensitive(principal) || hidden.some(({ changes }) => changes)) {
    return { kind: "sensitive", changes: hidden.some(({ changes }) => changes) };
  }
  const conditions = CONDITIONS.flatMap(([attribute, operator, key]) => {
    const value = text(at(attributes, attribute));
    return value === undefined ? [] : [{ [operator]: { [key]: value } }];
  });
  const statement = {
    Effect: "Allow",
    Principal: principalOf(text(principal) ?? "*"),
    Action: text(at(attributes, "action")) ?? "lambda:InvokeFunction",
    Resource: functionOf(attributes),
    Condition: merged(conditions),
  };
  return { kind: "known", statements: statementsOf({ Statement: statement }) ?? [] };
}

function merged(conditions: readonly Record<string, Record<string, string>>[]): Record<string, Record<string, string>> {
  const all: Record<string, Record<string, string>> = {};
  for (const condition of conditions) {
    for (const [operator, keys] of Object.entries(condition)) all[operator] = { ...all[operator], ...keys };
  }
  return all;
}

/** The same for a version of a layer: https://docs.aws.amazon.com/lambda/latest/api/API_AddLayerVersionPermission.html */
export function layerDocument(attributes: Attributes): Document {
  const principal = at(attributes, "principal");
  if (isUnknown(principal)) return { kind: "unknown" };
  if (isSensitive(principal)) return { kind: "sensitive", changes: principal.changes };
  const organization = text(at(attributes, "organization_id"));
  const statement = {
    Effect: "Allow",
    Principal: principalOf(text(principal) ?? "*"),
    Action: text(at(attributes, "action")) ?? "lambda:GetLayerVersion",
    Resource: text(at(attributes, "layer_name")) ?? "",
    ...(organization !== undefined && { Condition: { StringEquals: { "aws:PrincipalOrgID": organization } } }),
  };
  return { kind: "known", statements: statementsOf({ Statement: statement }) ?? [] };
}
