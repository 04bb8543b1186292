// CloudWatch Logs on this machine: what the functions print, behind the reads of the service's own API. What changes log groups is
// Terraform's.
import type { AwsService, Operation } from "../aws/call.ts";
import type { Request } from "../aws/members.ts";
import { ownedByTerraform } from "../aws/ownedByTerraform.ts";
import { describeLogGroups, describeLogStreams } from "./describe.ts";
import { filterLogEvents, getLogEvents } from "./events.ts";
import type { LogGroups } from "./groups.ts";

type Read = (groups: LogGroups, request: Request) => Promise<object>;

const READS: Readonly<Record<string, Read>> = {
  DescribeLogGroups: describeLogGroups,
  DescribeLogStreams: describeLogStreams,
  FilterLogEvents: filterLogEvents,
  GetLogEvents: getLogEvents,
};

const CHANGES = [
  "CreateLogGroup",
  "CreateLogStream",
  "DeleteLogGroup",
  "DeleteLogStream",
  "DeleteRetentionPolicy",
  "PutRetentionPolicy",
];

/** The operations of the API on the given groups, for the door. */
export function logsOperations(groups: LogGroups): AwsService {
  const answered = Object.entries(READS).map(([name, read]): [string, Operation] => [
    name,
    async ({ json = {} }) => ({ status: 200, body: JSON.stringify(await read(groups, json)) }),
  ]);
  return new Map([...answered, ...ownedByTerraform("logs", CHANGES)]);
}
