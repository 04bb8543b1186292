// Members of a request's JSON object by their types, for the services of the JSON protocols.
import { AwsError } from "./call.ts";

export type Request = Readonly<Record<string, unknown>>;

interface MemberTypes {
  string: string;
  number: number;
  boolean: boolean;
}

/** A member that may be absent (or null). @throws AwsError SerializationException if it has another type */
export function optional<K extends keyof MemberTypes>(
  request: Request,
  member: string,
  type: K,
): MemberTypes[K] | undefined {
  const value = request[member];
  if (value === undefined || value === null) return undefined;
  if (typeof value === type) return value as MemberTypes[K];
  throw wrongType(member, `a ${type}`, value);
}

/** A list of strings that may be absent (or null). @throws AwsError SerializationException if it is anything else */
export function optionalStrings(request: Request, member: string): readonly string[] | undefined {
  const value = request[member];
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value;
  throw wrongType(member, "a list of strings", value);
}

function wrongType(member: string, type: string, value: unknown): AwsError {
  const message = `${member}: must be ${type}, got ${JSON.stringify(value)}`;
  return new AwsError({ status: 400, code: "SerializationException", message });
}
