// Traffic from what `aws cloudwatch get-metric-statistics` and `get-metric-data` print: the sums of a metric of requests.
import { z } from "zod";
import { shown } from "../../app/shared/issues.ts";
import { CostError } from "../costError.ts";
import { jsonContent } from "../jsonContent.ts";
import { MAX_REQUESTS, REQUESTS_RULE } from "./csv.ts";
import { parseTimestamp, TIMESTAMP_RULE } from "./timestamp.ts";
import { MAX_POINTS, type Points } from "./traffic.ts";

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html */
const statistics = z.object({
  Datapoints: z.array(
    z.object({ Timestamp: z.unknown().optional(), Sum: z.unknown().optional(), Unit: z.string().optional() }),
  ),
});

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
const data = z.object({
  MetricDataResults: z.array(
    z.object({
      Id: z.string().default(""),
      Label: z.string().default(""),
      Timestamps: z.array(z.unknown()),
      Values: z.array(z.unknown()),
      StatusCode: z.string().default(""),
    }),
  ),
  NextToken: z.string().nullish(),
});

/** Of what counts something. */
const UNITS = new Set(["Count", "None"]);

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDataResult.html */
const FAILED = new Set(["InternalError", "Forbidden"]);

/** Of metrics of a function that are no counts of requests, as CloudWatch labels them where nobody does. */
const TIMES = /\b(Duration|ConcurrentExecutions|IteratorAge)\b/;

interface Raw {
  readonly timestamp: unknown;
  readonly requests: unknown;
  readonly timestampPath: string;
  readonly requestsPath: string;
}

const ofStatistics = (subject: string, { Datapoints }: z.output<typeof statistics>): Raw[] =>
  Datapoints.map(({ Timestamp, Sum, Unit = "Count" }, index) => {
    if (!UNITS.has(Unit)) {
      throw new CostError(
        `${subject}: Datapoints[${index}].Unit: must be Count, as that of Invocations is, got ${Unit}`,
      );
    }
    return {
      timestamp: Timestamp,
      requests: Sum,
      timestampPath: `Datapoints[${index}].Timestamp`,
      requestsPath: `Datapoints[${index}].Sum`,
    };
  });

/** Pages of one metric come as several results with the same Id. */
function ofData(subject: string, { MetricDataResults, NextToken }: z.output<typeof data>): Raw[] {
  if (NextToken)
    throw new CostError(`${subject}: NextToken: must not be there, since more pages follow, got ${shown(NextToken)}`);
  const ids = [...new Set(MetricDataResults.map(({ Id }) => Id))];
  if (ids.length > 1) {
    throw new CostError(`${subject}: MetricDataResults: must be of one metric, got ${ids.join(", ")}`);
  }
  return MetricDataResults.flatMap(({ Label, Timestamps, Values, StatusCode }, result) => {
    const path = `MetricDataResults[${result}]`;
    if (FAILED.has(StatusCode)) {
      throw new CostError(`${subject}: ${path}.StatusCode: must be Complete, got ${StatusCode}`);
    }
    if (TIMES.test(Label)) {
      throw new CostError(
        `${subject}: ${path}.Label: must be of a metric that counts, such as Invocations, got ${Label}`,
      );
    }
    if (Timestamps.length !== Values.length) {
      throw new CostError(
        `${subject}: ${path}.Values: must be as many as Timestamps (${Timestamps.length}), got ${Values.length}`,
      );
    }
    return Timestamps.map((timestamp, index) => ({
      timestamp,
      requests: Values[index],
      timestampPath: `${path}.Timestamps[${index}]`,
      requestsPath: `${path}.Values[${index}]`,
    }));
  });
}

function rawOf(subject: string, text: string): Raw[] {
  const content = jsonContent(subject, text);
  const asStatistics = statistics.safeParse(content);
  if (asStatistics.success) return ofStatistics(subject, asStatistics.data);
  const asData = data.safeParse(content);
  if (asData.success) return ofData(subject, asData.data);
  throw new CostError(
    `${subject}: must have Datapoints [{Timestamp, Sum}] or MetricDataResults [{Timestamps, Values}], got ${text.trim().slice(0, 40)}`,
  );
}

/** @throws CostError with the path of the value */
export function parseCloudWatch(subject: string, text: string): Points {
  const raw = rawOf(subject, text);
  if (raw.length > MAX_POINTS) {
    throw new CostError(`${subject}: must have at most ${MAX_POINTS} data points, got ${raw.length}`);
  }
  const times = raw.map(({ timestamp, timestampPath }) => {
    const at = typeof timestamp === "string" ? parseTimestamp(timestamp) : undefined;
    if (at !== undefined) return at;
    throw new CostError(`${subject}: ${timestampPath}: ${TIMESTAMP_RULE}, got ${shown(timestamp)}`);
  });
  const requests = raw.map(({ requests: value, requestsPath }) => {
    if (typeof value === "number" && value >= 0 && value <= MAX_REQUESTS) return value;
    throw new CostError(`${subject}: ${requestsPath}: ${REQUESTS_RULE}, got ${shown(value)}`);
  });
  return { subject, times, requests, place: (index) => raw[index]?.timestampPath.replace(/\.Timestamp$/, "") ?? "" };
}
