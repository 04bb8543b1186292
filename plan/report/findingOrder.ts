// The order of findings: worst first, and the same for the same plans whatever finds them first.
import { type Finding, SEVERITIES } from "../rules/finding.ts";

const keys = ({ stack, address, rule, attribute = "", what }: Finding): string[] => [
  stack,
  address,
  rule,
  attribute,
  what,
];

/** What makes the apply fail comes before the rest of its severity. */
export const worstFirst = (findings: readonly Finding[]): Finding[] =>
  findings.toSorted((one, other) => {
    const worse = SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity);
    if (worse !== 0) return worse;
    const failing = Number(other.applyFails ?? false) - Number(one.applyFails ?? false);
    if (failing !== 0) return failing;
    const [left, right] = [keys(one), keys(other)];
    const index = left.findIndex((key, at) => key !== right[at]);
    return index < 0 ? 0 : (left[index] ?? "") < (right[index] ?? "") ? -1 : 1;
  });
