// docs/limits.md, out of the limits table that configurations are held to.
import { CALL_RATES } from "../../stacks/config/callRates.ts";
import { LIMITS } from "../../stacks/config/limits.ts";

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
  const rates = Object.entries(CALL_RATES).map(([name, { value, documentation }]) => {
    const { perSecond, burst, elsewhere } = value;
    const cells = [perSecond, burst, elsewhere.perSecond, elsewhere.burst].join(" | ");
    return `| ${name} | ${cells} | [AWS](${documentation}) |`;
  });
  return [
    "# Limits",
    "",
    "What an environment's configuration is held to at synth. Written by `npm run docs` from `stacks/config/limits.ts`.",
    "",
    "| limit | value | unit | source |",
    "| --- | --- | --- | --- |",
    ...rows,
    "",
    "## Calls",
    "",
    "What AWS answers an account in a Region before it throttles, all callers together: calls per second, and at once after a quiet time. The local",
    "AWS throttles in the same way. The control plane is every operation of Lambda without a rate of its own but the invocations.",
    "",
    "| calls | per second in us-east-1, us-west-2, eu-west-1 | at once | per second elsewhere | at once | source |",
    "| --- | --- | --- | --- | --- | --- |",
    ...rates,
    "",
  ].join("\n");
}
