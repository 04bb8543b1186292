// Turns whatever a command threw into one line and an exit code.

import { linesOf } from "../../app/shared/issues.ts";
import { type CliError, FailedError, UsageError } from "../cliError.ts";
import { cliErrorOf } from "../roomErrors.ts";

/** Errors of app/capacity, whose messages are made for people; by name, so that nothing heavy is loaded to compare. */
const CAPACITY = new Set([
  "CapacityUnavailable",
  "LeaseEnded",
  "ScalingRefused",
  "NotConverged",
  "UndeclaredFunction",
  "HoldSuperseded",
]);

const UNREACHABLE =
  /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|EPROTO|UNABLE_TO_.*|ERR_(TLS|SSL)_.*|.*CERT.*)$/;

/** The SDK has looked everywhere. */
const NO_CREDENTIALS = "Could not load credentials from any providers";

const oneLine = (text: string): string => text.replaceAll(/\s*\n\s*/g, " ").trim();

/** The system's code of a failed connection, also where it hides in a cause or in an AggregateError (IPv6, then IPv4). */
function connectionCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error.name === "TimeoutError") return "timed out";
  const { code } = error as NodeJS.ErrnoException;
  if (code !== undefined && UNREACHABLE.test(code)) return code;
  return connectionCode(error.cause) ?? (error instanceof AggregateError ? connectionCode(error.errors[0]) : undefined);
}

const isFromAws = (error: Error): error is Error & { $metadata: { httpStatusCode?: number } } => "$metadata" in error;

/** The SDK could not read the answer: a page of a proxy, or of another server. */
const isUnreadable = ({ name }: Error): boolean => name === "Unknown" || name === "SyntaxError";

/** @param endpoint what was called, for a connection that failed */
export function toCliError(error: unknown, endpoint = "AWS"): CliError {
  const known = cliErrorOf(error);
  if (known) return known;
  if (!(error instanceof Error)) return new FailedError(oneLine(String(error)));
  const failed = (message: string) => new FailedError(oneLine(message), { cause: error });
  if (CAPACITY.has(error.name)) return failed(error.message);
  const code = connectionCode(error);
  if (code) return failed(`${endpoint}: cannot be reached (${code})`);
  if (error instanceof AggregateError) {
    return failed(error.errors.map((inner) => toCliError(inner, endpoint).message).join("; "));
  }
  if (error.name === "ZodError") return failed(`deployed declaration: ${linesOf(error, undefined).join("; ")}`);
  if (error.message === "Region is missing") {
    return new UsageError("region: not known; use --region, AWS_REGION, or --local", { cause: error });
  }
  if (error.name === "CredentialsProviderError") {
    const remedy =
      error.message === NO_CREDENTIALS
        ? "; AWS_PROFILE must name a profile that has some, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY be set"
        : "";
    return failed(`credentials: ${error.message}${remedy}`);
  }
  if (isFromAws(error) && isUnreadable(error)) {
    return failed(`${endpoint}: does not answer as AWS does (HTTP ${error.$metadata.httpStatusCode ?? "?"})`);
  }
  if (isFromAws(error)) return failed(`${error.name}: ${error.message}`);
  return failed(`internal error: ${error.message}; --debug shows where`);
}
