// What the operations of CloudWatch check alike: errors, times, dimensions, pages.
import { AwsError } from "../aws/call.ts";
import { optional, type Request } from "../aws/members.ts";

export const invalid = (message: string) =>
  new AwsError({ status: 400, code: "InvalidParameterValueException", message });

const missing = (member: string) =>
  new AwsError({
    status: 400,
    code: "MissingRequiredParameterException",
    message: `The parameter ${member} is required.`,
  });

export const notFound = (message: string) => new AwsError({ status: 404, code: "ResourceNotFound", message });

/** A member that must be there. @throws AwsError */
export function text(request: Request, member: string): string {
  const value = optional(request, member, "string");
  if (value === undefined || value === "") throw missing(member);
  return value;
}

/** A time that may be absent: seconds since the epoch, as milliseconds. @throws AwsError */
export function time(request: Request, member: string): number | undefined {
  const seconds = optional(request, member, "number");
  return seconds === undefined ? undefined : seconds * 1_000;
}

/** A span of time that must be there, and go forward. @throws AwsError */
export function span(request: Request): { from: number; to: number } {
  const [from, to] = [time(request, "StartTime"), time(request, "EndTime")];
  if (from === undefined || to === undefined) throw missing(from === undefined ? "StartTime" : "EndTime");
  if (from < to) return { from, to };
  throw invalid("The parameter StartTime must be less than the parameter EndTime.");
}

/** A period in seconds. @throws AwsError for one that is no multiple of 60 */
export function periodIn(request: Request, otherwise?: number): number {
  const period = optional(request, "Period", "number") ?? otherwise;
  if (period === undefined) throw missing("Period");
  if (Number.isInteger(period) && period >= 60 && period <= 86_400 && period % 60 === 0) return period;
  throw invalid(`Period: must be a multiple of 60 up to 86400 here, got ${period}`);
}

/** A list of objects; empty when absent. @throws AwsError */
export function objects(request: Request, member: string): readonly Request[] {
  const value = request[member] ?? [];
  if (Array.isArray(value) && value.every((item) => typeof item === "object" && item !== null)) return value;
  throw new AwsError({
    status: 400,
    code: "SerializationException",
    message: `${member}: must be a list of objects, got ${JSON.stringify(value)}`,
  });
}

/** Dimensions with a name each; a value may be left out where any will do. @throws AwsError */
export const dimensionsIn = (request: Request): readonly (readonly [name: string, value: string | undefined])[] =>
  objects(request, "Dimensions").map((one) => [text(one, "Name"), optional(one, "Value", "string")]);

/** One page of a list, behind where `NextToken` says that the last one ended. @throws AwsError */
export function page<T>(items: readonly T[], request: Request, size: number): { items: readonly T[]; next?: string } {
  const token = optional(request, "NextToken", "string") ?? "0";
  if (!/^\d{1,9}$/.test(token)) {
    const message = `The service cannot process the parameter NextToken, got ${JSON.stringify(token)}`;
    throw new AwsError({ status: 400, code: "InvalidNextToken", message });
  }
  const end = Number(token) + size;
  return { items: items.slice(Number(token), end), ...(end < items.length && { next: String(end) }) };
}

/** How many records are asked for. @throws AwsError */
export function recordsIn(request: Request): number {
  const most = optional(request, "MaxRecords", "number") ?? 50;
  if (Number.isInteger(most) && most >= 1 && most <= 100) return most;
  throw invalid(`MaxRecords: must be a whole number from 1 to 100, got ${most}`);
}
