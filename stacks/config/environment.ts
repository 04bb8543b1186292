// Turns what a file says into a configuration that stacks can trust.
import { linesOf } from "../../app/shared/issues.ts";
import { ConfigError } from "./configError.ts";
import { brokenRules } from "./rules.ts";
import { type EnvironmentConfig, type EnvironmentInput, environmentSchema } from "./schema.ts";

function freeze<T>(value: T): T {
  if (typeof value === "object" && value !== null) for (const inner of Object.values(value)) freeze(inner);
  return Object.freeze(value);
}

/**
 * The parsed, checked and frozen configuration.
 * @throws ConfigError with one line per wrong value: its path, what is wrong, what it is
 */
export function defineEnvironment(input: EnvironmentInput): EnvironmentConfig {
  const name = typeof input?.name === "string" ? input.name : "?";
  const refuse = (lines: readonly string[]): never => {
    throw new ConfigError(lines.map((line) => `environment "${name}": ${line}`).join("\n"));
  };
  const parsed = environmentSchema.safeParse(input);
  if (!parsed.success) {
    const lines = linesOf(parsed.error, input);
    return refuse(
      lines.map((line) => (line.endsWith(": unknown key") ? `${line}; see stacks/config/schema.ts` : line)),
    );
  }
  const broken = brokenRules(parsed.data);
  return broken.length > 0 ? refuse(broken) : freeze(parsed.data);
}
