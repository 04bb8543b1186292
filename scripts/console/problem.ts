// What could not be read, in a line for the page: which right is missing, that AWS wants fewer calls, or what else it says.
import { isThrottled } from "../lmi/throttled.ts";

const DENIED = /AccessDenied|Unauthorized|NotAuthorized|AuthorizationError/;
/** IAM names the action in its refusal. */
const ACTION = /not authorized to perform:? ([\w-]+:\w+)/;

const firstLine = (error: unknown): string =>
  String(error instanceof Error ? error.message || error.name : error).split("\n")[0] ?? "";

/**
 * @param action by which it is read, for a refusal that does not name it
 * @param again milliseconds until it is read again
 */
export function problemLine(error: unknown, { action, again }: { action?: string; again?: number } = {}): string {
  const said = firstLine(error);
  const next = again === undefined ? "" : `; asked again in ${Math.ceil(again / 1_000)} s`;
  if (error instanceof Error && DENIED.test(error.name)) {
    const missing = ACTION.exec(said)?.[1] ?? action;
    return `${missing === undefined ? "not allowed" : `${missing} is not allowed`} for these credentials (${said})`;
  }
  if (isThrottled(error)) return `AWS wants fewer calls (${said})${next}`;
  return `${said}${next}`;
}
