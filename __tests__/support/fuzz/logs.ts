// Fuzzed calls of CloudWatch Logs.
import { OPERATIONS } from "../../../local/aws/operations.ts";
import { jsonService } from "./requests.ts";

/** Reads of a log group that exists, and the rest by their names. */
export function logsRequest(logGroupName: string) {
  const page = { limit: 2, nextToken: "next/0" };
  const time = { startTime: 1, endTime: 4_102_444_800_000 };
  return jsonService("Logs_20140328", OPERATIONS.logs, {
    DescribeLogGroups: { logGroupNamePrefix: "/aws", limit: 2, nextToken: "after/x" },
    DescribeLogStreams: { logGroupName, orderBy: "LastEventTime", descending: true, limit: 2 },
    FilterLogEvents: {
      logGroupName,
      logStreamNamePrefix: "2",
      filterPattern: '{ $.a.b[0] = "c*" && $.n > 1 }',
      ...time,
      ...page,
    },
    GetLogEvents: { logGroupName, logStreamName: "2026", startFromHead: true, ...time, limit: 2, nextToken: "f/0" },
  });
}
