/** A configuration that cannot be deployed; one line per wrong value, each with its path and the rule. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}
