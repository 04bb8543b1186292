// The synthesised log groups, and where the local run writes what comes into them: functions log here, other services do not.
import { join } from "node:path";
import type { Deployed } from "../deployed.ts";
import { number } from "../terraform/blocks.ts";
import type { Resolver } from "../terraform/resolve.ts";
import type { Synthesized } from "../terraform/synthesized.ts";

export interface LogGroup {
  readonly name: string;
  /** Without the `:*` behind it. */
  readonly arn: string;
  /** Shown; nothing is deleted here. @default for ever */
  readonly retentionDays?: number;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly metricFilters: number;
  /** Where its events are; it need not exist. */
  readonly file: string;
}

export type LogGroups = readonly LogGroup[];

/** The file of a log group: that of a function is called like the function. */
export const logFileOf = (folder: string, group: string): string =>
  join(folder, `${group.replace(/^\/aws\/lambda\//, "").replaceAll(/[^\w.-]/g, "_")}.log`);

/** Every `aws_cloudwatch_log_group`, by name. */
export function readLogGroups(
  synthesized: Synthesized,
  resolver: Resolver,
  { folder, deployed }: { folder: string; deployed: Deployed },
): LogGroups {
  const filtered = synthesized
    .resources("aws_cloudwatch_log_metric_filter")
    .map((resource) => resolver.attribute(resource, "log_group_name"));
  const groups = synthesized.resources("aws_cloudwatch_log_group").map((resource) => {
    const name = String(resolver.attribute(resource, "name"));
    const arn = String(resolver.attribute(resource, "arn"));
    const days = number(resolver.attribute(resource, "retention_in_days"));
    const { createdAt } = deployed.resource(arn, name);
    const metricFilters = filtered.filter((group) => group === name).length;
    return { name, arn, createdAt, metricFilters, file: logFileOf(folder, name), ...(days && { retentionDays: days }) };
  });
  return groups.sort((a, b) => (a.name < b.name ? -1 : 1));
}
