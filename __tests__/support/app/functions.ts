// Environment variables under which a function's own module starts in a test. They end with the test file: Jest gives
// each its own process.env.

/** To be called before the handler is imported. */
export function setEnvironment(variables: Record<string, string>): void {
  Object.assign(process.env, {
    AWS_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    // Powertools then prints through the console that tests can watch, and would leave metrics out.
    POWERTOOLS_DEV: "true",
    POWERTOOLS_METRICS_DISABLED: "false",
    ...variables,
  });
}
