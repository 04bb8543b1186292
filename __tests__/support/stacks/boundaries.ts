// Rules of a configuration, tried on both sides.
import { describe, expect, it } from "@jest/globals";
import { ConfigError } from "../../../stacks/config/configError.ts";
import { defineEnvironment } from "../../../stacks/config/environment.ts";
import { type Changes, environmentInput } from "./environments.ts";

/** What a rule still allows, and what it does not, with the lines that say so. */
export interface Boundary {
  readonly rule: string;
  readonly allowed: readonly Changes[];
  readonly refused: readonly (readonly [Changes, ...string[]])[];
}

export const define = (changes: Changes) => defineEnvironment(environmentInput(changes));

export function describeBoundaries(boundaries: readonly Boundary[]): void {
  describe.each(boundaries)("it is a rule that $rule", ({ allowed, refused }) => {
    it.each(allowed.map((changes) => [changes]))("which %j keeps", (changes) => {
      expect(() => define(changes)).not.toThrow();
    });

    it.each(refused)("which %j breaks", (changes, ...lines) => {
      const message = lines.map((line) => `environment "test": ${line}`).join("\n");
      expect(() => define(changes)).toThrow(new ConfigError(message));
    });
  });
}
