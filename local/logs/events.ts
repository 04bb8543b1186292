// FilterLogEvents and GetLogEvents: what was printed, from the files of the log groups.
import { optional, type Request } from "../aws/members.ts";
import { filterPattern } from "./filterPattern.ts";
import type { LogGroups } from "./groups.ts";
import { type LogEvent, offsetOf, readEvents } from "./logFile.ts";
import { groupOf, invalid, limitOf, readOffset, streamFilter, streamNotFound, tokenOf } from "./request.ts";

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html */
const MOST_EVENTS = 10_000;
const MOST_BYTES = 1024 * 1024;

interface Range {
  readonly start: number;
  readonly end: number;
}

function rangeOf(request: Request): Range {
  const start = optional(request, "startTime", "number") ?? 0;
  const end = optional(request, "endTime", "number") ?? Number.POSITIVE_INFINITY;
  if (start >= 0 && end >= 0) return { start, end };
  throw invalid("startTime and endTime: must be milliseconds since the epoch, not negative");
}

/** Collects events until the page is full. */
class Page {
  readonly events: LogEvent[] = [];
  readonly #limit: number;
  #bytes = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** False, without having taken it, for an event that has no room any more. */
  take(event: LogEvent): boolean {
    const bytes = event.end - event.offset;
    const isFull = this.events.length >= this.#limit || (this.events.length > 0 && this.#bytes + bytes > MOST_BYTES);
    if (isFull) return false;
    this.events.push(event);
    this.#bytes += bytes;
    return true;
  }

  /** As `take`, and what has no room pushes the first ones out. */
  push(event: LogEvent): void {
    while (!this.take(event)) {
      const [first] = this.events.splice(0, 1);
      if (first) this.#bytes -= first.end - first.offset;
    }
  }
}

export async function filterLogEvents(groups: LogGroups, request: Request): Promise<object> {
  const { file } = groupOf(groups, request);
  const isAsked = streamFilter(request);
  const matches = filterPattern(optional(request, "filterPattern", "string") ?? "");
  const page = new Page(limitOf(request, MOST_EVENTS));
  const { start, end } = rangeOf(request);
  const from = readOffset(optional(request, "nextToken", "string"), "next") ?? (await offsetOf(file, start));
  for await (const event of readEvents(file, from)) {
    const { timestamp, stream, message } = event;
    if (timestamp < start || timestamp > end || !isAsked(stream) || !matches(message)) continue;
    if (!page.take(event))
      return { events: page.events.map(filtered), searchedLogStreams: [], nextToken: tokenOf("next", event.offset) };
  }
  return { events: page.events.map(filtered), searchedLogStreams: [] };
}

const filtered = ({ timestamp, stream, message, offset }: LogEvent) => ({
  logStreamName: stream,
  timestamp,
  message,
  ingestionTime: timestamp,
  eventId: `${String(timestamp).padStart(20, "0")}${String(offset).padStart(36, "0")}`,
});

export async function getLogEvents(groups: LogGroups, request: Request): Promise<object> {
  const { file } = groupOf(groups, request);
  const stream = optional(request, "logStreamName", "string");
  if (!stream) throw invalid("logStreamName: must be the name of a log stream, got none");
  const page = new Page(limitOf(request, MOST_EVENTS));
  const { start, end } = rangeOf(request);
  const token = optional(request, "nextToken", "string");
  const isBackward = token?.startsWith("b/") ?? optional(request, "startFromHead", "boolean") !== true;
  const position = readOffset(token, isBackward ? "b" : "f");

  let exists = false;
  let seenTo = 0;
  for await (const event of readEvents(file)) {
    seenTo = event.end;
    if (event.stream !== stream) continue;
    exists = true;
    if (event.timestamp < start || event.timestamp >= end) continue;
    if (isBackward && event.offset >= (position ?? Number.POSITIVE_INFINITY)) break;
    if (isBackward) page.push(event);
    else if (event.offset >= (position ?? 0) && !page.take(event)) break;
  }
  if (!exists) throw streamNotFound();
  const first = page.events.at(0)?.offset ?? position ?? seenTo;
  const last = page.events.at(-1)?.end ?? position ?? seenTo;
  return {
    events: page.events.map(({ timestamp, message }) => ({ timestamp, message, ingestionTime: timestamp })),
    nextForwardToken: tokenOf("f", last),
    nextBackwardToken: tokenOf("b", first),
  };
}
