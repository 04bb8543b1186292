// The synthesised alarms, the topics that they tell, and the filters that make metrics of log lines.
import { LocalError } from "../localError.ts";
import { filterPattern, type Matches } from "../logs/filterPattern.ts";
import { block, blocks, number, text } from "../terraform/blocks.ts";
import type { Resolver } from "../terraform/resolve.ts";
import type { Resource, Synthesized } from "../terraform/synthesized.ts";
import { parseRule, type Rule } from "./compositeRule.ts";
import type { MetricId } from "./face.ts";
import { type Criterion, MISSING, OPERATORS } from "./judgement.ts";
import { parseExpression } from "./metricMath.ts";
import type { MetricQuery } from "./queries.ts";
import { isStatistic } from "./statistics.ts";

interface Alarm {
  readonly name: string;
  readonly arn: string;
  readonly description: string;
  /** ARNs that are told of each state. */
  readonly actions: {
    readonly alarm: readonly string[];
    readonly ok: readonly string[];
    readonly insufficientData: readonly string[];
  };
  readonly actionsEnabled: boolean;
}

export interface MetricAlarm extends Alarm, Criterion {
  readonly queries: readonly MetricQuery[];
  readonly periodSeconds: number;
}

export interface CompositeAlarm extends Alarm {
  readonly rule: Rule;
  /** As it is written. */
  readonly ruleText: string;
}

/** A topic, and who follows it: mail addresses and URLs. */
export interface Topic {
  readonly arn: string;
  readonly subscribers: readonly string[];
}

export interface MetricFilter {
  readonly logGroup: string;
  readonly matches: Matches;
  readonly metric: MetricId;
  readonly value: number;
}

export interface Watching {
  readonly alarms: readonly MetricAlarm[];
  /** Each behind those that its rule names. */
  readonly composites: readonly CompositeAlarm[];
  readonly topics: readonly Topic[];
  readonly filters: readonly MetricFilter[];
}

/** An alarm or filter uses what CloudWatch has and the local one does not. */
export class UnsupportedAlarmError extends LocalError {
  override readonly name = "UnsupportedAlarmError";
}

const unsupported = ({ stack, address }: Resource, problem: string, cause?: unknown) =>
  new UnsupportedAlarmError(`${address} (stack ${stack}): ${problem}`, { cause });

/** What watches the environment. @throws UnsupportedAlarmError */
export function readWatching(synthesized: Synthesized, resolver: Resolver): Watching {
  const all = <T>(type: string, read: (resource: Resource, get: (attribute: string) => unknown) => T): T[] =>
    synthesized
      .resources(type)
      .map((resource) => read(resource, (attribute) => resolver.attribute(resource, attribute)));
  const followed = all("aws_sns_topic_subscription", (_, get) => ({
    topic: String(get("topic_arn")),
    subscriber: String(get("endpoint")),
  }));
  return {
    alarms: all("aws_cloudwatch_metric_alarm", metricAlarm).sort(byName),
    composites: all("aws_cloudwatch_composite_alarm", compositeAlarm).sort(byName),
    topics: all("aws_sns_topic", (_, get) => {
      const arn = String(get("arn"));
      const subscribers = followed.filter(({ topic }) => topic === arn).map(({ subscriber }) => subscriber);
      return { arn, subscribers };
    }),
    filters: all("aws_cloudwatch_log_metric_filter", metricFilter),
  };
}

const byName = (a: Alarm, b: Alarm) => (a.name < b.name ? -1 : 1);

type Get = (attribute: string) => unknown;

function alarmOf(get: Get): Alarm {
  const arns = (attribute: string) => ((get(attribute) ?? []) as unknown[]).map(String);
  return {
    name: String(get("alarm_name")),
    arn: String(get("arn")),
    description: text(get("alarm_description")) ?? "",
    actions: {
      alarm: arns("alarm_actions"),
      ok: arns("ok_actions"),
      insufficientData: arns("insufficient_data_actions"),
    },
    actionsEnabled: get("actions_enabled") !== false,
  };
}

function metricAlarm(resource: Resource, get: Get): MetricAlarm {
  const oneOf = <T extends string>(attribute: string, known: readonly T[], otherwise?: T): T => {
    const value = text(get(attribute)) ?? otherwise;
    const found = known.find((one) => one === value);
    if (found === undefined) throw unsupported(resource, `${attribute} must be ${known.join(", ")}, got ${value}`);
    return found;
  };
  const threshold = number(get("threshold"));
  if (threshold === undefined) throw unsupported(resource, "only static thresholds are evaluated, got none");
  const evaluationPeriods = number(get("evaluation_periods")) ?? 1;
  const queries = queriesOf(resource, get);
  return {
    ...alarmOf(get),
    operator: oneOf("comparison_operator", Object.keys(OPERATORS) as (keyof typeof OPERATORS)[]),
    threshold,
    evaluationPeriods,
    datapointsToAlarm: number(get("datapoints_to_alarm")) ?? evaluationPeriods,
    missing: oneOf("treat_missing_data", MISSING, "missing"),
    queries,
    periodSeconds: Math.max(...queries.map(({ metric }) => metric?.periodSeconds ?? 60)),
  };
}

function queriesOf(resource: Resource, get: Get): readonly MetricQuery[] {
  const given = blocks(get("metric_query"));
  if (given.length === 0) {
    const metric = metricOf(resource, { ...Object.fromEntries(SINGLE.map((name) => [name, get(name)])) });
    return [{ id: "m1", metric, returnsData: true }];
  }
  const queries = given.map((query): MetricQuery => {
    const expression = text(query.expression);
    const label = text(query.label);
    if (expression !== undefined) readable(resource, expression);
    return {
      id: String(query.id),
      ...(expression === undefined ? { metric: metricOf(resource, block(query.metric)) } : { expression }),
      ...(label !== undefined && { label }),
      returnsData: query.return_data === true || given.length === 1,
    };
  });
  const returned = queries.filter(({ returnsData }) => returnsData);
  if (returned.length !== 1) throw unsupported(resource, `one metric_query must return data, got ${returned.length}`);
  return queries;
}

/** Of an alarm on one metric, without queries. */
const SINGLE = ["namespace", "metric_name", "dimensions", "statistic", "extended_statistic", "period"];

function metricOf(resource: Resource, metric: Readonly<Record<string, unknown>>): NonNullable<MetricQuery["metric"]> {
  const stat = text(metric.stat) ?? text(metric.statistic) ?? text(metric.extended_statistic) ?? "";
  const periodSeconds = number(metric.period) ?? 60;
  if (!isStatistic(stat)) throw unsupported(resource, `statistic ${stat} is not evaluated locally`);
  if (!(periodSeconds >= 60) || periodSeconds % 60 !== 0)
    throw unsupported(resource, `period must be a multiple of 60 here, got ${periodSeconds}`);
  const dimensions = Object.entries((metric.dimensions ?? {}) as Record<string, unknown>);
  return {
    id: {
      namespace: String(metric.namespace),
      name: String(metric.metric_name),
      dimensions: Object.fromEntries(dimensions.map(([name, value]) => [name, String(value)])),
    },
    stat,
    periodSeconds,
  };
}

function readable(resource: Resource, expression: string): void {
  try {
    parseExpression(expression);
  } catch (cause) {
    throw unsupported(resource, (cause as Error).message, cause);
  }
}

function compositeAlarm(resource: Resource, get: Get): CompositeAlarm {
  const ruleText = String(get("alarm_rule"));
  try {
    return { ...alarmOf(get), rule: parseRule(ruleText), ruleText };
  } catch (cause) {
    throw unsupported(resource, (cause as Error).message, cause);
  }
}

function metricFilter(resource: Resource, get: Get): MetricFilter {
  const { namespace, name, value, dimensions } = block(get("metric_transformation"));
  const amount = Number(value);
  if (!Number.isFinite(amount) || dimensions)
    throw unsupported(resource, `only a number as value, and no dimensions, are evaluated locally, got ${value}`);
  return {
    logGroup: String(get("log_group_name")),
    matches: filterPattern(text(get("pattern")) ?? ""),
    metric: { namespace: String(namespace), name: String(name), dimensions: {} },
    value: amount,
  };
}
