// The ids that stand for functions on the command line.

/** Those of every environment. */
const ALWAYS = ["api", "processor"];

/** Options that may hold one. */
const OPTIONS = ["function", "capacityProvider"];

/**
 * The ids of an environment's functions; the configuration is loaded only where an option may hold one of a team's own. A wrong
 * configuration, or an environment that it does not have, has none: what is deployed can be operated without it.
 */
export async function idsFor(options: object, environment: string): Promise<readonly string[]> {
  const given = OPTIONS.map((option) => Reflect.get(options, option)).filter((value) => typeof value === "string");
  const isElse = (value: string) => !ALWAYS.includes(value) && !value.startsWith(`${environment}-`);
  return given.some(isElse) ? [...ALWAYS, ...(await ownIds(environment))] : ALWAYS;
}

/** The ids of a team's own functions, as this checkout's configuration has them. */
export async function ownIds(environment: string): Promise<readonly string[]> {
  const { ConfigError } = await import("../../stacks/config/configError.ts");
  try {
    const { ENVIRONMENTS } = await import("../../stacks/config/environments.ts");
    const { ownFunctionsOf } = await import("../../stacks/config/functions.ts");
    const found = ENVIRONMENTS.find(({ name }) => name === environment);
    return found ? ownFunctionsOf(found).map(([id]) => id) : [];
  } catch (error) {
    if (error instanceof ConfigError) return [];
    throw error;
  }
}
