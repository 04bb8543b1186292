// What the operations of CloudWatch Logs check alike: errors, limits of pages, and which group and streams are meant.
import { AwsError } from "../aws/call.ts";
import { optional, optionalStrings, type Request } from "../aws/members.ts";
import type { LogGroup, LogGroups } from "./groups.ts";

export const invalid = (message: string) => new AwsError({ status: 400, code: "InvalidParameterException", message });

const notFound = (message: string) => new AwsError({ status: 400, code: "ResourceNotFoundException", message });

/** The log stream that is asked for has no events. */
export const streamNotFound = () => notFound("The specified log stream does not exist.");

/** The group by `logGroupName` or by `logGroupIdentifier`, which may be its ARN. @throws AwsError */
export function groupOf(groups: LogGroups, request: Request): LogGroup {
  const name = optional(request, "logGroupName", "string");
  const identifier = optional(request, "logGroupIdentifier", "string");
  if ((name === undefined) === (identifier === undefined))
    throw invalid("Exactly one of logGroupName and logGroupIdentifier must be given.");
  const asked = name ?? identifier;
  const group = groups.find((one) => one.name === asked || one.arn === asked?.replace(/:\*$/, ""));
  if (!group) throw notFound("The specified log group does not exist.");
  return group;
}

/** How many are asked for. @throws AwsError InvalidParameterException */
export function limitOf(request: Request, most: number, otherwise = most): number {
  const limit = optional(request, "limit", "number") ?? otherwise;
  if (Number.isInteger(limit) && limit >= 1 && limit <= most) return limit;
  throw invalid(`limit: must be a whole number from 1 to ${most}, got ${limit}`);
}

/** Whether a stream is asked for, by `logStreamNames` or `logStreamNamePrefix`. @throws AwsError InvalidParameterException for both */
export function streamFilter(request: Request): (stream: string) => boolean {
  const names = optionalStrings(request, "logStreamNames");
  const prefix = optional(request, "logStreamNamePrefix", "string");
  if (names !== undefined && prefix !== undefined)
    throw invalid("logStreamNames and logStreamNamePrefix cannot be given together.");
  if (names !== undefined) return (stream) => names.includes(stream);
  return (stream) => stream.startsWith(prefix ?? "");
}

/** A token that `tokenOf` made of the same kind. @throws AwsError InvalidParameterException for any other */
export function readToken(token: string | undefined, kind: string): string | undefined {
  if (token === undefined) return undefined;
  if (token.startsWith(`${kind}/`)) return token.slice(kind.length + 1);
  throw invalid(`The specified nextToken is invalid, got ${JSON.stringify(token)}`);
}

/** The offset that a token holds. @throws AwsError InvalidParameterException */
export function readOffset(token: string | undefined, kind: string): number | undefined {
  const text = readToken(token, kind);
  if (text === undefined) return undefined;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw invalid(`The specified nextToken is invalid, got ${JSON.stringify(token)}`);
}

export const tokenOf = (kind: string, position: string | number): string => `${kind}/${position}`;
