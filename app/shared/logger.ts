// One structured logger per function, safe with many invocations at once: Powertools keeps keys per invocation.
import { LogFormatter, Logger, LogItem } from "@aws-lambda-powertools/logger";
import type { LogAttributes, UnformattedAttributes } from "@aws-lambda-powertools/logger/types";

/** Lambda's own form: https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-traceids */
const XRAY_ID = /^1-([0-9a-f]{8})-([0-9a-f]{24})$/;

class Formatter extends LogFormatter {
  /** With the trace of the invocation as W3C has it, sampled or not: https://www.w3.org/TR/trace-context/#trace-id */
  override formatAttributes(attributes: UnformattedAttributes, more: LogAttributes): LogItem {
    const { logLevel: level, message, timestamp, serviceName: service, xRayTraceId = "" } = attributes;
    const [, seconds, random] = XRAY_ID.exec(xRayTraceId) ?? [];
    const trace = seconds === undefined ? {} : { trace_id: `${seconds}${random}` };
    const own = { level, message, timestamp: this.formatTimestamp(timestamp), service, ...trace };
    return new LogItem({ attributes: own }).addAttributes(more);
  }
}

/** JSON lines with service, level, trace and what is passed; the level comes from POWERTOOLS_LOG_LEVEL. */
export const createLogger = (serviceName: string) => new Logger({ serviceName, logFormatter: new Formatter() });

/** What our code logs with; tests pass a silent one. */
export type Log = Pick<Logger, "info" | "warn" | "error">;
