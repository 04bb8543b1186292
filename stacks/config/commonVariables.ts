// The environment variables that every function has, of whomever it is.
import type { EnvironmentConfig } from "./schema.ts";
import { wrapperFor } from "./tracing.ts";

/** @param functionName without qualifier */
export const commonVariables = (
  { logs, tracing }: Pick<EnvironmentConfig, "logs" | "tracing">,
  functionName: string,
  runtime: string,
): Readonly<Record<string, string>> => ({
  POWERTOOLS_SERVICE_NAME: functionName,
  POWERTOOLS_LOG_LEVEL: logs.level,
  ...(tracing && wrapperFor(runtime)),
});
