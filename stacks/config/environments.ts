// The environments that exist, by name.
import { ConfigError } from "./configError.ts";
import { dev } from "./dev.ts";
import { prod } from "./prod.ts";
import type { EnvironmentConfig } from "./schema.ts";

export const ENVIRONMENTS: readonly EnvironmentConfig[] = [dev, prod];

/** @throws ConfigError for a name that no file defines */
export function environmentNamed(name: string): EnvironmentConfig {
  const found = ENVIRONMENTS.find((environment) => environment.name === name);
  if (found) return found;
  const known = ENVIRONMENTS.map((environment) => environment.name).join(", ");
  throw new ConfigError(`environment "${name}": not defined; defined are ${known}`);
}
