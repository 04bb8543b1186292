// The parts of a Step Functions request that several operations check alike: members by type, names, pages.

import { AwsError } from "../aws/call.ts";
import { optional, type Request } from "../aws/members.ts";

/** An error as Step Functions answers it: HTTP 400 with its type. */
export class ApiError extends AwsError {
  constructor(type: string, message: string) {
    super({ status: 400, code: type, message });
  }
}

const DEFAULT_PAGE = 100;
const MAX_PAGE = 1_000;

/** A string that must be there. @throws ApiError ValidationException, SerializationException */
export function string(request: Request, member: string): string {
  const value = optional(request, member, "string");
  if (value) return value;
  throw new ApiError(
    "ValidationException",
    `1 validation error detected: Value at '${member}' failed to satisfy constraint: Member must be a non-empty string`,
  );
}

/** An execution's name. https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html @throws ApiError InvalidName */
export function validName(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are among what a name must not hold.
  if (name.length <= 80 && !/[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]/.test(name)) return name;
  throw new ApiError("InvalidName", `Invalid Name: '${name}'`);
}

/** Marks a token as ours; what follows is the key of the page's last item. */
const TOKEN = "after:";

/**
 * One page of a list that is sorted by `key`, continued behind the key that `nextToken` holds, also if that item is gone by now.
 * @throws ApiError InvalidToken, ValidationException, SerializationException
 */
export function page<T>(items: T[], request: Request, key: (item: T) => string): { items: T[]; nextToken?: string } {
  const size = optional(request, "maxResults", "number") || DEFAULT_PAGE;
  if (!Number.isInteger(size) || size < 1 || size > MAX_PAGE) {
    throw new ApiError(
      "ValidationException",
      `1 validation error detected: Value '${request.maxResults}' at 'maxResults' failed to satisfy constraint: Member must be 0-${MAX_PAGE}`,
    );
  }
  let rest = items;
  const nextToken = optional(request, "nextToken", "string");
  if (nextToken !== undefined) {
    const token = Buffer.from(nextToken, "base64url").toString("utf8");
    if (!token.startsWith(TOKEN)) throw new ApiError("InvalidToken", `Invalid Token: '${nextToken}'`);
    rest = items.filter((item) => key(item) > token.slice(TOKEN.length));
  }
  const taken = rest.slice(0, size);
  const last = taken.at(-1);
  const more = rest.length > size && last !== undefined;
  return { items: taken, ...(more && { nextToken: Buffer.from(TOKEN + key(last)).toString("base64url") }) };
}

/** A number as a key that sorts as text. */
export const sortable = (value: number) => String(value).padStart(16, "0");
