// docs/limits.md, out of the limits table that configurations are held to.
import { LIMITS } from "../stacks/config/limits.ts";

const shown = (value: unknown): string => {
  if (Array.isArray(value)) return value.join(", ");
  if (typeof value !== "object" || value === null) return String(value);
  return Object.entries(value)
    .map(([key, inner]) => `${inner} at ${key}`)
    .join(", ");
};

/** The page as it should be. */
export function limitsPage(): string {
  const rows = Object.entries(LIMITS).map(
    ([name, { value, unit, documentation }]) => `| \`${name}\` | ${shown(value)} | ${unit} | [AWS](${documentation}) |`,
  );
  return [
    "# Limits",
    "",
    "What an environment's configuration is held to at synth. Written by `npm run docs` from `stacks/config/limits.ts`.",
    "",
    "| limit | value | unit | source |",
    "| --- | --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");
}
