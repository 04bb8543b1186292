// The environments that exist, by name.
import { ConfigError } from "./configError.ts";
import { dev } from "./dev.ts";
import { prod } from "./prod.ts";
import type { EnvironmentConfig } from "./schema.ts";

/**
 * The same environments: their names are the names of their stacks, states and resources.
 * @throws ConfigError when two have one name
 */
export function withDistinctNames(environments: readonly EnvironmentConfig[]): readonly EnvironmentConfig[] {
  const names = environments.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice === undefined) return environments;
  throw new ConfigError(`environment "${twice}": name: must differ from every other environment's, got ${twice} twice`);
}

export const ENVIRONMENTS = withDistinctNames([dev, prod]);

/** @throws ConfigError for a name that no file defines */
export function environmentNamed(name: string): EnvironmentConfig {
  const found = ENVIRONMENTS.find((environment) => environment.name === name);
  if (found) return found;
  const known = ENVIRONMENTS.map((environment) => environment.name).join(", ");
  throw new ConfigError(`environment "${name}": not defined; defined are ${known}`);
}
