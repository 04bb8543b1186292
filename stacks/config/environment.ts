// Turns what a file says into a configuration that stacks can trust.
import { ConfigError } from "./configError.ts";
import { brokenRules } from "./rules.ts";
import { type EnvironmentConfig, type EnvironmentInput, environmentSchema } from "./schema.ts";

const shown = (value: unknown): string => JSON.stringify(value)?.slice(0, 80) ?? "nothing";

const valueAt = (input: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, key) => (typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined),
    input,
  );

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
    return refuse(
      parsed.error.issues.flatMap((issue) => {
        if (issue.code === "unrecognized_keys") {
          return issue.keys.map((key) => `${[...issue.path, key].join(".")}: unknown key; see stacks/config/schema.ts`);
        }
        const { path, message } = issue;
        return `${path.join(".") || "(root)"}: ${message}, got ${shown(valueAt(input, path))}`;
      }),
    );
  }
  const broken = brokenRules(parsed.data);
  return broken.length > 0 ? refuse(broken) : freeze(parsed.data);
}
