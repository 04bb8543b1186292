// One structured logger per function, safe with many invocations at once: Powertools keeps keys per invocation.
import { Logger } from "@aws-lambda-powertools/logger";

/** JSON lines with service, level and what is passed; the level comes from POWERTOOLS_LOG_LEVEL. */
export const createLogger = (serviceName: string) => new Logger({ serviceName });

/** What our code logs with; tests pass a silent one. */
export type Log = Pick<Logger, "info" | "warn" | "error">;
