// One structured logger per function: JSON lines in the shape of Powertools for AWS Lambda. Its own logger keeps keys by
// invocation and formats in several passes, which costs an API more than the validation of a request; here each line has all it says.
import { AsyncLocalStorage } from "node:async_hooks";
import { getXRayTraceIdFromEnv } from "@aws-lambda-powertools/commons/utils/env";

/** Lambda's own form: https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-traceids */
const XRAY_ID = /^1-([0-9a-f]{8})-([0-9a-f]{24})$/;

/** What our code logs with; tests pass a recording one. */
export interface Log {
  info(message: string, details?: Details): void;
  warn(message: string, details?: Details): void;
  error(message: string, details?: Details): void;
}

/** Errors among them are written with their stack and what caused them. */
type Details = Readonly<Record<string, unknown>>;

const shared = new AsyncLocalStorage<Details>();

/** Does the work; each line that it logs has these details besides its own. */
export const logWith = <T>(details: Details, work: () => T): T => shared.run(details, work);

/** `SILENT` for tests. */
const LEVELS = ["DEBUG", "INFO", "WARN", "ERROR", "SILENT"] as const;

interface Options {
  /** From which on lines are written. @default INFO */
  readonly level?: string | undefined;
  /** @default standard output */
  readonly write?: (line: string) => void;
}

function described(error: Error): object {
  const { name, message, stack, cause } = error;
  return {
    name,
    message,
    stack,
    ...(cause !== undefined && { cause: cause instanceof Error ? described(cause) : cause }),
    ...(error instanceof AggregateError && { errors: error.errors.map(readable) }),
  };
}

const readable = (value: unknown): unknown => (value instanceof Error ? described(value) : value);

/** Lines with level, message, time, service, the trace where there is one, and what is passed. */
export function createLogger(service: string, options: Options = {}): Log {
  const { level = process.env.POWERTOOLS_LOG_LEVEL, write = (line) => void process.stdout.write(line) } = options;
  const known = (LEVELS as readonly string[]).indexOf(level ?? "");
  const least = known < 0 ? LEVELS.indexOf("INFO") : known;

  const at = (name: (typeof LEVELS)[number]) => {
    if (LEVELS.indexOf(name) < least) return () => {};
    return (message: string, details: Details = {}) => {
      const line: Record<string, unknown> = { level: name, message, timestamp: new Date().toISOString(), service };
      // As W3C has it, sampled or not: https://www.w3.org/TR/trace-context/#trace-id
      const [, seconds, random] = XRAY_ID.exec(getXRayTraceIdFromEnv() ?? "") ?? [];
      if (seconds !== undefined) line.trace_id = `${seconds}${random}`;
      const common = shared.getStore();
      for (const key in common) if (!(key in line) && !(key in details)) line[key] = readable(common[key]);
      for (const key in details) if (!(key in line)) line[key] = readable(details[key]);
      write(`${JSON.stringify(line)}\n`);
    };
  };
  return { info: at("INFO"), warn: at("WARN"), error: at("ERROR") };
}
