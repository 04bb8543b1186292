// An account as a scan reads it: its functions, what feeds them, and two weeks of their metrics. Every call only reads.
import type { MetricDataQuery, MetricDataResult } from "@aws-sdk/client-cloudwatch";
import type { EventSourceMappingConfiguration, FunctionConfiguration } from "@aws-sdk/client-lambda";
import { hasInsights, type Unread } from "../../../../cost/scan/listed.ts";
import { HOUR, INSIGHTS, METRICS, type MetricName } from "../../../../cost/scan/metrics.ts";
import { FailedError } from "../../../cliError.ts";
import type { Session } from "../../session.ts";
import { forEachOf, patiently, sleep, type Wait } from "./patiently.ts";

export interface AccountOptions {
  readonly days: number;
  /** Whether tags are read too, a call for each function. */
  readonly withTags: boolean;
}

/** What is saved, and what a scan of files takes. */
export interface Account {
  readonly Functions: readonly FunctionConfiguration[];
  readonly EventSourceMappings: readonly EventSourceMappingConfiguration[];
  readonly Tags: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly MetricDataResults: readonly MetricDataResult[];
  readonly Unread: readonly Unread[];
  /** Between which metrics were asked for: hours without invocations have none. */
  readonly StartTime: string;
  readonly EndTime: string;
}

type Reader = Pick<Session, "clients" | "progress">;

/** Lambda's control plane answers 15 requests a second: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const AT_ONCE = 4;
/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
const MOST_QUERIES = 500;
const MOST_DATAPOINTS = 100_800;
/** A list that goes on longer than any account's is a fault. */
const MOST_PAGES = 2_000;

async function allPages<T>(
  read: (marker: string | undefined) => Promise<{ items: readonly T[]; next: string | undefined }>,
  what: string,
): Promise<T[]> {
  const all: T[] = [];
  let marker: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const { items, next } = await read(marker);
    all.push(...items);
    if (!next) return all;
    marker = next;
  }
  throw new FailedError(`${what}: must end within ${MOST_PAGES} pages, got more`);
}

const queriesOf = (functions: readonly FunctionConfiguration[]): MetricDataQuery[] =>
  functions
    .flatMap(({ FunctionName: name, Layers, PackageType }) =>
      (Object.keys(METRICS) as MetricName[])
        // An image brings Lambda Insights with it, or not.
        .filter((metric) => !INSIGHTS.includes(metric) || hasInsights(Layers) || PackageType === "Image")
        .map((metric) => {
          const isInsights = INSIGHTS.includes(metric);
          return {
            Label: `${name} ${metric} ${METRICS[metric]}`,
            MetricStat: {
              Metric: {
                Namespace: isInsights ? "LambdaInsights" : "AWS/Lambda",
                MetricName: metric,
                Dimensions: [{ Name: isInsights ? "function_name" : "FunctionName", Value: name }],
              },
              Period: HOUR / 1_000,
              Stat: METRICS[metric],
            },
          };
        }),
    )
    .map((query, index) => ({ Id: `m${index}`, ...query }));

const whyOf = (error: unknown): string => (error instanceof Error ? `${error.name}: ${error.message}` : String(error));
const isDenied = (error: unknown): boolean =>
  error instanceof Error && /AccessDenied|Unauthorized|InvalidClientToken|Expired/.test(error.name);
const nameOf = ({ Label }: MetricDataQuery): string => Label?.split(" ")[0] ?? "";

/**
 * @param now milliseconds since the epoch; the metrics end with the last whole hour before it
 * @throws what a service says that refuses the whole of it, such as AccessDenied
 */
export async function readAccount(
  { clients, progress }: Reader,
  { days, withTags }: AccountOptions,
  now = Date.now(),
  wait: Wait = sleep,
): Promise<Account> {
  const [
    { GetFunctionConfigurationCommand, ListEventSourceMappingsCommand, ListFunctionsCommand, ListTagsCommand },
    lambda,
  ] = await Promise.all([import("@aws-sdk/client-lambda"), clients.lambda()]);
  const unread: Unread[] = [];
  const listed = await allPages(async (Marker) => {
    const { Functions = [], NextMarker } = await patiently(
      () => lambda.send(new ListFunctionsCommand({ Marker })),
      wait,
    );
    return { items: Functions as FunctionConfiguration[], next: NextMarker as string | undefined };
  }, "ListFunctions");
  progress.show(`${listed.length} functions`);
  const mappings = await allPages(async (Marker) => {
    const { EventSourceMappings = [], NextMarker } = await patiently(
      () => lambda.send(new ListEventSourceMappingsCommand({ Marker })),
      wait,
    );
    return { items: EventSourceMappings as EventSourceMappingConfiguration[], next: NextMarker as string | undefined };
  }, "ListEventSourceMappings");
  const end = Math.floor(now / HOUR) * HOUR;
  const range = { StartTime: new Date(end - days * 24 * HOUR), EndTime: new Date(end) };
  const metrics = await readMetrics({ clients, progress }, listed, { days, range, wait, unread });
  const used = new Set(
    metrics.filter(({ Values = [] }) => Values.some((value) => value > 0)).map(({ Label }) => Label?.split(" ")[0]),
  );
  const functions = new Map(listed.map((one) => [String(one.FunctionName), one]));
  const tags: Record<string, Record<string, string>> = {};
  let read = 0;
  await forEachOf(listed, AT_ONCE, async ({ FunctionName: name = "", FunctionArn }) => {
    try {
      if (used.has(name)) {
        const known = await patiently(
          () => lambda.send(new GetFunctionConfigurationCommand({ FunctionName: name })),
          wait,
        );
        functions.set(name, known as FunctionConfiguration);
      }
      if (withTags && FunctionArn !== undefined) {
        const { Tags = {} } = await patiently(() => lambda.send(new ListTagsCommand({ Resource: FunctionArn })), wait);
        tags[name] = Tags as Record<string, string>;
      }
    } catch (error) {
      unread.push({ name, why: `${whyOf(error)}; priced by what ListFunctions says` });
    }
    read += 1;
    progress.show(`functions: ${read} of ${listed.length}`);
  });
  return {
    Functions: [...functions.values()].map(withoutSecrets),
    EventSourceMappings: mappings.map(({ FunctionArn, EventSourceArn }) => ({ FunctionArn, EventSourceArn })),
    Tags: tags,
    MetricDataResults: metrics,
    Unread: unread,
    StartTime: range.StartTime.toISOString(),
    EndTime: range.EndTime.toISOString(),
  };
}

/** Nothing of a function is kept that a scan does not read: its environment variables may be secrets. */
const withoutSecrets = ({
  FunctionName,
  FunctionArn,
  Runtime,
  MemorySize,
  Architectures,
  ...other
}: FunctionConfiguration): FunctionConfiguration => ({
  FunctionName,
  FunctionArn,
  Runtime,
  MemorySize,
  Architectures,
  ...(other.SnapStart && { SnapStart: other.SnapStart }),
  ...(other.CapacityProviderConfig && { CapacityProviderConfig: other.CapacityProviderConfig }),
  ...(other.Layers && { Layers: other.Layers.map(({ Arn }) => ({ Arn })) }),
});

interface MetricsOptions {
  readonly days: number;
  readonly range: { readonly StartTime: Date; readonly EndTime: Date };
  readonly wait: Wait;
  readonly unread: Unread[];
}

async function readMetrics(
  { clients, progress }: Reader,
  functions: readonly FunctionConfiguration[],
  { days, range, wait, unread }: MetricsOptions,
): Promise<MetricDataResult[]> {
  const [{ GetMetricDataCommand }, cloudWatch] = await Promise.all([
    import("@aws-sdk/client-cloudwatch"),
    clients.cloudWatch(),
  ]);
  const queries = queriesOf(functions);
  const size = Math.max(1, Math.min(MOST_QUERIES, Math.floor(MOST_DATAPOINTS / (days * 24))));
  const batches = Array.from({ length: Math.ceil(queries.length / size) }, (_, index) =>
    queries.slice(index * size, (index + 1) * size),
  );
  const results = new Map<string, MetricDataResult>();
  let read = 0;
  await forEachOf(batches, AT_ONCE, async (batch) => {
    try {
      const pages = await allPages(async (NextToken) => {
        const input = { ...range, MetricDataQueries: batch, NextToken };
        const answer = await patiently(() => cloudWatch.send(new GetMetricDataCommand(input)), wait);
        return {
          items: (answer.MetricDataResults ?? []) as MetricDataResult[],
          next: answer.NextToken as string | undefined,
        };
      }, "GetMetricData");
      for (const page of pages) addPage(results, page);
    } catch (error) {
      if (isDenied(error)) throw error;
      const why = `metrics: ${whyOf(error)}`;
      for (const name of new Set(batch.map(nameOf))) unread.push({ name, why });
    }
    read += batch.length;
    progress.show(`metrics: ${read} of ${queries.length}`);
  });
  return [...results.values()];
}

/** Pages of one metric become one; an error of any stays. */
function addPage(
  results: Map<string, MetricDataResult>,
  { Label = "", Timestamps = [], Values = [], StatusCode }: MetricDataResult,
): void {
  const known = results.get(Label) ?? { Label, Timestamps: [], Values: [] };
  results.set(Label, {
    Label,
    Timestamps: [...(known.Timestamps ?? []), ...Timestamps],
    Values: [...(known.Values ?? []), ...Values],
    StatusCode:
      known.StatusCode === "InternalError" || known.StatusCode === "Forbidden" ? known.StatusCode : StatusCode,
  });
}
