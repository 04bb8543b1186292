// Environment variables under which a function's own module starts in a test, and what it prints. Both end with the test
// file: Jest gives each its own process.env.
import { jest } from "@jest/globals";

/** To be called before the handler is imported; its log is silent unless the variables give it a level. */
export function setEnvironment(variables: Record<string, string>): void {
  Object.assign(process.env, {
    AWS_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    POWERTOOLS_LOG_LEVEL: "SILENT",
    // Metrics are then printed through the console that tests can watch, and would be left out.
    POWERTOOLS_DEV: "true",
    POWERTOOLS_METRICS_DISABLED: "false",
    ...variables,
  });
}

/** The lines that a function prints from now on, parsed, instead of in the output of the tests. */
export function printedLines(): Record<string, unknown>[] {
  const lines: Record<string, unknown>[] = [];
  const take = (text: unknown) => void lines.push(JSON.parse(String(text)));
  jest.spyOn(console, "log").mockImplementation(take);
  jest.spyOn(process.stdout, "write").mockImplementation((text) => {
    take(text);
    return true;
  });
  return lines;
}
