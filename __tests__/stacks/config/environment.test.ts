import { describe, expect, it } from "@jest/globals";
import { ConfigError } from "../../../stacks/config/configError.ts";
import { defineEnvironment } from "../../../stacks/config/environment.ts";
import type { EnvironmentInput } from "../../../stacks/config/schema.ts";
import { environmentInput } from "../../support/stacks/environments.ts";

function refusal(input: unknown): ConfigError {
  try {
    defineEnvironment(input as EnvironmentInput);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error("the configuration was accepted");
}

describe("defining an environment", () => {
  it("fills in what may be left out", () => {
    const { tags, network } = defineEnvironment(environmentInput({ tags: undefined }));

    expect(tags).toEqual({});
    expect(network).toHaveProperty("egress", { type: "endpoints", alsoServices: [] });
  });

  it("gives a configuration that nobody can change, however deep", () => {
    const config = defineEnvironment(environmentInput());

    const open = Object.entries(config).filter(([, value]) => !Object.isFrozen(value));
    expect(open).toEqual([]);
    expect(Object.isFrozen(config)).toBe(true);
    expect(Reflect.set(config.functions.processor.capacityProvider.scaling, "mode", "Auto")).toBe(false);
    expect(config.functions.processor.capacityProvider.scaling.mode).toBe("Manual");
    expect(Object.isFrozen(config.network.vpc === "new" && config.network.availabilityZones)).toBe(true);
  });

  it("leaves what it was given unfrozen", () => {
    const input = environmentInput();

    defineEnvironment(input);

    expect(Object.isFrozen(input)).toBe(false);
    expect(Object.isFrozen(input.functions.api)).toBe(false);
  });

  it("names every wrong value in one error, a line for each", () => {
    const { message, name } = refusal(environmentInput({ "logs.retentionDays": 2, "functions.api.maxConcurrency": 0 }));

    expect(name).toBe("ConfigError");
    expect(message.split("\n")).toEqual([
      'environment "test": logs.retentionDays: must be one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653, got 2',
      'environment "test": functions.api.maxConcurrency: must be at least 1, got 0',
    ]);
  });

  it("names every broken rule in one error, a line for each", () => {
    const { message } = refusal(
      environmentInput({ "functions.api.timeoutSeconds": 31, "network.cidr": "11.0.0.0/16" }),
    );

    expect(message.split("\n")).toEqual([
      'environment "test": network.cidr: must be a private range (RFC 1918), got 11.0.0.0/16',
      'environment "test": functions.api.timeoutSeconds: must be at most 30, because the HTTP API waits no longer, got 31',
    ]);
  });

  it("cuts a long value short", () => {
    const { message } = refusal(environmentInput({ "logs.level": "x".repeat(1_000) }));

    expect(message).toBe(`environment "test": logs.level: must be DEBUG, INFO, WARN or ERROR, got "${"x".repeat(79)}`);
  });

  it.each([
    [undefined, 'environment "?": (root): must be an object'],
    [null, 'environment "?": (root): must be an object, got null'],
    ["dev", 'environment "?": (root): must be an object, got "dev"'],
  ])("refuses %p as a whole", (input, message) => {
    expect(refusal(input).message).toBe(message);
  });
});
