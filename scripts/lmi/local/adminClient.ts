// Calls the local run's own door. It exists on loopback only, and so does what may be called here.
import { FailedError, UsageError } from "../../cliError.ts";
import type { Session } from "../session.ts";

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
const MILLISECONDS = 10_000;

/** @throws UsageError for an endpoint that is not this machine's, and for what the door refuses; FailedError if it is not there */
export async function callAdmin<T>(session: Session, method: string, path: string, body?: unknown): Promise<T> {
  const { endpoint = "" } = session.settings;
  if (!URL.canParse(endpoint) || !LOOPBACK.test(new URL(endpoint).hostname))
    throw new UsageError(`AWS_ENDPOINT_URL: must be on this machine for lmi local, got ${endpoint}`);
  const response = await fetch(new URL(`/_local/${path}`, endpoint), {
    method,
    signal: AbortSignal.timeout(MILLISECONDS),
    ...(body !== undefined && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  });
  const text = await response.text();
  const answer = parse(text);
  if (response.ok && answer !== undefined) return answer as T;
  if (response.status === 400 && answer?.message !== undefined) throw new UsageError(String(answer.message));
  throw new FailedError(`${endpoint}: must be a system that npm start runs, got status ${response.status}`);
}

function parse(text: string): { message?: unknown } | undefined {
  try {
    return JSON.parse(text) as { message?: unknown };
  } catch {
    return undefined;
  }
}
