// Small resources for hand-written plans, and the findings that rules make of such plans.
import { marshall } from "@aws-sdk/util-dynamodb";
import { declarationKey } from "../../../../app/capacity/capacityKeys.ts";
import type { BatchWindow } from "../../../../app/capacity/window.ts";
import type { Plan } from "../../../../plan/plan.ts";
import type { Finding } from "../../../../plan/rules/finding.ts";
import { reviewedOf } from "../../../../plan/rules/reviewed.ts";
import { findingsOf as foundBy, type Rule } from "../../../../plan/rules/rule.ts";
import { type ChangeSpec, type PlanSpec, planJson, planOf } from "../../../support/plan/json.ts";

export type Json = Readonly<Record<string, unknown>>;

/** A Wednesday. */
export const NOON = Date.parse("2026-11-18T12:00:00Z");

export const PROVIDER_ADDRESS = "aws_lambda_capacity_provider.video";
export const FUNCTION_ADDRESS = "aws_lambda_function.video";
export const SCALING_ADDRESS = "aws_lambda_function_scaling_config.video";
export const DECLARATION_ADDRESS = "aws_dynamodb_table_item.video";

const ARN = "arn:aws:lambda:eu-west-1:111122223333";
export const providerArn = (name: string) => `${ARN}:capacity-provider:${name}`;

export const provider = (values: Json = {}): Json => {
  const name = String(values.name ?? "video-1");
  return {
    name,
    arn: providerArn(name),
    vpc_config: [{ subnet_ids: ["subnet-a", "subnet-b", "subnet-c"], security_group_ids: ["sg-instances"] }],
    instance_requirements: [{ architectures: ["arm64"], allowed_instance_types: null, excluded_instance_types: null }],
    capacity_provider_scaling_config: [{ max_vcpu_count: 64, scaling_mode: "Auto", scaling_policies: null }],
    ...values,
  };
};

export const cap = (vCpus: unknown): Json => ({
  capacity_provider_scaling_config: [{ max_vcpu_count: vCpus, scaling_mode: "Auto", scaling_policies: null }],
});

/** On capacity provider video-1, with two vCPUs per environment. */
export const managed = (values: Json = {}, config: Json = {}): Json => {
  const name = String(values.function_name ?? "video");
  return {
    function_name: name,
    arn: `${ARN}:function:${name}`,
    memory_size: 4096,
    timeout: 60,
    architectures: ["arm64"],
    runtime: "nodejs24.x",
    publish: true,
    publish_to: "LATEST_PUBLISHED",
    vpc_config: [],
    capacity_provider_config: [
      {
        lambda_managed_instances_capacity_provider_config: [
          {
            capacity_provider_arn: providerArn("video-1"),
            execution_environment_memory_gib_per_vcpu: 2,
            per_execution_environment_max_concurrency: 8,
            ...config,
          },
        ],
      },
    ],
    ...values,
  };
};

export const ordinary = (values: Json = {}): Json => managed({ capacity_provider_config: [], ...values });

export const scaling = (min: unknown, max: unknown, values: Json = {}): Json => ({
  function_name: "video",
  qualifier: "$LATEST.PUBLISHED",
  function_scaling_config: [{ min_execution_environments: min, max_execution_environments: max }],
  ...values,
});

export const window = (values: Json = {}): Json => ({
  name: "midday",
  days: ["daily"],
  from: "11:00",
  to: "14:00",
  timeZone: "UTC",
  min: 4,
  max: 8,
  ...values,
});

export const declaration = (values: Json = {}): Json => {
  const declared = { functionName: "video", baseline: { min: 0, max: 0 }, windows: [], limit: 32, ...values };
  const item = { ...declarationKey(String(declared.functionName)), ...declared };
  return { table_name: "capacity", hash_key: "pk", range_key: "sk", item: JSON.stringify(marshall(item)) };
};

export const keep = (address: string, values: Json): ChangeSpec => ({ address, before: values, after: values });
export const create = (address: string, after: Json, more: Partial<ChangeSpec> = {}): ChangeSpec => ({
  address,
  after,
  ...more,
});
export const destroy = (address: string, before: Json, more: Partial<ChangeSpec> = {}): ChangeSpec => ({
  address,
  before,
  ...more,
});
export const update = (address: string, before: Json, after: Json, more: Partial<ChangeSpec> = {}): ChangeSpec => ({
  address,
  before,
  after,
  actions: ["update"],
  ...more,
});

export const DELETE_FIRST = ["delete", "create"] as const;
export const CREATE_FIRST = ["create", "delete"] as const;

export interface Circumstances {
  readonly at?: number;
  readonly windows?: ReadonlyMap<string, readonly BatchWindow[]>;
}

const typeIn = (address: string): string =>
  /^(?:module\.[^.]+\.)*(?:data\.)?(\w+)\./.exec(address.replace(/\[[^\]]*\]/g, ""))?.[1] ?? "";

/** @throws Error when a finding has a severity or a type of resource that the catalogue does not tell of its rule */
function holdsToItsRule(rules: readonly Rule[], { rule: id, severity, address }: Finding): void {
  const rule = rules.find((one) => one.id === id);
  const isToldOf = rule?.types.length === 0 || rule?.types.includes(typeIn(address));
  if (!rule?.severities.includes(severity) || !isToldOf) throw new Error(`${id}: ${severity} at ${address}`);
}

/** All findings of plans. */
export const findingsIn = (
  rules: readonly Rule[],
  plans: readonly Plan[],
  { at = NOON, windows }: Circumstances = {},
): Finding[] => {
  const reviewed = reviewedOf(windows ? { plans, at, windows } : { plans, at });
  const findings = foundBy(rules, reviewed);
  for (const finding of findings) holdsToItsRule(rules, finding);
  return findings;
};

/** All findings of one plan, or of several by the names of their stacks. */
export function findingsOf(
  rules: readonly Rule[],
  specs: PlanSpec | readonly ChangeSpec[] | Readonly<Record<string, PlanSpec>>,
  circumstances: Circumstances = {},
): Finding[] {
  const isOne = Array.isArray(specs) || "changes" in specs;
  const byStack = isOne ? { test: Array.isArray(specs) ? { changes: specs } : specs } : specs;
  const plans = Object.entries(byStack as Record<string, PlanSpec>).map(([stack, spec]) =>
    planOf(planJson(spec), stack),
  );
  return findingsIn(rules, plans, circumstances);
}

/** `high function-not-published aws_lambda_function.video`, for comparing. */
export const brief = (findings: readonly Finding[]): string[] =>
  findings.map(({ severity, rule, address }) => `${severity} ${rule} ${address}`).toSorted();

/** The references of a resource of the root module, as a plan's configuration has them. */
export const references = (byAddress: Readonly<Record<string, Json>>): Json => ({
  root_module: {
    resources: Object.entries(byAddress).map(([address, expressions]) => ({
      address,
      mode: "managed",
      type: address.split(".")[0],
      name: address.split(".")[1],
      expressions,
    })),
  },
});
