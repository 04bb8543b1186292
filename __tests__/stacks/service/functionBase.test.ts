import { afterAll, describe, expect, it } from "@jest/globals";
import { defineEnvironment } from "../../../stacks/config/environment.ts";
import { environmentInput } from "../../support/stacks/environments.ts";
import { withWords } from "../../support/stacks/ownFunctions.ts";
import { type LambdaFunction, removeTemporaryFolders, synthesise } from "../../support/stacks/template.ts";

const LEVELS = ["DEBUG", "INFO", "WARN", "ERROR"] as const;
const nameOf = (level: string) => level.toLowerCase();
const synthesised = synthesise(
  LEVELS.map((level) =>
    defineEnvironment(environmentInput({ name: nameOf(level), "logs.level": level, ...withWords({}) })),
  ),
);
afterAll(removeTemporaryFolders);

interface Logging extends LambdaFunction {
  readonly logging_config: { readonly application_log_level: string };
}

describe.each(LEVELS)("functions that log from %s on", (level) => {
  const functions = synthesised.stack(`${nameOf(level)}-service`).resources<Logging>("aws_lambda_function");

  it("say so to their own loggers", () => {
    expect(functions.map(({ environment }) => environment.variables.POWERTOOLS_LOG_LEVEL)).toEqual(
      functions.map(() => level),
    );
  });

  it("keep their metrics, which Lambda takes for INFO because such a line has no level", () => {
    const kept = level === "DEBUG" ? "DEBUG" : "INFO";

    expect(functions.map((one) => one.logging_config.application_log_level)).toEqual(functions.map(() => kept));
    expect(functions).toHaveLength(5);
  });
});
