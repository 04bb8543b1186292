// What the functions of these systems print as metrics (app/shared/metrics.ts). Their code is in no plan: a function is known by the
// variables that only its handler reads.
import { METRICS, type MetricGroup, NAMESPACE } from "../../app/shared/metrics.ts";
import { OUTCOMES } from "../../stacks/operations/metric.ts";
import { type Block, isObject, only, text } from "../../terraform/block.ts";
import type { Links } from "../../terraform/links.ts";
import { type Located, located } from "../../terraform/located.ts";
import { FUNCTION } from "../../terraform/managedFunction.ts";
import { type Declared, TABLE } from "./declarations.ts";

/** A line that a function prints again and again. */
export interface EmittedLine extends Located {
  readonly group: MetricGroup;
  /** By name; each combination of values is a metric of its own. */
  readonly dimensions: Readonly<Record<string, string>>;
  /** Whether each call by a schedule prints it; what else is printed follows the work. */
  readonly isEachTick: boolean;
}

type Printed = Pick<EmittedLine, "group" | "dimensions" | "isEachTick">;

/** @param reconciled names of the functions whose capacity is declared for this one */
function printedBy(name: string, variables: ReadonlySet<string>, reconciled: () => readonly string[]): Printed[] {
  const service = { service: name };
  if (variables.has("RAN_ON")) {
    return [
      ...OUTCOMES.map((outcome) => ({
        group: "attempts" as const,
        dimensions: { ...service, outcome },
        isEachTick: false,
      })),
      { group: "work", dimensions: service, isEachTick: false },
    ];
  }
  if (variables.has("PROCESSOR_MAX_CONCURRENCY")) {
    return [
      { group: "queue", dimensions: service, isEachTick: true },
      { group: "accidents", dimensions: service, isEachTick: false },
    ];
  }
  if (!variables.has("CAPACITY_TABLE") || variables.has("VIDEOS_TABLE")) return [];
  return [
    { group: "tick", dimensions: service, isEachTick: true },
    ...reconciled().map((FunctionName) => ({
      group: "capacity" as const,
      dimensions: { ...service, FunctionName },
      isEachTick: true,
    })),
  ];
}

const keyOf = (table: Located | undefined) => (table ? JSON.stringify([table.stack, table.address]) : "");

/** By the table in which they are declared: each is reconciled by one scaler. */
function declaredIn(declared: readonly Declared[]) {
  const byTable = Map.groupBy(declared, ({ table }) => keyOf(table));
  return (table: Located | undefined): string[] => {
    const found = byTable.get(keyOf(table)) ?? [];
    byTable.delete(keyOf(table));
    return found.map(({ declaration }) => declaration.functionName);
  };
}

export function emittedLines(blocks: readonly Block[], links: Links, declared: readonly Declared[]): EmittedLine[] {
  const reconciledBy = declaredIn(declared);
  return blocks
    .filter(({ type }) => type === FUNCTION)
    .flatMap((block) => {
      const { variables } = only(block.values.environment);
      const name = text(block.values.function_name);
      if (!isObject(variables) || name === undefined) return [];
      const printed = printedBy(name, new Set(Object.keys(variables)), () =>
        reconciledBy(links.one(block, variables.CAPACITY_TABLE, TABLE)),
      );
      return printed.map((line) => ({ ...located(block), ...line }));
    });
}

/** A metric as CloudWatch tells it from others. */
export const seriesOf = (namespace: string, name: string, dimensions: Readonly<Record<string, string>>): string =>
  JSON.stringify([namespace, name, ...Object.entries(dimensions).toSorted(([a], [b]) => (a < b ? -1 : 1))]);

export const seriesIn = ({ group, dimensions }: EmittedLine): string[] =>
  Object.keys(METRICS[group]).map((name) => seriesOf(NAMESPACE, name, dimensions));

/** A number of usual length: small counts, and seconds to the millisecond. */
const VALUES: Readonly<Record<string, number>> = { Count: 1, Seconds: 12.345, Bytes: 1_048_576 };

/**
 * What such a line takes in a log, in bytes, with what CloudWatch Logs counts for each event.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
 */
export function bytesOf({ group, dimensions }: EmittedLine): number {
  const metrics = Object.entries(METRICS[group]).map(([Name, Unit]) => ({ Name, Unit }));
  const about = { Namespace: NAMESPACE, Dimensions: [Object.keys(dimensions)], Metrics: metrics };
  const values = Object.fromEntries(metrics.map(({ Name, Unit }) => [Name, VALUES[Unit]]));
  const line = { _aws: { Timestamp: 1e12, CloudWatchMetrics: [about] }, ...dimensions, ...values };
  return Buffer.byteLength(JSON.stringify(line)) + 26;
}
