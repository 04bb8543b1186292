// Lines of a function's log, of one request if that is asked for.
import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { ConsoleError } from "../../local/console/console.ts";
import type { LogLine } from "../../local/console/model.ts";

const MOST_LINES = 300;
const MOST_CHARACTERS = 4_000;
const PAGES = 5;
const MINUTE = 60_000;

function read(message: string): Pick<LogLine, "message"> & Partial<Pick<LogLine, "requestId">> {
  const text = message.trimEnd().slice(0, MOST_CHARACTERS);
  const requestId = /"(?:requestId|function_request_id|AWSRequestId)":"([^"]{8,64})"/.exec(text)?.[1];
  return { message: text, ...(requestId !== undefined && { requestId }) };
}

/**
 * @param query `group` is the log group; `request`, if given, whose lines; `minutes` how far back (default 15, at most 1,440)
 * @returns newest last
 * @throws ConsoleError
 */
export async function readLogs(client: CloudWatchLogsClient, query: URLSearchParams, now: number): Promise<LogLine[]> {
  const { FilterLogEventsCommand } = await import("@aws-sdk/client-cloudwatch-logs");
  const group = query.get("group") ?? "";
  const request = query.get("request") ?? "";
  const minutes = Number(query.get("minutes") ?? 15);
  if (!/^[\w/.-]{1,512}$/.test(group)) throw new ConsoleError(`group: must be a log group, got ${group || "nothing"}`);
  if (!/^[\w:=-]{0,128}$/.test(request)) throw new ConsoleError(`request: must be an id, got ${request}`);
  if (!(minutes > 0 && minutes <= 1_440)) throw new ConsoleError(`minutes: must be from 1 to 1440, got ${minutes}`);
  const lines: LogLine[] = [];
  let nextToken: string | undefined;
  for (let page = 0; page < PAGES; page += 1) {
    const answer = await client.send(
      new FilterLogEventsCommand({
        logGroupName: group,
        startTime: now - minutes * MINUTE,
        ...(request && { filterPattern: `"${request}"` }),
        ...(nextToken !== undefined && { nextToken }),
      }),
    );
    for (const { timestamp = 0, logStreamName: stream = "", message = "" } of answer.events ?? [])
      lines.push({ at: timestamp, stream, ...read(message) });
    nextToken = answer.nextToken;
    if (nextToken === undefined) break;
  }
  return lines.sort((a, b) => a.at - b.at).slice(-MOST_LINES);
}
