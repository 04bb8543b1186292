// A review with everything in it: two stacks, every kind of change, findings, cost.
import { createBasis } from "../../../cost/constants.ts";
import type { Review } from "../../../plan/report/review.ts";
import type { Finding } from "../../../plan/rules/finding.ts";
import { planJson, planOf } from "../../support/plan/json.ts";

const policy = (actions: unknown, resource: string) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: actions, Resource: resource }] });

const provider = (vCpus: number, subnets: readonly string[]) => ({
  name: "video-api",
  capacity_provider_scaling_config: [{ max_vcpu_count: vCpus }],
  vpc_config: [{ subnet_ids: subnets, security_group_ids: ["sg-1"] }],
});

export const servicePlan = planOf(
  planJson({
    changes: [
      {
        address: "aws_lambda_capacity_provider.api",
        actions: ["delete", "create"],
        before: provider(64, ["subnet-a", "subnet-b", "subnet-c"]),
        after: provider(32, ["subnet-a", "subnet-b"]),
        afterUnknown: { arn: true },
        replacePaths: [["vpc_config", 0, "subnet_ids"]],
        actionReason: "replace_because_cannot_update",
      },
      {
        address: "aws_lambda_function.processor",
        before: {
          memory_size: 2048,
          environment: [{ variables: { TOKEN: "hunter2", LEVEL: "info" } }],
          tags: { a: "1" },
          tags_all: { a: "1" },
        },
        after: {
          memory_size: 4096,
          environment: [{ variables: { TOKEN: "hunter3", LEVEL: "debug" } }],
          tags: { a: "2" },
          tags_all: { a: "2" },
        },
        beforeSensitive: { environment: [{ variables: { TOKEN: true } }] },
        afterSensitive: { environment: [{ variables: { TOKEN: true } }] },
        afterUnknown: { last_modified: true },
      },
      {
        address: "aws_iam_role_policy.processor",
        before: { name: "processor", policy: policy("s3:GetObject", "arn:aws:s3:::media/*") },
        after: { name: "processor", policy: policy(["s3:GetObject", "s3:DeleteObject"], "*") },
      },
      {
        address: "aws_cloudwatch_log_group.api",
        before: null,
        after: { name: "/aws/lambda/api", retention_in_days: 30 },
        afterUnknown: { arn: true, id: true },
      },
      {
        address: "aws_lambda_function_scaling_config.old",
        before: { min: 3, max: 30 },
        after: null,
        actionReason: "delete_because_no_resource_config",
      },
      {
        address: "aws_sqs_queue.renamed",
        before: { name: "q" },
        after: { name: "q" },
        actions: ["no-op"],
        previousAddress: "aws_sqs_queue.before",
      },
      {
        address: "aws_s3_bucket.adopted",
        before: { bucket: "media" },
        after: { bucket: "media" },
        actions: ["no-op"],
        importing: { id: "media" },
      },
      { address: "aws_sns_topic.left", before: { name: "t" }, after: null, actions: ["forget"] },
    ],
    drift: [{ address: "aws_lambda_function_scaling_config.api", before: { min: 3 }, after: { min: 10 } }],
    outputs: { url: { before: "https://a.example", after: "https://b.example" } },
    checks: [
      {
        address: { kind: "check", name: "healthy", to_display: "check.healthy" },
        status: "fail",
        instances: [
          { address: { to_display: "check.healthy" }, status: "fail", problems: [{ message: "not healthy" }] },
        ],
      },
    ],
  }),
  "prod-service",
);

export const networkPlan = planOf(
  planJson({
    changes: [
      {
        address: 'module.vpc["eu"].aws_nat_gateway.a[0]',
        before: { id: "nat-1", allocation_id: "eip-1" },
        after: null,
        actionReason: "delete_because_count_index",
      },
    ],
  }),
  "prod-network",
);

export const findings: readonly Finding[] = [
  {
    rule: "egress-removed",
    severity: "high",
    stack: "prod-network",
    address: 'module.vpc["eu"].aws_nat_gateway.a[0]',
    what: "The last NAT gateway goes, and there is no endpoint for logs.",
    why: "Log lines of the functions are lost without an error.",
    remedy: "Keep the gateway, or add an interface endpoint for com.amazonaws.eu-west-1.logs.",
  },
  {
    rule: "capacity-provider-replaced",
    severity: "critical",
    stack: "prod-service",
    address: "aws_lambda_capacity_provider.api",
    attribute: "vpc_config[0].subnet_ids",
    what: "Capacity provider video-api is destroyed while 2 functions are attached.",
    why: "Lambda refuses to delete a capacity provider that function versions are attached to, so the apply stops halfway.",
    remedy: "Set create_before_destroy, or give the new one another name and move the functions first.",
    applyFails: true,
  },
  {
    rule: "access-widened",
    severity: "high",
    stack: "prod-service",
    address: "aws_iam_role_policy.processor",
    attribute: "policy",
    what: "s3:DeleteObject on * is allowed, and was not.",
    why: "Whoever controls the function can delete every object of the account.",
    remedy: "Name the bucket.",
  },
];

export const exampleReview: Review = {
  plans: [servicePlan, networkPlan],
  findings,
  cost: {
    region: "us-east-1",
    isRegionKnown: true,
    floorUsdPerMonth: -32.85,
    ceilingUsdPerMonth: 412.5,
    lines: [
      {
        stack: "prod-network",
        address: 'module.vpc["eu"].aws_nat_gateway.a[0]',
        what: "NAT gateway",
        floorUsdPerMonth: -32.85,
        ceilingUsdPerMonth: -32.85,
      },
      {
        stack: "prod-service",
        address: "aws_lambda_capacity_provider.api",
        what: "EC2 instances and management fee",
        floorUsdPerMonth: 0,
        ceilingUsdPerMonth: 445.35,
      },
    ],
    assumptions: assumptions(),
    notes: ["Requests and data transfer are not in the amounts."],
  },
};

function assumptions() {
  const basis = createBasis();
  basis.value("hoursPerMonth");
  basis.value("minInstances");
  return basis.used();
}
