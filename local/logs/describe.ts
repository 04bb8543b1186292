// DescribeLogGroups and DescribeLogStreams.
import { stat } from "node:fs/promises";
import { optional, type Request } from "../aws/members.ts";
import type { LogGroup, LogGroups } from "./groups.ts";
import { readEvents } from "./logFile.ts";
import { groupOf, invalid, limitOf, readToken, tokenOf } from "./request.ts";

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html */
const MOST = 50;

interface Stream {
  readonly name: string;
  readonly first: number;
  readonly last: number;
}

export async function describeLogGroups(groups: LogGroups, request: Request): Promise<object> {
  const prefix = optional(request, "logGroupNamePrefix", "string");
  const pattern = optional(request, "logGroupNamePattern", "string");
  if (prefix !== undefined && pattern !== undefined)
    throw invalid("logGroupNamePrefix and logGroupNamePattern cannot be given together.");
  const named = groups.filter(
    ({ name }) => name.startsWith(prefix ?? "") && name.toLowerCase().includes((pattern ?? "").toLowerCase()),
  );
  const { items, nextToken } = pageOf(named, request, ({ name }) => name);
  return { logGroups: await Promise.all(items.map(describeGroup)), nextToken };
}

async function describeGroup({ name, arn, file, retentionDays, createdAt, metricFilters }: LogGroup) {
  return {
    logGroupName: name,
    creationTime: createdAt,
    ...(retentionDays !== undefined && { retentionInDays: retentionDays }),
    metricFilterCount: metricFilters,
    arn: `${arn}:*`,
    storedBytes: await sizeOf(file),
    logGroupClass: "STANDARD",
    logGroupArn: arn,
  };
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return 0;
    throw error;
  }
}

const ORDERS = ["LogStreamName", "LastEventTime"];

export async function describeLogStreams(groups: LogGroups, request: Request): Promise<object> {
  const group = groupOf(groups, request);
  const prefix = optional(request, "logStreamNamePrefix", "string");
  const order = optional(request, "orderBy", "string") ?? "LogStreamName";
  if (!ORDERS.includes(order)) throw invalid(`orderBy: must be ${ORDERS.join(" or ")}, got ${order}`);
  if (prefix !== undefined && order !== "LogStreamName")
    throw invalid("Cannot order by LastEventTime with a logStreamNamePrefix.");
  const key = ({ name, last }: Stream) =>
    order === "LogStreamName" ? name : `${String(last).padStart(16, "0")} ${name}`;
  const streams = (await streamsOf(group)).filter(({ name }) => name.startsWith(prefix ?? ""));
  const isDescending = optional(request, "descending", "boolean") ?? false;
  const { items, nextToken } = pageOf(streams, request, key, isDescending);
  return { logStreams: items.map((stream) => describeStream(group, stream)), nextToken };
}

async function streamsOf({ file }: LogGroup): Promise<Stream[]> {
  const streams = new Map<string, Stream>();
  for await (const { stream: name, timestamp } of readEvents(file)) {
    streams.set(name, { name, first: streams.get(name)?.first ?? timestamp, last: timestamp });
  }
  return [...streams.values()];
}

const describeStream = ({ arn }: LogGroup, { name, first, last }: Stream) => ({
  logStreamName: name,
  creationTime: first,
  firstEventTimestamp: first,
  lastEventTimestamp: last,
  lastIngestionTime: last,
  arn: `${arn}:log-stream:${name}`,
  // AWS shows 0 for streams since 2019.
  storedBytes: 0,
});

/** One page of what is in the order of a key, behind the key that `nextToken` holds. */
function pageOf<T>(all: readonly T[], request: Request, key: (item: T) => string, isDescending = false) {
  const limit = limitOf(request, MOST);
  const after = readToken(optional(request, "nextToken", "string"), "after");
  const before = (a: string, b: string) => (isDescending ? b < a : a < b);
  const rest = all
    .filter((item) => after === undefined || before(after, key(item)))
    .sort((a, b) => (before(key(a), key(b)) ? -1 : 1));
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  const isMore = last !== undefined && rest.length > limit;
  return { items, nextToken: isMore ? tokenOf("after", key(last)) : undefined };
}
