// Everything that bills beside managed instances.

import { type Block, number, only, text } from "../../terraform/block.ts";
import type { Links } from "../../terraform/links.ts";
import { type Located, located } from "../../terraform/located.ts";
import { FUNCTION, managedConfigIn } from "../../terraform/managedFunction.ts";
import type { Architecture } from "../prices/priceTable.ts";
import { alarmMetrics, ownMetrics } from "./cloudWatch.ts";
import { architectureOf } from "./managed.ts";

export interface OrdinaryFunction extends Located {
  readonly memoryMib: number;
  readonly architecture: Architecture;
}

/** Environments of a function on ordinary Lambda that are always ready. */
export interface ProvisionedConcurrency extends Located {
  readonly environments: number;
  readonly memoryMib: number;
  readonly architecture: Architecture;
  /** Whether its function is in none of the stacks, so that the memory is the least there is. */
  readonly isAssumed: boolean;
}

export interface InterfaceEndpoint extends Located {
  /** One per Availability Zone. */
  readonly subnets: number;
}

export interface Table extends Located {
  readonly onDemand: boolean;
  readonly pointInTimeRecovery: boolean;
}

export interface Schedule extends Located {
  /** `rate(…)`, `cron(…)` or `at(…)`; undefined when it is not known. */
  readonly expression: string | undefined;
  /** The function on ordinary Lambda that it invokes. */
  readonly invokes: Located | undefined;
}

export interface StateMachine extends Located {
  readonly express: boolean;
}

export interface WithMetrics extends Located {
  /** Of an alarm, those that it looks at; of a dashboard, those in it that are a team's own and that nothing here emits. */
  readonly metrics: number;
}

export interface Surroundings {
  readonly ordinaryFunctions: readonly OrdinaryFunction[];
  /** Functions, managed or not, whose requests X-Ray samples. */
  readonly tracedFunctions: readonly Located[];
  readonly provisionedConcurrency: readonly ProvisionedConcurrency[];
  readonly natGateways: readonly Located[];
  readonly publicIpv4: readonly Located[];
  readonly interfaceEndpoints: readonly InterfaceEndpoint[];
  /** Free. */
  readonly gatewayEndpoints: readonly Located[];
  readonly tables: readonly Table[];
  readonly logGroups: readonly Located[];
  readonly httpApis: readonly Located[];
  readonly stateMachines: readonly StateMachine[];
  readonly schedules: readonly Schedule[];
  readonly kmsKeys: readonly Located[];
  readonly alarms: readonly WithMetrics[];
  readonly compositeAlarms: readonly Located[];
  readonly dashboards: readonly WithMetrics[];
  readonly queues: readonly Located[];
  readonly buckets: readonly Located[];
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
const DEFAULT_MEMORY_MIB = 128;

/** A list may hold references to resources with count, each of which stands for several. */
function countOf(block: Block, value: unknown, links: Links): number {
  return [value ?? []].flat().reduce<number>((sum, item) => {
    const instances = links.all(block, item, "aws_subnet").length;
    return sum + Math.max(1, instances);
  }, 0);
}

/** @param emitted metrics that are counted where they are emitted */
export function surroundingsOf(blocks: readonly Block[], links: Links, emitted: ReadonlySet<string>): Surroundings {
  const each = <T extends Located>(type: string, read: (block: Block) => T): T[] =>
    blocks.filter((block) => block.type === type).map(read);
  const endpoints = blocks.filter(({ type }) => type === "aws_vpc_endpoint");
  const isInterface = ({ values }: Block) => values.vpc_endpoint_type === "Interface";
  const ordinary = blocks.filter((block) => block.type === FUNCTION && managedConfigIn(block.values) === undefined);
  const sizeOf = (values: Block["values"] | undefined) => ({
    memoryMib: number(values?.memory_size) ?? DEFAULT_MEMORY_MIB,
    architecture: architectureOf(values?.architectures),
  });
  return {
    ordinaryFunctions: ordinary.map((block) => ({ ...located(block), ...sizeOf(block.values) })),
    tracedFunctions: blocks
      .filter(({ type, values }) => type === FUNCTION && only(values.tracing_config).mode === "Active")
      .map(located),
    provisionedConcurrency: each("aws_lambda_provisioned_concurrency_config", (block) => {
      const fn = links.one(block, block.values.function_name, FUNCTION);
      return {
        ...located(block),
        environments: number(block.values.provisioned_concurrent_executions) ?? 0,
        ...sizeOf(fn?.values),
        isAssumed: fn === undefined,
      };
    }),
    natGateways: each("aws_nat_gateway", located),
    publicIpv4: each("aws_eip", located),
    interfaceEndpoints: endpoints.filter(isInterface).map((block) => ({
      ...located(block),
      subnets: Math.max(1, countOf(block, block.values.subnet_ids, links)),
    })),
    gatewayEndpoints: endpoints
      .filter(({ values }) => (values.vpc_endpoint_type ?? "Gateway") === "Gateway")
      .map(located),
    tables: each("aws_dynamodb_table", (block) => ({
      ...located(block),
      onDemand: block.values.billing_mode === "PAY_PER_REQUEST",
      pointInTimeRecovery: only(block.values.point_in_time_recovery).enabled === true,
    })),
    logGroups: each("aws_cloudwatch_log_group", located),
    httpApis: blocks
      .filter(({ type, values }) => type === "aws_apigatewayv2_api" && values.protocol_type === "HTTP")
      .map(located),
    stateMachines: each("aws_sfn_state_machine", (block) => ({
      ...located(block),
      express: block.values.type === "EXPRESS",
    })),
    schedules: blocks
      .filter(({ type, values }) => type === "aws_scheduler_schedule" && values.state !== "DISABLED")
      .map((block) => {
        const invoked = links.one(block, only(block.values.target).arn, FUNCTION);
        return {
          ...located(block),
          expression: text(block.values.schedule_expression),
          invokes: invoked && managedConfigIn(invoked.values) === undefined ? located(invoked) : undefined,
        };
      }),
    kmsKeys: each("aws_kms_key", located),
    alarms: each("aws_cloudwatch_metric_alarm", (block) => ({
      ...located(block),
      metrics: alarmMetrics(block.values),
    })),
    compositeAlarms: each("aws_cloudwatch_composite_alarm", located),
    dashboards: each("aws_cloudwatch_dashboard", (block) => ({
      ...located(block),
      metrics: ownMetrics(block.values.dashboard_body, emitted),
    })),
    queues: each("aws_sqs_queue", located),
    buckets: each("aws_s3_bucket", located),
  };
}
